"""XLSX, XLS and ODS, read by calamine behind a guard against files that unpack to more than they say."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook, PasswordError

# Bytes that a workbook may unpack to, and cells of the rectangle that a sheet spans.
_LARGEST_UNPACKED = 512 * 1024 * 1024
_MOST_CELLS = 20_000_000
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')
# How Office names the stream that holds a workbook with a password.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1024 * 1024


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as a zip archive (XLSX, ODS) or a compound file (XLS) does."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"))


def lines(content: bytes, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
    """(row number, cells as text) of the sheet called `sheet`, else of the first one with cells."""
    if content.startswith(b"PK"):
        _refuse_bombs(content)
    elif _ENCRYPTED in content:
        raise _protected()
    for number, row in enumerate(_values(content, sheet), 1):
        yield number, [_as_text(value) for value in row]


def _values(content: bytes, sheet: str) -> list[list[Any]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            if sheet and sheet not in book.sheet_names:
                raise ValidationError(
                    _("There is no sheet called “%(name)s” in this workbook.") % {"name": sheet}, code="sheet"
                )
            for name in [sheet] if sheet else book.sheet_names:
                values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                if values:
                    return values
            return []
    except PasswordError as error:
        raise _protected() from error
    except ValidationError:
        raise
    except BaseException as error:
        # A panic inside the reader is no Exception; what else is none (Ctrl-C) is not ours.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _damaged() from error


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNPACKED:
                raise _too_large()
            for entry in archive.infolist():
                if entry.filename.startswith("xl/worksheets/sheet"):
                    _refuse_wide_sheet(archive, entry)
                elif entry.filename == "content.xml":
                    _refuse_repetition(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise _damaged() from error


def _refuse_wide_sheet(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Two cells at opposite ends make the reader hold every cell between them."""
    columns = rows = 1
    for chunk in _chunks(archive, entry):
        for letters, number in _CELL.findall(chunk):
            columns, rows = max(columns, _column(letters)), max(rows, int(number))
        if columns * rows > _MOST_CELLS:
            raise _too_large()


def _refuse_repetition(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """LibreOffice fills the rest of a sheet with one repeated blank row; many such runs are an attack."""
    runs = 0
    for chunk in _chunks(archive, entry):
        runs += sum(1 for times in _REPEATED.findall(chunk) if int(times) > 16_000)
        if runs > 400:
            raise _too_large()


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The file piece by piece, each with the end of the one before so that nothing is cut in two."""
    tail = b""
    read = 0
    with archive.open(entry) as file:
        while piece := file.read(_CHUNK):
            read += len(piece)
            if read > _LARGEST_UNPACKED:
                raise _too_large()
            yield tail + piece
            tail = piece[-40:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _as_text(value: Any) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() | date() | time():
            return value.isoformat(*([" "] if isinstance(value, datetime) else []))
        case timedelta():
            return str(value)
    return str(value)


def _protected() -> ValidationError:
    return ValidationError(
        _("This workbook is protected by a password. Save it without one."), code="password"
    )


def _damaged() -> ValidationError:
    return ValidationError(
        _("This workbook can not be opened: it is damaged or no spreadsheet."), code="damaged"
    )


def _too_large() -> ValidationError:
    return ValidationError(_("This workbook unpacks to more than can be read."), code="too_large")
