"""Who came on one date, for the page of that date."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, Sum

from parentwork.choices import CountKind, SeatState

_PERSONS = ("adults", "children", "cared_for")


@dataclass(frozen=True)
class Turnout:
    """Persons, whether they had booked or not; families only where they had. Hours are unpaid ones."""

    adults: int
    children: int
    cared_for: int
    families: int
    absent: int  # families that had places and did not come
    walk_in_adults: int
    walk_in_children: int
    hours_confirmed: Decimal
    hours_open: Decimal
    recorded: datetime | None
    recorded_by: Any
    # Ages and languages of those who came without a booking, where they are known: (by, key, number).
    parts: tuple[tuple[str, str, int], ...] = ()


def turnout_of(date: Any) -> Turnout:
    """Sums of `date` (a WorkshopDate), those of deleted bookings included; four queries."""
    booked = _booked(date)
    every = list(date.headcounts.select_related("recorded_by"))
    counts = [count for count in every if count.kind != CountKind.BOOKED]
    sums = {
        name: (booked[f"{name}_sum"] or 0) + sum(getattr(count, name) for count in counts)
        for name in _PERSONS
    }
    walk_ins = next((count for count in counts if count.kind == CountKind.WALK_IN), None)
    hours = date.hours.aggregate(
        done=Sum("hours", filter=Q(confirmed__isnull=False)),
        open=Sum("hours", filter=Q(confirmed__isnull=True, refused__isnull=True)),
    )
    return Turnout(
        **sums,
        families=booked["came"] + sum(count.families for count in counts),
        absent=booked["absent"] + _absent_of_deleted(every),
        walk_in_adults=walk_ins.adults if walk_ins else 0,
        walk_in_children=walk_ins.children if walk_ins else 0,
        hours_confirmed=hours["done"] or Decimal(0),
        hours_open=hours["open"] or Decimal(0),
        recorded=date.recorded,
        recorded_by=walk_ins.recorded_by if walk_ins else None,
        parts=_parts(date),
    )


def _absent_of_deleted(counts: list[Any]) -> int:
    """Families that did not come, of those who were deleted before somebody typed that in; 0 until then."""
    families = {count.kind: count.families for count in counts}
    if CountKind.LATER not in families:
        return 0
    return max(0, families.get(CountKind.BOOKED, 0) - families[CountKind.LATER])


def _parts(date: Any) -> tuple[tuple[str, str, int], ...]:
    rows = date.counted_parts.filter(number__gt=0).order_by("by", "-number", "key")
    return tuple(rows.values_list("by", "key", "number"))


def _booked(date: Any) -> dict[str, Any]:
    came = Q(adults__gt=0) | Q(children__gt=0)
    rows = apps.get_model("parentwork", "Attendance").objects.filter(seat__date=date)
    sums = {f"{name}_sum": Sum(name) for name in _PERSONS}
    # Who only waited for a place, never said that it takes one, or said that it does not come is not missed.
    expected = Q(seat__state=SeatState.CONFIRMED, seat__excused__isnull=True)
    absent = Count("pk", filter=~came & expected)
    return rows.aggregate(came=Count("pk", filter=came), absent=absent, **sums)
