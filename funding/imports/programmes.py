"""Programmes of the federal funding database (Förderdatenbank), as the JSON file that was made from it.

Texts are kept as they are, to the letter: their licence (CC BY-ND) allows no other. The words by which one
filters are cleaned of blanks and soft hyphens, and put into codes where the portal has some.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding.choices import Aid, Applicant, OfficeLevel
from funding.models import ProgrammeEntry
from portal.lib.languages import best_words
from portal.lib.text import searchable
from portal.places.models import Land

LARGEST_FILE = 64 * 1024 * 1024
_AIDS = {
    "Zuschuss": Aid.GRANT, "Darlehen": Aid.LOAN, "Bürgschaft": Aid.SURETY, "Garantie": Aid.GUARANTEE,
    "Beteiligung": Aid.EQUITY, "Sonstige": Aid.OTHER,
}  # fmt: skip
_APPLICANTS = {
    "Verband/Vereinigung": Applicant.ASSOCIATION, "Unternehmen": Applicant.COMPANY,
    "Öffentliche Einrichtung": Applicant.PUBLIC, "Kommune": Applicant.MUNICIPALITY,
    "Bildungseinrichtung": Applicant.EDUCATION, "Forschungseinrichtung": Applicant.RESEARCH,
    "Hochschule": Applicant.UNIVERSITY, "Privatperson": Applicant.PERSON,
    "Existenzgründer/in": Applicant.FOUNDER,
}  # fmt: skip
_EVERYWHERE = "bundesweit"
_TEXTS = {"key": "id_hash", "title": "title", "url": "url", "prose": "description_raw", "terms": "more_info"}
_OPTIONAL = {"terms"}
_LISTS = ("funding_type", "funding_location", "funding_area", "eligible_applicants")
# What stands in a word to break it at the end of a line, and is no part of it.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))
type Through = Callable[[list[Any], str], Iterable[Any]]


@dataclass
class Report:
    """What became of each row, counted, and what is to be said of single ones by their number in the file."""

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0  # stand here from an earlier edition, and no longer in the file
    faulty: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)


class Faulty(ValueError):  # noqa: N818 - a finding, not a crash
    """A row that cannot be taken, with the reason."""


def import_programmes(
    file: Path,
    *,
    as_of: date | None = None,
    skip_bad: bool = False,
    through: Through = lambda rows, label: rows,
) -> Report:
    """Take in the programmes of `file`, texts unchanged; the second time nothing is new and nothing changed.

    `as_of` is the day on which the database said so. `through` draws how far it is.
    Raises `ValidationError`, and nothing is changed, when it is no such file, or has rows that cannot be
    taken and `skip_bad` does not leave them out.
    """
    report, reader = Report(), _Reader()
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(through(_rows(file), "programmes"), 1):
        try:
            entry = reader.read(row)
            if entry["key"] in found:
                raise Faulty(_("its number stands in a row above, too."))
        except Faulty as error:
            report.faulty[number] = str(error)
        else:
            found[entry["key"]] = entry
            if reader.note:
                report.notes[number] = reader.note
    if report.faulty and not skip_bad:
        raise ValidationError([f"{number}: {words}" for number, words in report.faulty.items()])
    _take(found, as_of, report)
    return report


def _rows(file: Path) -> list[Any]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise ValidationError(_("This file is too large for a list of programmes."))
        rows = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValidationError(_("This file cannot be read.")) from error
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This is no JSON file.")) from error
    if not isinstance(rows, list) or not rows:
        raise ValidationError(_("There is no list of programmes in this file."))
    return rows


class _Reader:
    """Rows of the file as columns of an entry; `note` says what was odd about the last one."""

    def __init__(self) -> None:
        self.lands = {best_words(land, "name", "de")[0]: land for land in Land.objects.all()}
        self.note = ""

    def read(self, row: Any) -> dict[str, Any]:
        self.note = ""
        if not isinstance(row, dict):
            raise Faulty(_("is no object with fields."))
        texts = {column: self._text(row, column, name) for column, name in _TEXTS.items()}
        kinds, places, areas, bodies = (_words(row, name) for name in _LISTS)
        level, land = self._place(places)
        folded = searchable(texts["title"], texts["prose"], texts["terms"])
        columns = texts | {
            "level": level,
            "land": land,
            "aids": [_code(_AIDS, kind, "funding_type") for kind in kinds],
            "applicants": [_code(_APPLICANTS, body, "eligible_applicants") for body in bodies],
            "topics": areas,
            "folded": folded,
        }
        _check(columns)
        return columns

    def _text(self, row: dict[str, Any], column: str, name: str) -> str:
        text = row.get(name)
        if text is None and column in _OPTIONAL:
            return ""
        if not isinstance(text, str):
            raise Faulty(_("“%(name)s” is no text.") % {"name": name})
        if not text.strip() and column not in _OPTIONAL:
            raise Faulty(_("“%(name)s” is empty.") % {"name": name})
        if not _is_storable(text):
            raise Faulty(_("“%(name)s” has a character that is no text.") % {"name": name})
        return text

    def _place(self, places: list[str]) -> tuple[str, Land | None]:
        if not places:
            self.note = _("does not say where it holds.")
            return "", None
        if len(places) > 1:
            raise Faulty(_("names several places; it may have one."))
        if places[0] == _EVERYWHERE:
            return OfficeLevel.FEDERAL, None
        if places[0] not in self.lands:
            raise Faulty(_("“%(place)s” is no Land.") % {"place": places[0]})
        return OfficeLevel.LAND, self.lands[places[0]]


def _check(columns: dict[str, Any]) -> None:
    """What the columns hold: names not too long, the number as a part of an address, the source a page."""
    try:
        ProgrammeEntry(**columns).clean_fields()
    except ValidationError as error:
        said = (f"“{_TEXTS.get(column, column)}”: {words[0]}" for column, words in error.message_dict.items())
        raise Faulty(" ".join(said)) from None


def _is_storable(text: str) -> bool:
    """Without what the database has no letter for: the zero character, and halves of letters."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _words(row: dict[str, Any], name: str) -> list[str]:
    """The words of a list without what nobody sees: blanks around them, soft hyphens, empty ones, doubles."""
    said = row.get(name) or []
    if not isinstance(said, list) or not all(isinstance(it, str) and _is_storable(it) for it in said):
        raise Faulty(_("“%(name)s” is no list of words.") % {"name": name})
    words = (" ".join(word.translate(_INVISIBLE).split()) for word in said)
    return list(dict.fromkeys(word for word in words if word))


def _code[C: str](codes: dict[str, C], word: str, name: str) -> C:
    if word not in codes:
        raise Faulty(_("“%(word)s” is not known for “%(name)s”.") % {"word": word, "name": name})
    return codes[word]


@transaction.atomic
def _take(found: dict[str, dict[str, Any]], as_of: date | None, report: Report) -> None:
    known = {entry.key: entry for entry in ProgrammeEntry.objects.select_for_update().defer("vector")}
    report.gone = len(known.keys() - found.keys())
    for key, columns in found.items():
        entry = known.get(key)
        changes = _changes(entry, columns | ({"as_of": as_of} if as_of else {}))
        if entry is None:
            ProgrammeEntry.objects.create(**columns, as_of=as_of)
            report.new += 1
        elif changes:
            ProgrammeEntry.objects.filter(pk=entry.pk).update(**changes)
            report.changed += 1
        else:
            report.same += 1
    if report.new or report.changed:
        ProgrammeEntry.objects.weighed()


def _changes(entry: ProgrammeEntry | None, columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if entry and getattr(entry, name) != value}


def lines(report: Report) -> Iterator[str]:
    """What to say of it, row by row and in sums."""
    yield from (
        f"  row {number}: {words}" for number, words in sorted((report.faulty | report.notes).items())
    )
    yield f"{report.new:>6,}  new"
    yield f"{report.changed:>6,}  changed"
    yield f"{report.same:>6,}  unchanged"
    yield f"{len(report.faulty):>6,}  left out, faulty"
    if report.gone:
        yield f"{report.gone:>6,}  of an earlier edition are no longer in the file; they stay"
