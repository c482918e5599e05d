"""A list of associations with their register numbers, as a table (CSV, XLSX, XLS or ODS).

Columns: `name`, `register` (vr, hrb, …), `register_no`, `plz`. All others are left alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from organisations.choices import LegalForm
from portal.lib.sheets import Row, read_table
from portal.places.models import PostalCode

COLUMNS = ("name", "register", "register_no", "plz")
LONGEST_NAME = 200

# Registers by their German abbreviation; public bodies and cooperatives are "other".
_LEGAL_FORMS = {
    "vr": LegalForm.REGISTERED,
    "hrb": LegalForm.COMPANY,
    "spr": LegalForm.FOUNDATION,
    "sör": LegalForm.FOUNDATION,
}


@dataclass(frozen=True)
class Finding:
    """What a person should know about one row; a bad row can not be taken over."""

    row: int
    text: str
    is_bad: bool = False


@dataclass(frozen=True)
class Entry:
    """One association of the list; `postal_code_as_written` only where we do not know the code."""

    row: int
    key: str
    name: str
    legal_form: LegalForm
    register_number: str
    postal_code: PostalCode | None
    postal_code_as_written: str

    @property
    def data(self) -> dict[str, object]:
        return {
            "name": self.name,
            "legal_form": self.legal_form,
            "register_number": self.register_number,
            "postal_code": self.postal_code,
        }


@dataclass
class Reading:
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def bad(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_bad]

    def note(self, row: int, text: str) -> None:
        self.findings.append(Finding(row, text))

    def refuse(self, row: int, text: str) -> None:
        self.findings.append(Finding(row, text, is_bad=True))


def read(path: str | os.PathLike[str]) -> Reading:
    """The associations of a list, and what is doubtful, repaired or bad about its rows.

    Raises `ValidationError` when the file is no table or lacks a column.
    """
    table = read_table(path)
    table.require(*COLUMNS)
    codes = _postal_codes(row["plz"] for row in table.rows)
    reading = Reading()
    seen: dict[str, Entry] = {}
    for row in table.rows:
        entry = _entry(row, codes, reading)
        if entry is None:
            continue
        if (first := seen.get(entry.key)) is not None:
            _twice(reading, first, entry)
            continue
        seen[entry.key] = entry
        reading.entries.append(entry)
    return reading


def _entry(row: Row, codes: dict[str, PostalCode], reading: Reading) -> Entry | None:
    name = " ".join(row["name"].split())
    register, number = row["register"].lower(), row["register_no"]
    if problem := _problem(row, name, register, number):
        reading.refuse(row.number, problem)
        return None
    if name != row["name"]:
        reading.note(row.number, _("%(name)s: superfluous spaces removed.") % {"name": name})
    written = row["plz"]
    code = codes.get(_five_digits(written))
    if code is None:
        reading.note(
            row.number,
            _("%(name)s: postal code “%(code)s” is unknown; kept without place and Land.")
            % {"name": name, "code": written},
        )
    elif code.code != written:
        reading.note(
            row.number,
            _("%(name)s: postal code %(written)s completed to %(code)s.")
            % {"name": name, "written": written, "code": code.code},
        )
    return Entry(
        row=row.number,
        key=f"{register} {number}",
        name=name,
        legal_form=_LEGAL_FORMS.get(register, LegalForm.OTHER),
        register_number=f"{register.upper()} {number.lstrip('0')}",
        postal_code=code,
        postal_code_as_written="" if code else written[:20],
    )


def _problem(row: Row, name: str, register: str, number: str) -> str:
    if row.surplus:
        return _("there are more cells than columns.")
    if not name:
        return _("there is no name.")
    if len(name) > LONGEST_NAME:
        return _("the name has more than %(limit)s characters.") % {"limit": LONGEST_NAME}
    if not (register and number):
        return _("%(name)s: the register or its number is missing.") % {"name": name}
    if len(register) > 8 or len(number) > 30:
        return _("%(name)s: this is no register number.") % {"name": name}
    if any(ord(letter) < 32 for letter in name + register + number + row["plz"]):
        return _("%(name)s: there are control characters.") % {"name": name}
    return ""


def _twice(reading: Reading, first: Entry, again: Entry) -> None:
    values = {"name": again.name, "key": again.key, "row": first.row}
    if (again.name, again.postal_code) == (first.name, first.postal_code):
        reading.note(again.row, _("%(name)s: the same as row %(row)s, taken once.") % values)
    else:
        reading.refuse(
            again.row, _("%(name)s: %(key)s already stands in row %(row)s with other data.") % values
        )


def _postal_codes(written: Iterable[str]) -> dict[str, PostalCode]:
    wanted = {_five_digits(code) for code in written}
    return PostalCode.objects.select_related("district__land").in_bulk([code for code in wanted if code])


def _five_digits(written: str) -> str:
    """A spreadsheet loses the zero of Saxony's and Thuringia's codes: `4315` is 04315."""
    return written.zfill(5) if written.isascii() and written.isdigit() and 4 <= len(written) <= 5 else ""
