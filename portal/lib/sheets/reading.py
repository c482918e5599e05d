"""Reading a table, whatever program wrote it: a `Table` of text, or a `ValidationError` in plain words."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.lib.sheets import delimited, workbooks

# Bytes of a file and rows of a table above which a person has certainly picked the wrong file.
LARGEST_FILE = 64 * 1024 * 1024
MOST_ROWS = 500_000
# Lines above the header (titles, notes) are looked for within this many rows.
_LOOK_AHEAD = 40


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells by header, trimmed."""

    number: int
    cells: dict[str, str]
    # Cells that stand beyond the last header: a sign of a broken row.
    surplus: tuple[str, ...] = ()

    def __getitem__(self, header: str) -> str:
        return self.cells[header]

    def get(self, header: str, default: str = "") -> str:
        return self.cells.get(header, default)


@dataclass(frozen=True)
class Table:
    """A table as text. Dates are ISO (`2026-11-24`), whole numbers have no decimals, blank rows are gone."""

    headers: tuple[str, ...]
    rows: list[Row]
    # Headers that stood in the file more than once; the second is called "name (2)".
    repeated: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.rows)

    def require(self, *headers: str) -> None:
        """Raise `ValidationError` naming the columns that are missing or stand there twice."""
        errors = []
        if missing := [name for name in headers if name not in self.headers]:
            errors.append(
                _("These columns are missing: %(missing)s. The file has: %(present)s.")
                % {"missing": ", ".join(missing), "present": _listed(self.headers)}
            )
        if doubled := [name for name in headers if name in self.repeated]:
            errors.append(
                _("These columns stand in the file more than once: %(names)s.")
                % {"names": ", ".join(doubled)}
            )
        if errors:
            raise ValidationError(errors)


def read_table(source: str | os.PathLike[str] | BinaryIO, *, sheet: str = "") -> Table:
    """The table in a file (path, open binary file or upload), told by its content, not by its name.

    CSV may be UTF-8 (with or without mark), UTF-16 with mark or Windows-1252, with commas, semicolons,
    tabs or bars; XLSX, XLS and ODS give the sheet called `sheet`, else the first one with cells. Lines
    above the header are skipped. Raises `ValidationError` when the file is no table, is damaged or
    protected, or is too large.
    """
    content = _content(source)
    if not content.strip():
        raise ValidationError(_("The file is empty."), code="empty")
    if workbooks.is_workbook(content):
        return _table(workbooks.lines(content, sheet))
    return _table(delimited.lines(content))


def _content(source: str | os.PathLike[str] | BinaryIO) -> bytes:
    try:
        if isinstance(source, str | os.PathLike):
            with Path(source).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        else:
            source.seek(0)
            content = source.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ValidationError(
            _("The file could not be read: %(reason)s.") % {"reason": error.strerror}, code="unreadable"
        ) from error
    if len(content) > LARGEST_FILE:
        raise ValidationError(
            _("The file is larger than %(limit)s MB.") % {"limit": LARGEST_FILE // 1024**2}, code="too_large"
        )
    return content


def _table(lines: Iterable[tuple[int, Sequence[str]]]) -> Table:
    filled: list[tuple[int, list[str]]] = []
    for number, line in lines:
        cells = [cell.strip() for cell in line]
        if any(cells):
            filled.append((number, cells))
        if len(filled) > MOST_ROWS:
            raise ValidationError(
                _("The table has more than %(limit)s rows.") % {"limit": MOST_ROWS}, code="too_large"
            )
    if not filled:
        raise ValidationError(_("The table has no cells with content."), code="empty")
    start = _header_index([cells for _number, cells in filled[:_LOOK_AHEAD]])
    headers, repeated = _headers(filled[start][1])
    rows = [_row(number, cells, headers) for number, cells in filled[start + 1 :]]
    return Table(headers, rows, repeated)


def _header_index(rows: list[list[str]]) -> int:
    """The first row with more than half as many filled cells as most rows; titles stand above it."""
    filled = [sum(1 for cell in cells if cell) for cells in rows]
    usual, _times = Counter(filled).most_common(1)[0]
    return next(index for index, count in enumerate(filled) if count * 2 > usual)


def _last_filled(cells: list[str]) -> int:
    return max((index for index, cell in enumerate(cells, 1) if cell), default=0)


def _headers(cells: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of all columns, unique and never blank, and those that the file has more than once."""
    names: list[str] = []
    repeated: list[str] = []
    for position, cell in enumerate(cells[: _last_filled(cells)], 1):
        name = " ".join(cell.split()) or f"#{position}"
        if name in names:
            repeated.append(name)
            name = next(new for n in range(2, len(cells) + 2) if (new := f"{name} ({n})") not in names)
        names.append(name)
    return tuple(names), tuple(dict.fromkeys(repeated))


def _row(number: int, cells: list[str], headers: tuple[str, ...]) -> Row:
    padded = cells + [""] * (len(headers) - len(cells))
    surplus = cells[len(headers) : _last_filled(cells)]
    return Row(number, dict(zip(headers, padded, strict=False)), tuple(surplus))


def _listed(names: Sequence[str], most: int = 20) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
