"""Text with delimiters (CSV): which encoding, which delimiter, then row by row."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_DELIMITERS = ",;\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Characters of one cell; the csv module's own limit is the same for the whole process.
_LARGEST_CELL = 131_072
_SAMPLE = 64 * 1024


def lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of each record. Raises `ValidationError` for what is no table."""
    text = _text(content)
    text, delimiter = _delimiter(text)
    records = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    begins = 1
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(begins, str(error)) from error
        yield begins, record
        begins = records.line_num + 1


def _text(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise _not_a_table() from error
        text = _windows(content)
    start = text[:200].lstrip().lower()
    if "\x00" in text or start.startswith(("%pdf", "{\\rtf")):
        raise _not_a_table()
    if start.startswith(("<!doctype", "<html", "<?xml", "<svg")):
        raise ValidationError(
            _("This is a web page or XML, not a table. Save it as CSV or XLSX first."), code="not_a_table"
        )
    return text


def _windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("The letters in this file can not be read: it is neither UTF-8 nor Windows-1252."),
            code="encoding",
        ) from error


def _delimiter(text: str) -> tuple[str, str]:
    """The text without Excel's `sep=;` line, and the delimiter that cuts its first rows most evenly."""
    first, _break, rest = text.partition("\n")
    first = first.strip()
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] in _DELIMITERS:
        return "\n" + rest, first[4]  # the empty line keeps the line numbers right
    return text, max(_DELIMITERS, key=lambda candidate: _evenness(text[:_SAMPLE], candidate))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """How many of the rows have the usual number of cells (0 if that is one), and that number."""
    widths: Counter[int] = Counter()
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True):
            if any(record):
                widths[len(record)] += 1
    except csv.Error:
        return 0.0, 0
    several = {width: times for width, times in widths.items() if width > 1}
    if not several:
        return 0.0, 1
    usual = max(several, key=lambda width: (several[width], width))
    return several[usual] / widths.total(), usual


def _broken(line: int, reason: str) -> ValidationError:
    if "field larger than" in reason:
        words = _(
            "In line %(line)s one cell has more than %(limit)s characters. Is a quotation mark missing?"
        )
    elif "end of data" in reason:
        words = _("In line %(line)s a quotation mark is opened and never closed.")
    else:
        words = _("Line %(line)s can not be read: a quotation mark stands in the wrong place.")
    return ValidationError(words % {"line": line, "limit": _LARGEST_CELL}, code="broken_csv")


def _not_a_table() -> ValidationError:
    return ValidationError(
        _("This file is no table. Tables are read as CSV, XLSX, XLS or ODS."), code="not_a_table"
    )
