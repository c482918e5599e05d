"""What the calendar counted for an award, as plain values: sums, never a name.

Of a series that several awards share, the hours count with the share of each, so that all together are what
was worked. Dates and people are whole for each, since half a family never came; `people` says so, for in
proofs that were sent before there was this word, every number counts with its share, as text like "1.5".
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from funding.finance import WHOLE, Share, halves, joined, left, spans, taken_on
from funding.models import Award, FundedHelper, FundedWorkshop
from funding.models.funded import Funded
from parentwork.models import Workshop
from parentwork.queries import Evidence, EvidenceDate
from parentwork.queries.evidence import confirmed_hours

_TOTALS = (
    "dates_held", "dates_cancelled", "participations_adults", "participations_children", "families",
    "children_cared_for",
)  # fmt: skip
_HOURS = ("volunteer_hours", "self_confirmed_hours")
_OF_A_DATE = ("adults", "children", "families")
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Offer:
    """What an award can still have of a series or a helper: so many per cent from `since` on.

    What Offices were told stays: on the days before `since` there are but `before` per cent of it.
    """

    since: date
    percent: int
    before: int
    is_late: bool = False  # it begins after what another award has told


@dataclass(frozen=True)
class Told:
    """What Offices were told of hours of linked helpers for a series: what it takes, and by whose links."""

    shares: Sequence[Share] = ()
    by: Sequence[FundedHelper] = ()


def counted(award: Award, start: date | None = None, end: date | None = None) -> dict[str, Any]:
    """What its series left as evidence from `start` to `end`, by default in all its period."""
    first, last = start or award.start, end or award.end
    parts = _parts(award, first, last)
    series = Workshop.objects.filter(organisation_id=award.request.organisation_id)
    found = _together(
        _part(series.filter(pk__in=ids).evidence(part.start, part.end), part.percent)
        for part, ids in parts.items()
    )
    return _with_helpers(found, award, first, last)


def shares_of(links: Iterable[Funded]) -> list[Share]:
    """What these links, with their awards at hand, take of their series or helper."""
    return [part for link in links for part in link.parts]


def offered(award: Award, own: Funded | None, others: Iterable[Funded], told: Told) -> Offer:
    """What `award` can have beside the links of `others`: of all its days, or more of those not told yet.

    The one bound: pages offer it, and no more is accepted. `own` is its link so far; `told` is what else is
    not left of it.
    """
    links = list(others)
    first = _first_day(award, own)
    parts = [*shares_of(links), *told.shares]
    days = (other.proven_until for other in (*links, *told.by))
    last = max((day for day in days if day and first <= day < award.end), default=None)
    whole = left(parts, first, award.end)
    later = whole if last is None else left(parts, last + A_DAY, award.end)
    if last is None or later <= whole:
        return Offer(first, whole, 0)
    return Offer(last + A_DAY, later, left(parts, first, last), is_late=True)


def _first_day(award: Award, own: Funded | None) -> date:
    """From which day on another share would hold."""
    told = own.proven_until if own is not None else None
    return award.start if told is None else told + A_DAY


def is_cut(link: Funded, all_links: Iterable[Funded]) -> bool:
    """On some days it counts less than its share, since others come first."""
    return any(
        part.percent < own.percent
        for own, before in turns(link, list(all_links))
        for part in spans(own, before)
    )


def _parts(award: Award, start: date, end: date) -> dict[Share, list[int]]:
    """The series of the award by the spans of days in which they count with the same per cent."""
    links = FundedWorkshop.objects.filter(workshop__funded_by__award=award).with_awards()
    found: dict[Share, list[int]] = {}
    for pk, of_series in groupby(links.order_by("workshop", "pk"), key=lambda link: link.workshop_id):
        together = list(of_series)
        own = next(link for link in together if link.award_id == award.pk)
        for part in counting(own, together, start, end):
            found.setdefault(part, []).append(pk)
    return found


def counting(link: Funded, links: Sequence[Funded], start: date, end: date) -> list[Share]:
    """What `link` counts from `start` to `end`, by days, beside the other `links` of the same thing."""
    found = []
    for own, before in turns(link, links):
        wanted = Share(max(own.start, start), min(own.end, end), own.percent)
        if wanted.start <= wanted.end:
            found += [part for part in spans(wanted, before) if part.percent]
    return joined(found)


def turns(link: Funded, links: Sequence[Funded]) -> list[tuple[Share, list[Share]]]:
    """Each part of `link` with those that come before it.

    What was sent to an Office stays as it was counted, so it comes first; else who was linked first.
    """
    ranked = [(rank, part) for other in links if other != link for rank, part in _ranked(other)]
    return [(own, [part for rank, part in ranked if rank < mine]) for mine, own in _ranked(link)]


def _ranked(link: Funded) -> list[tuple[tuple[bool, int], Share]]:
    until = link.proven_until
    return [
        ((not is_proven, link.pk), half) for part in link.parts for is_proven, half in halves(part, until)
    ]


def _part(evidence: Evidence, percent: int) -> dict[str, Any]:
    return {
        **{name: getattr(evidence, name) for name in _TOTALS},
        **{name: _of(getattr(evidence, name), percent) for name in _HOURS},
        "languages": set(evidence.languages),
        "schools": set(evidence.schools),
        "rows": [_row(row, percent) for row in evidence.rows],
    }


def _row(row: EvidenceDate, percent: int) -> dict[str, Any]:
    found = {
        "date": row.pk,
        "day": row.day.isoformat(),
        "title": row.title,
        **{name: getattr(row, name) for name in _OF_A_DATE},
        "hours": str(_of(row.hours, percent)),
        "recorded": row.recorded,
    }
    return found if percent == WHOLE else found | {"share": percent}


def _of(number: Decimal, percent: int) -> Decimal:
    return number if percent == WHOLE else number * percent / WHOLE


def _together(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    found = list(parts)
    rows = [row for part in found for row in part["rows"]]
    return {
        "people": "whole",
        **{name: sum(part[name] for part in found) for name in _TOTALS},
        **{name: str(sum((part[name] for part in found), Decimal(0))) for name in _HOURS},
        "languages": sorted({code for part in found for code in part["languages"]}),
        "schools": sorted({name for part in found for name in part["schools"]}),
        "rows": sorted(rows, key=lambda row: row["day"]),
    }


def _with_helpers(found: dict[str, Any], award: Award, start: date, end: date) -> dict[str, Any]:
    """What was counted, with the hours of helpers who are linked themselves; `helper_hours` says how many."""
    hours, own = _helper_hours(award, start, end)
    if not hours:
        return found
    more = {"volunteer_hours": hours, "self_confirmed_hours": own}
    return (
        found
        | {name: str(Decimal(found[name]) + more[name]) for name in _HOURS}
        | {"helper_hours": str(hours)}
    )


def hours_by(link: FundedHelper) -> Decimal:
    """Confirmed hours of one helper that count for the award by this link, beside its series."""
    award = link.award
    hours, _own = _helper_hours(award, award.start, award.end, helper=link.helper_id)
    return hours


def _helper_hours(
    award: Award, start: date, end: date, *, helper: int | None = None
) -> tuple[Decimal, Decimal]:
    """Confirmed hours of the helpers who are linked, as far as the series leave them; and of them the
    self-confirmed ones. Of all helpers, or of one."""
    links = FundedHelper.objects.filter(helper__funded_by__award=award).with_awards().order_by("helper", "pk")
    if helper is not None:
        links = links.filter(helper=helper)
    of_helper = {pk: list(rows) for pk, rows in groupby(links, key=lambda link: link.helper_id)}
    if not of_helper:
        return Decimal(0), Decimal(0)
    series = Workshop.objects.filter(organisation_id=award.request.organisation_id)
    rows = list(
        confirmed_hours(series, start, end)
        .filter(helper__in=of_helper)
        .values_list("helper", "workshop", "day", "hours", "self_confirmed")
    )
    shares = _shares_of_series({workshop for _helper, workshop, *_rest in rows})
    hours = own = Decimal(0)
    for helper, workshop, day, number, is_own in rows:
        left = WHOLE - taken_on(day, shares.get(workshop, ()))
        part = _of(number, percent_on(day, of_helper[helper], award, left))
        hours, own = hours + part, own + (part if is_own else 0)
    return hours, own


def _shares_of_series(series: Collection[int]) -> dict[int, list[Share]]:
    links = FundedWorkshop.objects.filter(workshop__in=series).with_awards().order_by("workshop", "pk")
    return {pk: shares_of(rows) for pk, rows in groupby(links, key=lambda link: link.workshop_id)}


def percent_on(day: date, links: Sequence[Funded], award: Award, left: int) -> int:
    """What the award counts of an hour of that day, of which the series leave so many per cent."""
    link = next(link for link in links if link.award_id == award.pk)
    for own, before in turns(link, links):
        if own.covers(day):
            return max(0, min(own.percent, left - taken_on(day, before)))
    return 0


def told_of_helpers(series: Iterable[Workshop], award: Award) -> dict[int, Told]:
    """What Offices were told by other awards of hours of linked helpers for each of these series, by its id.

    It stays told: of such a day `award` can count no more of the series than that leaves.
    """
    found = {workshop.pk: Told() for workshop in series}
    if not found:
        return found
    hours = confirmed_hours(Workshop.objects.filter(pk__in=found), award.start, award.end)
    links = list(FundedHelper.objects.filter(helper__in=hours.values("helper")).with_awards())
    of_helper: dict[int, list[FundedHelper]] = {}
    for link in links:
        of_helper.setdefault(link.helper_id, []).append(link)
    told = {link: until for link in links if link.award_id != award.pk and (until := link.proven_until)}
    if not told:
        return found
    of_series = _shares_of_series(found)
    most: dict[int, dict[date, int]] = {}
    by: dict[int, dict[FundedHelper, None]] = {}
    rows = hours.filter(helper__in={link.helper_id for link in told})
    for helper, pk, day in rows.values_list("helper", "workshop", "day").distinct():
        left = WHOLE - taken_on(day, of_series.get(pk, ()))
        links_of = [link for link in told if link.helper_id == helper]
        parts = (percent_on(day, of_helper[helper], it.award, left) for it in links_of if day <= told[it])
        days = most.setdefault(pk, {})
        days[day] = max(days.get(day, 0), sum(parts))
        by.setdefault(pk, {}).update(dict.fromkeys(links_of))
    return found | {
        pk: Told([Share(day, day, percent) for day, percent in days.items()], list(by[pk]))
        for pk, days in most.items()
    }
