"""What is wrong with a translation, said at the paragraph where it is to be mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from portal.guides.models import Picture, Translation
from portal.guides.reports import tokens
from portal.guides.reports.checks import silent
from portal.guides.reports.references import unknown
from portal.guides.reports.translations.pieces import SUMMARY, TITLE, Piece
from portal.lib import markup
from portal.lib.languages import EASY_GERMAN

_PHONE = re.compile(r"\]\(\s*tel:([^)\s]+)")
_LONGEST = {
    TITLE: Translation._meta.get_field("title").max_length or 0,
    SUMMARY: Translation._meta.get_field("summary").max_length or 0,
}


def faults(pieces: Sequence[Piece], language: str) -> dict[int, list[str]]:
    """What keeps the translation from going to the readers, by the place of the paragraph."""
    missing = unknown("\n".join(piece.text for piece in pieces))
    found = {at: list(_faults_of(at, piece, language, missing)) for at, piece in enumerate(pieces)}
    return {at: messages for at, messages in found.items() if messages}


def broken(german: str, text: str) -> list[str]:
    """What is wrong with the tokens and telephone numbers of one paragraph."""
    piece = Piece(german, None, "", text)
    return [*_tokens(piece), *_phones(piece)]


def _faults_of(at: int, piece: Piece, language: str, missing: Sequence[str]) -> Iterator[str]:
    if piece.is_gone:
        return
    if not piece.text.strip():
        yield _("There is no translation yet.")
        return
    if piece.may_agree and not piece.is_done:
        yield _("The German text has changed here. Change the translation, or say that it still fits.")
    if at in _LONGEST:
        yield from _line(piece, _LONGEST[at])
        return
    yield from _tokens(piece)
    yield from _unknown(piece, missing)
    yield from _pictures(piece, language)
    yield from _phones(piece)
    yield from _shape(piece, language)


def _line(piece: Piece, longest: int) -> Iterator[str]:
    if len(piece.text) > longest:
        yield _("This is too long: %(longest)s letters at most.") % {"longest": longest}
    if "\n" in piece.text.strip():
        yield _("This must stand in one line.")


def _tokens(piece: Piece) -> Iterator[str]:
    """Words of the glossary may be said again, facts and links stand as often as in the German."""
    asked, given = _counted(piece.german), _counted(piece.text)
    missing = [token for token, count in asked.items() if given[token] < (1 if _is_term(token) else count)]
    surplus = [token for token, count in given.items() if not _is_term(token) and count > asked[token]]
    if missing:
        yield _("This is missing: %(names)s. Copy it as it is.") % {"names": ", ".join(missing)}
    if surplus:
        yield _("This does not stand in the German: %(names)s.") % {"names": ", ".join(surplus)}


def _counted(text: str) -> Counter[str]:
    return Counter(f"{{{{{token.kind}:{token.slug}}}}}" for token in tokens.find(text))


def _is_term(token: str) -> bool:
    return token.startswith("{{term:")


def _unknown(piece: Piece, missing: Sequence[str]) -> Iterator[str]:
    """`missing`: what the whole text asks for and is not there."""
    here = [token for token in missing if token in _counted(piece.text)]
    if here:
        yield _("There is no %(names)s.") % {"names": ", ".join(here)}


def _pictures(piece: Piece, language: str) -> Iterator[str]:
    slugs = {token.slug for token in tokens.find(piece.text) if token.kind == "picture"}
    for picture in Picture.objects.filter(pk__in=slugs).order_by("pk") if slugs else ():
        yield from silent(picture, language)


def _phones(piece: Piece) -> Iterator[str]:
    if sorted(_PHONE.findall(piece.german)) != sorted(_PHONE.findall(piece.text)):
        numbers = ", ".join(_PHONE.findall(piece.german)) or "–"
        yield _("The telephone links differ. In the German there are: %(numbers)s.") % {"numbers": numbers}


def _shape(piece: Piece, language: str) -> Iterator[str]:
    german, given = markup.blocks(piece.german)[0], markup.blocks(piece.text)
    first = given[0]
    if german.kind == "heading" and (first.kind, first.size) != (german.kind, german.size):
        yield _("Here is a heading: begin the line with “%(signs)s”.") % {"signs": "#" * german.size[0] + " "}
    elif german.kind != "heading" and any(block.kind == "heading" for block in given):
        yield _("There is no heading here in the German.")
    elif language != EASY_GERMAN:  # which parts sentences and makes lists where German has none
        yield from _same_block(german, given)


def _same_block(german: markup.Block, given: list[markup.Block]) -> Iterator[str]:
    first = given[0]
    if len(given) > 1:
        yield _("This must be one paragraph, as in the German.")
    elif german.kind in ("bullet_list", "ordered_list") and first.kind != german.kind:
        sign = "- " if german.kind == "bullet_list" else "1. "
        yield _("Here is a list: begin each point with “%(sign)s”.") % {"sign": sign}
    elif german.kind in ("bullet_list", "ordered_list") and first.size != german.size:
        counts = {"german": german.size[0], "here": first.size[0]}
        yield _("The list has %(german)s points in the German and %(here)s here.") % counts
    elif german.kind == "table" and (first.kind, first.size) != (german.kind, german.size):
        yield _("Here is a table with %(rows)s rows: keep its lines and columns.") % {"rows": german.size[0]}
    elif german.kind != first.kind:
        yield _("This has another form than the German paragraph.")
