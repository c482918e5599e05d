"""Jobs of the timetable."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from parentwork import messages
from parentwork.choices import DateState
from parentwork.messages.posting import TOO_FRESH
from parentwork.models import Seat
from parentwork.services import waiting
from portal.lib.dates import BERLIN, at_berlin, today

FIRST_HOUR, LAST_HOUR = 9, 19


@shared_task(name="parentwork.clock.remind")
def remind() -> int:
    """Reminders for tomorrow, from the morning until the evening so that a missed hour is made up for."""
    now = timezone.now()
    if not FIRST_HOUR <= now.astimezone(BERLIN).hour <= LAST_HOUR:
        return 0
    tomorrow = today() + timedelta(days=1)
    dawn = at_berlin(tomorrow, now.min.time())
    seats = (
        Seat.objects.confirmed()
        .filter(
            date__state=DateState.PLANNED,
            date__starts__gte=dawn,
            date__starts__lt=at_berlin(tomorrow + timedelta(days=1), now.min.time()),
            booking__created__lt=now - TOO_FRESH,
        )
        .select_related("date", "booking__workshop")
        .order_by("pk")
    )
    return messages.remind(seats.iterator(chunk_size=500))


@shared_task(name="parentwork.clock.fill")
def fill() -> int:
    """The safety net of the waiting lists, by day: who moves up gets a message."""
    return waiting.fill() if FIRST_HOUR <= timezone.now().astimezone(BERLIN).hour <= LAST_HOUR else 0
