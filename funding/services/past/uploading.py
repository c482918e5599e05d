"""A list of earlier grants over a page: uploaded, looked at by a job, and taken in by a job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from funding.choices import PastColumn
from funding.models import GrantList, Office, UploadedGrants
from funding.reports.past.headings import guess, missing_in
from funding.rules import may_match_grants
from funding.services.past.importing import Report, import_grants
from organisations.choices.lists import ListState
from organisations.models.lists import contents
from organisations.services.importing.columns import refuse_columns
from organisations.services.importing.worker import Worker
from portal.accounts.models import User
from portal.lib.sheets import Row, Table

# The largest known list of a Land has 40,679 rows.
MOST_ROWS = 60_000
# The job calls services, so it stands above them and is named as in the timetable.
JOB = "funding.clock.work_on_grants"
OUTCOMES = ("new", "changed", "same", "doubled", "persons", "faulty")


@transaction.atomic
def upload(
    table: Table, key: UUID, *, office: Office, name: str, file_name: str = "", by: User
) -> UploadedGrants:
    """Keep the rows of `table` until they are taken in or thrown away; a job looks what they would change.

    `key` comes with the form: a double click uploads once. Raises `PermissionDenied`, and `ValidationError`
    for a table without rows or with too many. A list whose headings do not say enough waits for a person.
    """
    if not may_match_grants(by, office):
        raise PermissionDenied
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)  # the two clicks come one by one
    if known := UploadedGrants.objects.filter(key=key, office=office).first():
        return known
    if not table.rows:
        raise ValidationError(_("There are no rows below the headings."), code="empty")
    if len(table) > MOST_ROWS:
        limit = {"limit": MOST_ROWS}
        raise ValidationError(_("The table has more than %(limit)s rows.") % limit, code="too_large")
    source = GrantList.objects.filter(office=office, name=name).first()
    named = guess(table.headers, source.columns if source else {})
    row = UploadedGrants(
        key=key, office=office, name=name, by=by, file_name=file_name[:120], **contents(table), columns=named
    )
    if missing_in(named):
        row.save()  # somebody says first which column is which
        return row
    table.require(*named.values())
    return _begin(row, ListState.COMPARING)


@transaction.atomic
def name_columns(edition: UploadedGrants, columns: Mapping[str, str], *, by: User) -> UploadedGrants:
    """Which heading is which column; then a job looks the list through. `ValidationError` by column."""
    row = _locked(edition, by)
    if row.is_at_work or row.is_taken:
        raise ValidationError(_("Please wait until this is done."), code="state")
    named = {PastColumn(column).value: header for column, header in columns.items() if header}
    for column in missing_in(named):
        raise ValidationError({column.value: _("Without this column no row can be taken in.")})
    refuse_columns(named, row.headers)
    row.columns = named
    return _begin(row, ListState.COMPARING)


def lacks_columns(edition: UploadedGrants) -> bool:
    """Nobody has said yet which column is which, and the headings alone do not."""
    return edition.state == ListState.COLUMNS and bool(missing_in(edition.columns))


@transaction.atomic
def begin_taking(edition: UploadedGrants, *, skips_bad: bool, by: User) -> UploadedGrants:
    """A job takes the list in; a second click begins nothing.

    Raises `PermissionDenied`, and `ValidationError` while rows are faulty and are not to be left out.
    """
    row = _locked(edition, by)
    if row.state in (ListState.TAKING, ListState.TAKEN):
        return row
    if not row.is_ready:
        raise ValidationError(_("Please wait until this is done."), code="state")
    faulty = bool(row.counts["faulty"]["rows"])
    if faulty and not skips_bad:
        words = _("Some rows are faulty. Leave them out, or upload a better list.")
        raise ValidationError({"skips_bad": words}, code="bad")
    row.by, row.skips_bad = by, faulty and skips_bad
    return _begin(row, ListState.TAKING)


@transaction.atomic
def look_again(edition: UploadedGrants, *, by: User) -> UploadedGrants:
    """Begin anew with a list that the job could not look through; else nothing happens."""
    row = _locked(edition, by)
    begins = row.state == ListState.COLUMNS and not lacks_columns(row)
    return _begin(row, ListState.COMPARING) if begins else row


@transaction.atomic
def discard(edition: UploadedGrants, *, by: User) -> None:
    """Throw the list away with all its rows. Raises `PermissionDenied`, `ValidationError`."""
    row = _locked(edition, by)
    if row.is_at_work:
        raise ValidationError(_("Please wait until this is done."), code="state")
    row.delete()


class _Undone(Exception):  # noqa: N818 - what was only looked at is rolled back
    pass


def look_through(edition: UploadedGrants, tell: Callable[[int], None]) -> None:
    """What taking the list in would do, found out by doing it and taking it back."""
    report = Report()
    try:
        with transaction.atomic():
            report = _take_in(edition, True, tell)
            raise _Undone
    except _Undone:
        _keep(edition, report, ListState.READY)


def take_in(edition: UploadedGrants, tell: Callable[[int], None]) -> None:
    """Take the list in, all its rows or none."""
    _keep(edition, _take_in(edition, edition.skips_bad, tell), ListState.TAKEN)


def _take_in(edition: UploadedGrants, skip_bad: bool, tell: Callable[[int], None]) -> Report:
    table = Table(tuple(edition.headers), list(edition.sheet_rows))

    def through(rows: Sequence[Row], _label: str) -> Iterator[Row]:
        for number, row in enumerate(rows):
            tell(number * 50 // len(rows))  # reading is about half of it
            yield row

    language = edition.by.language if edition.by else "de"
    with override(language):
        return import_grants(
            table, edition.office, edition.name, columns=edition.columns, skip_bad=skip_bad, through=through
        )


def _keep(edition: UploadedGrants, report: Report, state: ListState) -> None:
    tallies = {name: getattr(report, name) for name in OUTCOMES} | {"whole": report.whole}
    counts: dict[str, Any] = {
        name: {"rows": it.rows, "amount": str(it.amount)} for name, it in tallies.items()
    }
    matched = report.matched
    edition.counts = counts | {"gone": report.gone, "known": matched.known, "doubtful": matched.doubtful}
    edition.notes = {str(number): note for number, note in report.whole.notes.items()}
    edition.save(update_fields=["notes"])
    edition.state, edition.progress = state, 100


WORKER = Worker(
    UploadedGrants,
    JOB,
    steps={ListState.COMPARING: look_through, ListState.TAKING: take_in},
    back={ListState.COMPARING: ListState.COLUMNS, ListState.TAKING: ListState.READY},
    related=("office", "by"),
)


def _begin(edition: UploadedGrants, state: ListState) -> UploadedGrants:
    edition.begin(state)
    edition.save()
    WORKER.nudge(edition.pk)
    return edition


def _locked(edition: UploadedGrants, by: User) -> UploadedGrants:
    if not may_match_grants(by, edition.office):
        raise PermissionDenied
    rows = UploadedGrants.objects.select_for_update(of=("self",))
    row = rows.select_related("office").filter(pk=edition.pk).first()
    if row is None:
        raise ValidationError(_("This list has been thrown away already."), code="gone")
    return row
