"""Jobs of the timetable."""

from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from parentwork import messages
from parentwork.choices import DateState
from parentwork.messages.nights import is_night
from parentwork.messages.posting import TOO_FRESH
from parentwork.models import Seat
from parentwork.models.workshops import MOST_DAYS_BEFORE, MOST_HOURS_BEFORE
from parentwork.services import asking, lands, partnerships, waiting
from portal.lib.dates import BERLIN, at_berlin, today

FIRST_HOUR, LAST_HOUR = 9, 19
THANKED_FOR = timedelta(days=7)


@shared_task(name="parentwork.clock.remind")
def remind() -> int:
    """Both reminders, by day; a run that was missed is made up for by the next, as long as it helps."""
    now = timezone.now()
    if not FIRST_HOUR <= now.astimezone(BERLIN).hour <= LAST_HOUR:
        return 0
    seats = (
        Seat.objects.expected()
        .filter(date__state=DateState.PLANNED, date__starts__gt=now, booking__created__lt=now - TOO_FRESH)
        .select_related("date", "booking__workshop")
        .order_by("pk")
    )
    days = messages.remind(seats.filter(_days_before()).iterator(chunk_size=500))
    return days + messages.remind_soon(seats.filter(_hours_before(now)).iterator(chunk_size=500))


def _days_before() -> Q:
    """Dates on the day for which the reminder of their workshop is meant today."""
    days = range(1, MOST_DAYS_BEFORE + 1)
    return reduce(or_, (Q(date__workshop__remind_days=count) & _on(count) for count in days))


def _on(count: int) -> Q:
    day = today() + timedelta(days=count)
    return Q(
        date__starts__gte=at_berlin(day, time()), date__starts__lt=at_berlin(day + timedelta(days=1), time())
    )


def _hours_before(now: datetime) -> Q:
    """Dates of today that begin within the hours that their workshop says."""
    hours = range(1, MOST_HOURS_BEFORE + 1)
    soon = (
        Q(date__workshop__remind_hours=count, date__starts__lte=now + timedelta(hours=count))
        for count in hours
    )
    return reduce(or_, soon) & _on(0)


@shared_task(name="parentwork.clock.fill")
def fill() -> int:
    """Offers that lapse, reminders of offers, the safety net of the waiting lists; by day: all are told."""
    if is_night(timezone.now()):
        return 0
    waiting.remind_of_offers()
    return waiting.fill()


@shared_task(name="parentwork.clock.remind_helpers")
def remind_helpers() -> int:
    """Helpers who were asked and have not answered, by day."""
    return 0 if is_night(timezone.now()) else asking.remind()


@shared_task(name="parentwork.clock.remind_schools")
def remind_schools() -> int:
    """Schools that were asked and have not answered, once."""
    return partnerships.remind()


@shared_task(name="parentwork.clock.thank")
def thank() -> int:
    """Thank those who came, from the morning after; a date that is recorded late is still thanked for."""
    now = timezone.now()
    if not FIRST_HOUR <= now.astimezone(BERLIN).hour <= LAST_HOUR:
        return 0
    came = Q(attendance__adults__gt=0) | Q(attendance__children__gt=0)
    seats = (
        Seat.objects.alive()
        .filter(
            came,
            date__recorded__isnull=False,
            date__ends__lt=at_berlin(today(), time()),
            date__ends__gte=now - THANKED_FOR,
        )
        .select_related("date", "booking__workshop")
        .order_by("pk")
    )
    return messages.thank(seats.iterator(chunk_size=500))


@shared_task(name="parentwork.clock.freeze_land_sums")
def freeze_land_sums() -> int:
    """Write down what the Länder read of the calendar, once a year is closed."""
    return lands.freeze_land_sums()
