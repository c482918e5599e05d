"""An uploaded list: laid down, its columns named, its doubtful rows answered, and thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from celery import signature
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.choices.lists import ListColumn, ListState, Outcome
from organisations.models import ImportedList, ListRow, ListSource, Organisation
from organisations.models.lists import contents
from organisations.reports.lists import headings
from organisations.rules import may_import
from organisations.services.importing.columns import refuse_columns
from organisations.services.importing.settling import settle
from portal.accounts.models import User
from portal.lib.jobs import nudge
from portal.lib.sheets import Table

# All of Germany has fewer.
MOST_ROWS = 20_000
# The job calls services, so it stands above them and is named as in the timetable.
JOB = "organisations.clock.work_on_list"


@transaction.atomic
def source_of(name: str, umbrella: Organisation | None) -> ListSource:
    """The list that comes again under this name; a new one if it has never come."""
    name = " ".join(name.split())
    if not name or ":" in name:
        raise ValidationError({"source": _("Please write a name without a colon.")})
    source, _is_new = ListSource.objects.get_or_create(name=name, umbrella=umbrella)
    return source


@transaction.atomic
def upload(
    table: Table, key: UUID, *, source: ListSource, file_name: str = "", language: str, by: User | None
) -> ImportedList:
    """Keep the rows of `table` until they are taken over or thrown away, with a guess at its columns.

    `key` comes with the form: a double click uploads once. `by=None` is the portal itself.
    Raises `PermissionDenied`, and `ValidationError` for a table that is no list.
    """
    if by is not None and not may_import(by, source.umbrella):
        raise PermissionDenied
    ListSource.objects.select_for_update(of=("self",)).get(pk=source.pk)  # the two clicks come one by one
    if known := ImportedList.objects.filter(key=key, source=source).first():
        return known
    _refuse_size(table)
    return ImportedList.objects.create(
        key=key, source=source, by=by, language=language, file_name=file_name[:120],
        **contents(table), columns=headings.guess(table.headers, source.columns),
    )  # fmt: skip


@transaction.atomic
def name_columns(edition: ImportedList, columns: Mapping[str, str], *, by: User | None) -> ImportedList:
    """Which heading is which column; the source remembers it, and a job compares the list with the registry.

    Raises `PermissionDenied`, and `ValidationError` by field.
    """
    current = _locked(edition, by)
    named = {ListColumn(column).value: header for column, header in columns.items() if header}
    _refuse_columns(current, named)
    current.columns = current.source.columns = named
    current.source.save(update_fields=["columns"])
    return _begin(current, ListState.COMPARING)


@transaction.atomic
def answer(edition: ImportedList, answers: Mapping[int, int | None], *, by: User) -> int:
    """Which entry a doubtful row is, by the id of the row; None where it is a new one. How many were said.

    Raises `PermissionDenied`, and `ValidationError` for an answer that was not offered.
    """
    current = _locked(edition, by)
    if not current.is_ready:
        raise ValidationError(_("This list is not waiting for answers."), code="state")
    rows = list(current.rows.filter(pk__in=answers).exclude(candidates=[]))
    chosen = [pk for pk in answers.values() if pk]
    entries = Organisation.objects.prefetch_related("memberships").in_bulk(chosen)
    for row in rows:
        said = answers[row.pk]
        if said is not None and said not in row.candidates:
            raise ValidationError(_("Please choose one of the answers offered here."))
        settle(row, entries[said] if said else None, current.source)
    _refuse_shared(current, rows)
    ListRow.objects.bulk_update(rows, ["outcome", "entry", "version", "was"])
    return len(rows)


@transaction.atomic
def begin_taking(edition: ImportedList, *, skips_bad: bool, by: User) -> ImportedList:
    """A job takes the list over; a second click begins nothing.

    Raises `PermissionDenied`, and `ValidationError` while rows are faulty or not answered.
    """
    current = _locked(edition, by)
    if current.state in (ListState.TAKING, ListState.TAKEN):
        return current
    _refuse_unready(current, skips_bad=skips_bad)
    current.by, current.skips_bad = by, skips_bad
    return _begin(current, ListState.TAKING)


def take_doubtful_as_new(edition: ImportedList) -> int:
    """Where no person is asked, a row that is perhaps known makes a new entry; how many."""
    return edition.rows.of_outcome(Outcome.DOUBTFUL).update(outcome=Outcome.NEW)


def _refuse_unready(edition: ImportedList, *, skips_bad: bool) -> None:
    """Raise `ValidationError` unless every row can be taken over."""
    if not edition.is_ready:
        raise ValidationError(_("This list has not been compared yet."), code="state")
    counts = edition.rows.counts()
    if counts.get(Outcome.DOUBTFUL):
        raise ValidationError(_("Say first which of the doubtful rows stand here already."), code="doubtful")
    if counts.get(Outcome.BAD) and not skips_bad:
        raise ValidationError(
            {"skips_bad": _("Some rows are faulty. Leave them out, or upload a better list.")}, code="bad"
        )


@transaction.atomic
def discard(edition: ImportedList, *, by: User) -> None:
    """Throw the list away with all its rows. Raises `PermissionDenied`, `ValidationError`."""
    current = _locked(edition, by)
    if current.is_at_work:
        raise ValidationError(_("Please wait until this is done."), code="state")
    current.delete()


def purge() -> dict[str, int]:
    """Delete the lists that have reached their deletion date; counts of what went."""
    gone = ImportedList.objects.expired(timezone.now())
    _rows, by_kind = gone.delete()
    return {"uploaded lists deleted": by_kind.get("organisations.ImportedList", 0)}


_OF_WORK = ("state", "fault", "claim", "attempts", "progress", "seen", "columns", "by", "skips_bad")


def _begin(edition: ImportedList, state: ListState) -> ImportedList:
    edition.begin(state)
    edition.save(update_fields=_OF_WORK)
    nudge(signature(JOB), edition.pk)
    return edition


def _refuse_shared(edition: ImportedList, rows: Sequence[ListRow]) -> None:
    """Two rows can not both be one entry."""
    said = [row.entry_id for row in rows if row.entry_id]
    others = edition.rows.filter(entry__in=said).exclude(pk__in=[row.pk for row in rows])
    if len(set(said)) < len(said) or others.exists():
        raise ValidationError(_("Two rows can not both be the same organisation."), code="shared")


def _locked(edition: ImportedList, by: User | None) -> ImportedList:
    if by is not None and not may_import(by, edition.umbrella):
        raise PermissionDenied
    rows = ImportedList.objects.select_for_update(of=("self",)).defer("table")
    return rows.select_related("source__umbrella").get(pk=edition.pk)


def _refuse_columns(edition: ImportedList, columns: Mapping[str, str]) -> None:
    if edition.is_at_work or edition.is_taken:
        raise ValidationError(_("Please wait until this is done."), code="state")
    if ListColumn.NAME not in columns:
        raise ValidationError({"name": _("Without a name no row can be taken over.")})
    refuse_columns(columns, edition.headers)


def _refuse_size(table: Table) -> None:
    if not table.rows:
        raise ValidationError(_("There are no rows below the headings."), code="empty")
    if len(table) > MOST_ROWS:
        raise ValidationError(
            _("The table has more than %(limit)s rows.") % {"limit": MOST_ROWS}, code="too_large"
        )
