"""Dates by rule: "four Tuesday evenings", in local wall time, without school and public holidays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from dateutil.rrule import WEEKLY, rrule
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.models import Organisation
from parentwork.models import Venue, WorkshopDate
from portal.lib.dates import at_berlin
from portal.lib.feasts import feasts_on
from portal.lib.holidays import holiday_name

MOST_DATES = 60
# Far enough for a course of a school year that skips every holiday, short enough for a wrong rule to end.
LOOK_AHEAD = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Rule:
    """`weekdays`: 0 is Monday. `begins` and `ends` are what clocks in Berlin show."""

    first: date
    weekdays: tuple[int, ...]
    count: int
    begins: time
    ends: time
    skips_school_holidays: bool = True
    skips_public_holidays: bool = True


@dataclass(frozen=True)
class Proposal:
    """One date of the rule; `skipped` names the holiday it is left out for, empty when it takes place.

    `holidays` names those on which it takes place all the same.
    """

    starts: datetime
    ends: datetime
    skipped: str = ""
    holidays: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        return self.starts.date()

    @property
    def is_over(self) -> bool:
        return self.ends <= timezone.now()

    @property
    def feasts(self) -> list[str]:
        """Feasts of many families that it falls into: a warning, no reason to leave it out."""
        return [] if self.skipped else feasts_on(self.starts, self.ends)


def land_of(venue: Venue, organisation: Organisation) -> str:
    """Whose holidays count: the Land of the place, else of the organisation. ValidationError by field."""
    code = venue.postal_code
    land = code.district.land_id if code else organisation.land_id
    if land is None:
        raise ValidationError(
            {"venue": _("We do not know in which Land this place is, nor its holidays. Add its postal code.")}
        )
    return str(land)


def propose(rule: Rule, land: str) -> list[Proposal]:
    """The dates of a rule in order, skipped ones included, until `rule.count` take place.

    `land` is an ISO 3166-2 code such as `DE-NW`, whose holidays count. Raises `ValidationError` by field.
    """
    _check(rule)
    proposals: list[Proposal] = []
    found = 0
    for day in _days(rule):
        skipped = _holiday(day, land, rule)
        marked = () if skipped else tuple(holidays_on(day, land))
        proposals.append(Proposal(at_berlin(day, rule.begins), at_berlin(day, rule.ends), skipped, marked))
        found += not skipped
        if found == rule.count:
            return proposals
    raise ValidationError({"count": _("There are not so many days without holidays.")})


class Span(Protocol):
    """Anything that starts and ends."""

    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime: ...


def holidays_on(day: date, land: str) -> list[str]:
    """The public and school holidays of a Land on that day, by name; `land` as in `propose`."""
    return [name for name in (holiday_name(day, land, "public"), _school_holiday(day, land)) if name]


def others_in_room(
    venue: Venue, spans: Sequence[Span], *, but: WorkshopDate | None = None
) -> dict[datetime, WorkshopDate]:
    """Another date of the association that takes the place during a span, by the start of the span.

    It is a warning, no rule: a house has several rooms. `but`: the date that is itself meant by the span.
    """
    if not spans:
        return {}
    starts, ends = min(span.starts for span in spans), max(span.ends for span in spans)
    dates = WorkshopDate.objects.in_room(venue, starts, ends).select_related("workshop")
    others = [date for date in dates.order_by("-starts", "-pk") if date != but]
    return {
        span.starts: date
        for span in spans
        for date in others
        if date.starts < span.ends and date.ends > span.starts
    }


def _check(rule: Rule) -> None:
    errors = {}
    if rule.ends <= rule.begins:
        errors["ends"] = _("The end must be later than the beginning.")
    if not rule.weekdays:
        errors["weekdays"] = _("Please choose at least one day of the week.")
    if not 1 <= rule.count <= MOST_DATES:
        errors["count"] = _("Please choose between 1 and %(most)d dates.") % {"most": MOST_DATES}
    if errors:
        raise ValidationError(errors)


def _days(rule: Rule) -> Iterator[date]:
    days = rrule(
        WEEKLY,
        dtstart=datetime.combine(rule.first, time()),
        until=datetime.combine(rule.first + LOOK_AHEAD, time()),
        byweekday=rule.weekdays,
    )
    return (moment.date() for moment in days)


def _holiday(day: date, land: str, rule: Rule) -> str:
    if rule.skips_public_holidays and (name := holiday_name(day, land, "public")):
        return name
    return _school_holiday(day, land) if rule.skips_school_holidays else ""


def _school_holiday(day: date, land: str) -> str:
    name = holiday_name(day, land, "school")
    return _("School holidays: %(name)s") % {"name": name} if name else ""
