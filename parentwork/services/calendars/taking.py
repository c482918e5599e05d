"""Dates of a calendar file become drafts, all of them or none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import WorkshopState
from parentwork.models import CalendarEntry, Format, Venue, Workshop, WorkshopDate
from parentwork.services import dates as date_services
from parentwork.services import workshops
from parentwork.services.calendars.reading import Found, Series
from portal.accounts.models import User


@dataclass(frozen=True)
class Kind:
    """What the file does not say of its meetings."""

    format: Format
    venue: Venue
    languages: Sequence[str]


def known_keys(organisation: Organisation, series: Collection[Series]) -> set[str]:
    """The keys of those dates that the organisation has taken over before."""
    keys = [found.key for one in series for found in one.dates]
    rows = CalendarEntry.objects.filter(organisation=organisation, key__in=keys)
    return set(rows.values_list("key", flat=True))


def new_dates(series: Series, known: Collection[str]) -> list[Found]:
    """What there is to take: neither cancelled nor known, and one date at a time."""
    new: dict[datetime, Found] = {}
    for found in series.dates:
        if not found.is_cancelled and found.key not in known:
            new.setdefault(found.starts, found)
    return list(new.values())


@transaction.atomic
def take(organisation: Organisation, series: Sequence[Series], kind: Kind, *, by: User) -> list[Workshop]:
    """Drafts with the dates that are new, one for each title; the same file again makes nothing.

    What comes to a title whose draft is still there is added to it. PermissionDenied, ValidationError.
    """
    if not rules.may_plan(by, organisation):
        raise PermissionDenied
    # Two who confirm the same file at once take turns.
    Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)
    known = known_keys(organisation, series)
    return [_take_one(organisation, one, new, kind, by) for one in series if (new := new_dates(one, known))]


def _take_one(organisation: Organisation, series: Series, new: list[Found], kind: Kind, by: User) -> Workshop:
    draft = _draft_of(organisation, series)
    if draft is None:
        spans = [(found.starts, found.ends) for found in new]
        draft = workshops.plan(organisation, _fields(series, kind), spans, by=by)
    else:
        present = set(draft.dates.values_list("starts", flat=True))
        new = [found for found in new if found.starts not in present]
        for found in new:
            date_services.add(draft, _day(draft, found), by=by)
    _remember(organisation, draft, new)
    return draft


def _draft_of(organisation: Organisation, series: Series) -> Workshop | None:
    keys = [found.key for found in series.dates]
    drafts = organisation.workshops.filter(state=WorkshopState.DRAFT, dates__calendar_entry__key__in=keys)
    return drafts.order_by("pk").first()


def _fields(series: Series, kind: Kind) -> dict[str, object]:
    return {
        "title_de": series.title,
        "text_de": series.text,
        "format": kind.format,
        "venue": kind.venue,
        "languages": list(kind.languages),
        "sign_up": kind.format.sign_up,
        "seats": kind.format.usual_seats,
        "childcare": kind.format.usual_childcare,
    }


def _day(draft: Workshop, found: Found) -> date_services.Day:
    return date_services.Day(found.starts, found.ends, draft.venue, draft.seats, draft.childcare)


def _remember(organisation: Organisation, draft: Workshop, new: list[Found]) -> None:
    keys = {found.starts: found.key for found in new}
    rows = WorkshopDate.objects.filter(workshop=draft, starts__in=keys)
    CalendarEntry.objects.bulk_create(
        CalendarEntry(organisation=organisation, key=keys[row.starts], date=row) for row in rows
    )
