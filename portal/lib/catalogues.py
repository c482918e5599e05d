"""The message catalogues in locale/: what is to be translated, what is missing, and the compiled files.

Babel reads and writes them, so that no machine needs the gettext tools. A string that only signed-in
people see is translated into German alone, and into the languages of reading copies where one says it; every
other string into every public language.
"""

import io
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils import translation
from django.utils.translation import to_locale
from django.utils.translation.reloader import translation_file_changed

from portal.lib import languages, placeholders
from portal.lib.extraction import extracted
from portal.lib.placeholders import forms_of

SOURCE_LANGUAGE = "en"
DESK_LANGUAGE = "de"

# Files of which signed-in people alone see the strings. `*` also matches slashes.
DESK_ONLY = (
    "templates/*/desk/*",
    "templates/desk.html",
    "templates/account/*",
    "templates/accounts/*",
    "templates/admin/*",
    "templates/mfa/*",
    "templates/usersessions/*",
    "templates/mail/accounts/*",
    "templates/mail/funding/*",
    "templates/mail/guides/*",
    "templates/pdf/funding/*",
    "*/duties.py",
    "*/duties/*",
    "*/views/desk*",
    "*/forms/desk*",
    "*/admin.py",
    "*/admin/*",
    "*/management/*",
    "portal/operation/*",
    "organisations/views/access.py",
    "organisations/choices/board.py",
    "organisations/choices/lists.py",
    "organisations/choices/moderation.py",
    "organisations/choices/structure.py",
    "organisations/choices/surveys.py",
    "*/figures.py",
    "organisations/forms/marks.py",
    "organisations/choices/evaluation.py",
    "organisations/reports/*",
    "organisations/messages/*",
    "parentwork/services/calendars/*",
    "parentwork/services/concepts.py",
    "parentwork/services/rooms.py",
    "parentwork/services/team.py",
    "portal/lib/feasts.py",
    "portal/lib/held.py",
    "portal/lib/iban.py",
    "organisations/services/suspension.py",
    "organisations/services/verification.py",
    "parentwork/reports/letters.py",
    "parentwork/reports/lists.py",
    "parentwork/reports/opinions.py",
    "parentwork/reports/pictures.py",
    "funding/reports/lands.py",
    "funding/tables.py",
    "templates/mail/organisations/*",
    "*/models/*",
    "*/models.py",
    "*/imports/*",
    "*/imports.py",
    "*/rules.py",
    "*/apps.py",
    "portal/accounts/*",
    "portal/guides/duties.py",
    "portal/guides/messages/*",
    "portal/guides/reports/checks.py",
    "portal/guides/reports/facts_desk/*",
    "portal/guides/reports/insertions.py",
    "portal/guides/reports/links.py",
    "portal/guides/templatetags/guides_desk_tags.py",
    "portal/guides/reports/translations/*",
    "portal/outbox/*",
    "portal/guides/choices.py",
    "portal/guides/services/*",
    "portal/lib/sheets/*",
    "organisations/services/*",
    "parentwork/figures.py",
    "parentwork/services/attendance.py",
    "parentwork/services/dates.py",
    "parentwork/services/hours.py",
    "parentwork/services/people.py",
    "parentwork/services/series.py",
    "parentwork/services/workshops.py",
    "funding/choices/auditing.py",
    "funding/choices/columns.py",
    "funding/choices/incomes.py",
    "funding/choices/signing.py",
    "funding/choices/refusals.py",
    "funding/finance/*",
    "funding/messages/*",
    "funding/reports/*",
    "funding/services/*",
    "funding/workflow.py",
)
# Files of those that families see all the same: forms take their labels from these columns.
PUBLIC_AFTER_ALL = (
    "funding/reports/finder.py",
    "organisations/reports/networks.py", "organisations/services/joining.py", "parentwork/models/bookings.py",
    "portal/pages/*", "templates/mail/organisations/claim_[lo]*",
)  # fmt: skip

# Files of which reading copies say the words: these are translated into their languages, too.
COPIED = (
    "templates/pdf/funding/reading_copy.html", "templates/funding/desk/parts/narrative.html",
    "templates/funding/desk/parts/voices.html", "templates/funding/desk/parts/figures.html",
    "templates/funding/desk/parts/consent.html", "templates/funding/desk/parts/consented.html",
    "templates/funding/desk/parts/formula.html", "templates/parentwork/desk/parts/opinions.html",
    "parentwork/reports/opinions.py", "funding/reports/proofs.py", "funding/reports/voices.py",
    "funding/reports/reading_copies.py",
)  # fmt: skip

# Babel numbers the Arabic plurals in an order that neither Unicode nor Django has.
_PLURALS = {
    "ar": "nplurals=6; "
    "plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
}
_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a real one would change every file at every run


@dataclass
class Text:
    """A string of the source: `id` is a pair where it has a plural; `places` are the files it stands in."""

    id: str | tuple[str, str]
    context: str | None
    places: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)

    @property
    def desk_only(self) -> bool:
        return all(
            _matches(place, DESK_ONLY) and not _matches(place, PUBLIC_AFTER_ALL) for place in self.places
        )

    @property
    def is_copied(self) -> bool:
        return any(_matches(place, COPIED) for place in self.places)

    def is_wanted(self, language: str) -> bool:
        """Somebody may read it in `language`."""
        copied = language in languages.READING_COPIES and self.is_copied
        return language == DESK_LANGUAGE or copied or not self.desk_only


def _matches(place: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatch(place, glob) for glob in globs)


def translated_languages() -> list[str]:
    """Codes of the languages that have a catalogue: all public ones but the language of the source."""
    return [code for code, _name in languages.PUBLIC if code != SOURCE_LANGUAGE]


def catalogue_path(root: Path, language: str) -> Path:
    return root / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"


def texts(root: Path) -> list[Text]:
    """All translatable strings of the Python files and templates below `root`."""
    found: dict[tuple[str, str | None], Text] = {}
    for place, message, comments, context in extracted(root):
        key = (message if isinstance(message, str) else message[0], context)
        text = found.setdefault(key, Text(message, context))
        if not isinstance(message, str):
            text.id = message
        text.places.add(place)
        text.comments += [comment for comment in comments if comment not in text.comments]
    return [found[key] for key in sorted(found, key=lambda key: (key[0], key[1] or ""))]


def wanted(all_texts: Iterable[Text], language: str) -> list[Text]:
    """The strings that the catalogue of `language` must hold."""
    return [text for text in all_texts if text.is_wanted(language)]


def update(root: Path, language: str, all_texts: Iterable[Text]) -> bool:
    """Bring one catalogue up to date with the source; translations that still apply are kept.

    Returns whether the file changed.
    """
    path = catalogue_path(root, language)
    old = read(root, language)
    new = _empty(language)
    for text in wanted(all_texts, language):
        known = old.get(text.id, text.context)
        same = known is not None and known.id == text.id
        new.add(
            text.id,
            string=known.string if known is not None and same else None,
            locations=[(place, None) for place in sorted(text.places)],  # type: ignore[misc]
            flags={"fuzzy"} if known is not None and known.fuzzy else (),
            auto_comments=text.comments,
            user_comments=known.user_comments if known is not None else (),
            context=text.context,
        )
    out = io.BytesIO()
    write_po(out, new, width=0, include_lineno=False, ignore_obsolete=True, sort_output=True)
    if path.exists() and path.read_bytes() == out.getvalue():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
    return True


def missing(root: Path, language: str, all_texts: Iterable[Text]) -> list[str]:
    """Strings that `language` must hold and that are absent, empty or fuzzy there."""
    catalogue = read(root, language)
    return [
        text.id if isinstance(text.id, str) else text.id[0]
        for text in wanted(all_texts, language)
        if not _translated(catalogue.get(text.id, text.context))
    ]


def wrong_placeholders(root: Path, language: str) -> list[str]:
    """Translations that name another placeholder than their string, or lose one."""
    return [
        str(message.id) for message in read(root, language) if message.id and not placeholders.fit(message)
    ]


def compile_all(root: Path) -> int:
    """Compile each catalogue that is newer than its compiled file; returns how many were."""
    count = 0
    for language in translated_languages():
        source = catalogue_path(root, language)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            continue
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, read(root, language))
        draft.replace(target)
        _read_anew(target)
        count += 1
    return count


def _read_anew(compiled: Path) -> None:
    """Let this process forget what it has read of an older file, or of none, and go on with the new words."""
    language = translation.get_language()
    translation_file_changed(None, compiled)
    if language:
        translation.activate(language)


def read(root: Path, language: str) -> Catalog:
    """The catalogue of a language, empty if there is none yet."""
    path = catalogue_path(root, language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=_babel_locale(language), abort_invalid=True)


def _babel_locale(language: str) -> Locale:
    """Babel knows no private-use languages: easy German counts its plurals like German."""
    return Locale.parse(language.split("-")[0])


def _empty(language: str) -> Catalog:
    catalogue = Catalog(
        locale=_babel_locale(language),
        project="Elternbrücke",
        header_comment=f"# Elternbrücke, {to_locale(language)}. Brought up to date by `make messages`.",
        creation_date=_DATE,
        revision_date=_DATE,
        fuzzy=False,
    )
    if language in _PLURALS:
        catalogue.mime_headers = [("Plural-Forms", _PLURALS[language])]
    return catalogue


def _translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return bool(forms_of(message.string)) and all(forms_of(message.string))
