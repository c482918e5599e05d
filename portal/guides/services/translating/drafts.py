"""Writing a translation: begun, kept while somebody types, brought up to date, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.choices import Step
from portal.guides.models import Guide, Translation, TranslationDraft
from portal.guides.reports.translations import pieces
from portal.guides.services.editing import german
from portal.guides.services.translating.rows import (
    OPEN,
    fresh,
    locked,
    moved,
    own,
    still,
    text_of,
    writable,
    write,
)

MAX_LETTERS = 40_000


@transaction.atomic
def begin(guide: Guide, language: str, *, by: User) -> TranslationDraft:
    """Start to translate a guide, or to bring its translation up to date; the draft that is there if any."""
    if not rules.may_translate(by, language):
        raise PermissionDenied
    guide = Guide.objects.select_for_update().get(pk=guide.pk)
    found = TranslationDraft.objects.filter(guide=guide, language=language).first()
    if found:
        return found
    draft = TranslationDraft(guide=guide, language=language, author=by, since=timezone.now())
    _read_texts(draft)
    draft.save()
    return draft


@transaction.atomic
def keep(
    draft: TranslationDraft,
    typed: Mapping[int, str],
    agreed: Mapping[int, bool],
    *,
    by: User,
    version: int,
    page: str = "",
) -> TranslationDraft:
    """Keep what has been typed so far, by place of the paragraph, unchecked.

    `page` is the open page that says it. PermissionDenied, ValidationError (too long, no longer open), Stale.
    """
    row = writable(draft, by=by, version=version, page=page)
    known = pieces.read(row.pieces)
    changed = [
        replace(piece, agreed=agreed.get(at, piece.agreed)).reworded(_clean(typed.get(at, piece.text)))
        for at, piece in enumerate(known)
    ]
    if sum(len(piece.text) for piece in changed) > MAX_LETTERS:
        raise ValidationError(_("This is too long to be kept."), "length")
    if changed != known:
        row.pieces, row.page = pieces.stored(changed), page
        row.writers = sorted({*row.writers, by.pk})
        write(row)
    return row


@transaction.atomic
def refresh(draft: TranslationDraft, *, by: User, version: int, page: str = "") -> TranslationDraft:
    """Bring in the German text and the readers' text as they are now; what was typed stays.

    `page` is the open page that asks for it; no open page knows the places that follow.
    """
    row = writable(draft, by=by, version=version, page=page)
    typed = pieces.read(row.pieces)
    row.pieces, row.page = pieces.stored(pieces.carry(typed, _read_texts(row))), ""
    return write(row)


@transaction.atomic
def take_over(draft: TranslationDraft, *, by: User, version: int) -> TranslationDraft:
    """Go on with what somebody else has begun; from then on it is this person's."""
    row = locked(draft)
    if not rules.may_translate(by, row.language):
        raise PermissionDenied
    if row.author_id == by.pk:
        return row
    still(row, *OPEN)
    fresh(row, version)
    row.author, row.since, row.page = by, timezone.now(), ""
    return write(row)


@transaction.atomic
def withdraw(draft: TranslationDraft, *, by: User, version: int) -> TranslationDraft:
    """Take back what was handed in, as long as nobody has let it through or sent it back; once is enough.

    PermissionDenied, ValidationError (somebody else's draft, or published meanwhile), Stale.
    """
    row = own(draft, by=by)
    if row.step in OPEN:
        return row  # the same click again
    fresh(row, version)
    return moved(row, Step.WRITING)


@transaction.atomic
def restore(guide: Guide, language: str, event: Any, *, by: User) -> TranslationDraft:
    """Bring an older wording, from an event of the text's history, into the draft; readers see nothing of it.

    Where the German says something else since, somebody has to look at it again.
    PermissionDenied, ValidationError (somebody else's draft, a review, or words that would be lost).
    """
    draft = begin(guide, language, by=by)
    row = writable(draft, by=by, version=draft.version)
    if pieces.differ(pieces.read(row.pieces)):
        raise ValidationError(
            _("There are words in the draft that readers do not have. Hand it in first, or throw it away.")
        )
    older = pieces.with_words_of(event, _read_texts(row), german(guide))
    row.pieces, row.page = pieces.stored(older), ""
    row.writers = sorted({*row.writers, by.pk})
    return write(row)


@transaction.atomic
def discard(draft: TranslationDraft, *, by: User) -> None:
    """Throw away what was not published; readers keep what they have."""
    row = TranslationDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        return
    if not (rules.may_edit(by) or (row.author_id == by.pk and rules.may_translate(by, row.language))):
        raise PermissionDenied
    row.delete()


def is_behind(draft: TranslationDraft, master: Translation, text: Translation | None) -> bool:
    """The German text, or the one that readers have, was changed since the draft read them."""
    return (draft.german_version, draft.text_version) != (master.version, text.version if text else 0)


def _read_texts(draft: TranslationDraft) -> list[pieces.Piece]:
    master, text = german(draft.guide), text_of(draft)
    fresh = pieces.compare(master, text)
    draft.pieces = pieces.stored(fresh)
    draft.made_from, draft.german_version = master.made_from, master.version
    draft.text_version = text.version if text else 0
    return fresh


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
