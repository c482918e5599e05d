"""Tables that leave the desk as a file."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from portal.lib import dates
from portal.lib.sheets import write_book, write_csv, write_xlsx
from portal.lib.text import file_name

KINDS: dict[str, tuple[Callable[[Any], bytes], str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def sheet(kind: str, rows: Iterable[Sequence[Any]], *, name: str) -> HttpResponse:
    """The rows as a file that is called `name` and today's date; 404 for a kind that there is not."""
    if kind not in KINDS:
        raise Http404
    write, mime = KINDS[kind]
    return _file(write(rows), mime, _of_today(name, kind))


def book(sheets: Iterable[tuple[str, list[list[Any]]]], *, name: str) -> HttpResponse:
    """Several tables with their names as one workbook that bears today's date."""
    return _file(write_book(sheets), KINDS["xlsx"][1], _of_today(name, "xlsx"))


def _of_today(name: str, kind: str) -> str:
    return file_name(name, f"{dates.today():%Y-%m-%d}", suffix=kind)


def _file(content: bytes, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
