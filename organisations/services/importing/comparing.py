"""What a list would change in the registry: read row by row, then held against the entries that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from organisations.choices.lists import ListState
from organisations.models import ImportedList, ListRow
from organisations.reports.lists.entries import Entry, Reader
from organisations.services.importing.matching import Matcher
from organisations.services.profile import faults
from portal.lib.text import fold
from portal.places.models import PostalCode

AT_ONCE = 500
type Codes = dict[str, PostalCode]


@transaction.atomic
def compare(edition: ImportedList, tell: Callable[[int], object] = lambda percent: None) -> None:
    """Write down what each row says and what taking it over would do; done again, it comes to the same.

    What a person has answered stays as long as the question is the same. `tell` hears how many per cent are
    done. Raises nothing for bad rows: they say themselves what is wrong.
    """
    before = {row.number: row for row in edition.rows.all() if row.is_answered}
    edition.rows.all().delete()
    with translation.override(edition.language):
        rows, uuids = _read(edition)
        matcher = Matcher(edition.source, rows, uuids, before)
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            matcher.match(some, codes_of(some))
            ListRow.objects.bulk_create(some)
            tell(100 * (start + len(some)) // len(rows))
    edition.state, edition.claim, edition.progress = ListState.READY, "", 0


def profile_of(row: ListRow, codes: Codes) -> dict[str, object]:
    """What the row says, as the services of the profile take it."""
    data: dict[str, object] = dict(row.data)
    if "postal_code" in data:
        data["postal_code"] = codes[str(data["postal_code"])]
    return data


def codes_of(rows: Iterable[ListRow]) -> Codes:
    """The postal codes that the rows name, with their district and Land."""
    wanted = {row.data["postal_code"] for row in rows if "postal_code" in row.data}
    return PostalCode.objects.select_related("district__land").in_bulk(wanted)


def _read(edition: ImportedList) -> tuple[list[ListRow], dict[int, UUID]]:
    """What each row says, not saved yet; the identifiers of the portal by the number of the row."""
    sheet = list(edition.sheet_rows)
    reader = Reader(edition.columns, sheet)
    read = [(row.number, reader.entry(row)) for row in sheet]
    rows = [_row(edition, number, entry) for number, entry in read]
    _check(rows, codes_of(rows))
    _note_doubles(rows)
    return rows, {number: entry.uuid for number, entry in read if entry.uuid}


def _row(edition: ImportedList, number: int, entry: Entry) -> ListRow:
    return ListRow(
        edition=edition, number=number, key=entry.key, data=entry.data, problem=entry.problem,
        notes=entry.notes, postal_code_as_written=entry.postal_code_as_written, place=entry.place,
        is_whole=entry.is_whole,
    )  # fmt: skip


def _check(rows: Sequence[ListRow], codes: Codes) -> None:
    """The rules of the single fields, as everywhere else."""
    for row in rows:
        if not row.name:  # it says itself that there is none
            continue
        row.problem = " ".join(filter(None, [row.problem, *faults(profile_of(row, codes))]))[:300]


def _note_doubles(rows: Sequence[ListRow]) -> None:
    seen: dict[str, ListRow] = {}
    names: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.problem:
            continue
        first = seen.setdefault(row.key, row)
        if first is not row:
            _note_second(row, first)
            continue
        place = (fold(row.name), str(row.data.get("postal_code", "")))
        if (other := names.setdefault(place, row.number)) != row.number:
            values = {"name": row.name, "row": other}
            row.notes.append(_("%(name)s: perhaps the same as row %(row)s.") % values)


def _note_second(row: ListRow, first: ListRow) -> None:
    """A row that stands twice is taken once; one that says something else under the same key is bad."""
    values = {"name": row.name, "key": row.key, "row": first.number}
    if row.data == first.data:
        row.notes.append(_("%(name)s: the same as row %(row)s, taken once.") % values)
        row.key = ""
    else:
        row.problem = _("%(name)s: %(key)s already stands in row %(row)s with other data.") % values
