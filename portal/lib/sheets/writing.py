"""Tables as CSV and XLSX, without formulas slipped in by what people typed."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

# A cell that begins with one of these is taken for a formula by spreadsheet programs (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """`value` for a CSV cell: text that would be read as a formula gets an apostrophe; numbers stay."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def plain_cell(text: str) -> str:
    """What `safe_cell` was given: without the apostrophe that it puts before what looks like a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def write_csv(rows: Iterable[Sequence[Any]], *, delimiter: str = ";") -> bytes:
    """UTF-8 with a byte-order mark, semicolons and decimal commas, as Excel in Germany expects.

    There a point would turn 2.5 into the second of May; with another delimiter decimals keep their point.
    """
    return b"".join(csv_lines(rows, delimiter=delimiter))


def csv_lines(rows: Iterable[Sequence[Any]], *, delimiter: str = ";") -> Iterator[bytes]:
    """The same line by line, for a table that is too long to be held."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow([_decimal_comma(safe_cell(value), delimiter) for value in row])
        yield buffer.getvalue().encode()


def _decimal_comma(cell: Any, delimiter: str) -> Any:
    return str(cell).replace(".", ",") if delimiter == ";" and isinstance(cell, float | Decimal) else cell


def write_xlsx(rows: Iterable[Sequence[Any]], *, title: str = "") -> bytes:
    """One sheet with a bold first row that stays in view. Text is written as text and never as a formula."""
    return write_book([(title, rows)])


def write_book(sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> bytes:
    """A workbook of several sheets, each with its name, as `write_xlsx` writes one."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    bold = book.add_format({"bold": True})
    formats = {
        datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        Decimal: book.add_format({"num_format": "#,##0.00"}),
    }
    for title, rows in sheets:
        sheet = book.add_worksheet(_sheet_name(title))
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                style = bold if number == 0 else formats.get(type(value))
                _write_cell(sheet, number, column, value, style)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    book.close()
    return buffer.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value), style)


def _sheet_name(title: str) -> str:
    """At most 31 characters, without those that a sheet's name must not hold."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "1"
