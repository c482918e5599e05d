"""The registry as a table: what its public pages show, one organisation a row."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from organisations.choices import Access, Activity, AgePhase
from organisations.models import Organisation
from organisations.queries import OrganisationQuerySet
from organisations.reports.mailboxes import mailboxes
from organisations.reports.opening import days
from portal.lib import languages, phones
from portal.lib.sheets import write_csv

type Cell = Callable[[Organisation, str], Any]


def _as_it_is(name: str) -> Cell:
    return lambda row, reader: getattr(row, name) or ""


def _yes_or_no(name: str) -> Cell:
    return lambda row, reader: gettext("yes") if getattr(row, name) else gettext("no")


# The columns after identifier and address, by the fields in whose words they are headed.
COLUMNS: dict[str, Cell] = {
    "name": _as_it_is("name"),
    "place": _as_it_is("place"),
    "land": _as_it_is("land_id"),
    "postal_code": _as_it_is("postal_code_id"),
    "street": lambda row, reader: row.street if row.street_is_public else "",
    "phone": lambda row, reader: phones.written(row.phone),
    "email": _as_it_is("email"),
    "website": _as_it_is("website"),
    "mailboxes": lambda row, reader: ", ".join(map(str, mailboxes(row))),
    "opening_hours": lambda row, reader: "; ".join(map(str, days(row.openings))),
    "access": lambda row, reader: ", ".join(str(Access(code).label) for code in row.access),
    "summary": lambda row, reader: languages.best_words(row, "summary", reader)[0],
    "languages": lambda row, reader: ", ".join(languages.name_of(code, reader) for code in row.languages),
    "age_phases": lambda row, reader: ", ".join(str(AgePhase(code).label) for code in row.age_phases),
    "activities": lambda row, reader: ", ".join(str(Activity(code).label) for code in row.activities),
    "level": lambda row, reader: row.get_level_display(),
    "is_umbrella": _yes_or_no("is_umbrella"),
    "open_to_all": _yes_or_no("open_to_all"),
    "founded": _as_it_is("founded"),
}
# All that is known in public of an entry that nobody has claimed.
OF_UNCLAIMED = {"name", "place"}


# What the cells are read from: of the translated sentence all languages, and nothing of the long texts.
READ = (
    "public_id", "slug", "state", "street_is_public", *(name for name in COLUMNS if name != "summary"),
    *(f"summary_{code.replace('-', '_')}" for code, _name in settings.LANGUAGES),
)  # fmt: skip
AT_ONCE = 1000


def csv_of(organisations: OrganisationQuerySet) -> bytes:
    """The table as CSV, in the language of the reader."""
    rows = organisations.select_related(None).only(*READ).iterator(chunk_size=AT_ONCE)
    return write_csv(_rows(rows, get_language() or settings.LANGUAGE_CODE))


def _rows(organisations: Iterable[Organisation], reader: str) -> Iterator[list[Any]]:
    fields = [Organisation._meta.get_field(name) for name in COLUMNS]
    yield ["UUID", "URL", *(capfirst(str(field.verbose_name)) for field in fields)]  # type: ignore[union-attr]
    for row in organisations:
        known = COLUMNS.keys() if row.is_listed else OF_UNCLAIMED
        cells = (cell(row, reader) if name in known else "" for name, cell in COLUMNS.items())
        yield [row.public_id, settings.SITE_URL + row.get_absolute_url(), *cells]
