"""When bookings are forgotten, and what stays of them: sums without names."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, QuerySet

from parentwork import messages
from parentwork.choices import CountKind
from parentwork.models import Attendance, Booking, Headcount, Workshop
from parentwork.queries.evidence import attendance_sums
from parentwork.services.seats import lock_dates
from portal.erasures.services import note
from portal.lib import dates

_SUMS = ("adults", "children", "cared_for")


def day_of(workshop: Workshop) -> date:
    """The day on which bookings of this workshop are deleted: days after its last date (a setting)."""
    last = workshop.dates.aggregate(last=Max("ends"))["last"]
    day = last.astimezone(dates.BERLIN).date() if last else dates.today()
    return day + timedelta(days=settings.BOOKINGS_KEPT_DAYS)


def follow_dates(workshop: Workshop) -> None:
    """The dates of a workshop changed, and with them the day on which its bookings are deleted."""
    workshop.bookings.needed().update(delete_on=day_of(workshop))


def forget_soon(booking: Booking) -> None:
    """A family gave up its places: unless it came to a date before, the next purge deletes the booking."""
    if not Booking.objects.needed().filter(pk=booking.pk).exists():
        Booking.objects.filter(pk=booking.pk).update(delete_on=dates.today())


def purge() -> dict[str, int]:
    """Delete the bookings whose day has come; each workshop in a transaction of its own."""
    due = Booking.objects.filter(delete_on__lte=dates.today())
    deleted = 0
    for workshop in Workshop.objects.filter(pk__in=due.values("workshop")).order_by("pk").iterator():
        deleted += forget(workshop, due.filter(workshop=workshop))
    return {"bookings": deleted}


@transaction.atomic
def forget(workshop: Workshop, bookings: QuerySet[Booking]) -> int:
    """Delete bookings of one workshop, addresses in messages about them included.

    Who came stays as sums in the head counts of its dates.
    """
    lock_dates(workshop)
    gone = list(bookings.values_list("pk", flat=True))
    for row in attendance_sums(Attendance.objects.filter(seat__booking__in=gone)):
        _keep(row)
    messages.forget_contacts(gone)
    Booking.objects.filter(pk__in=gone).delete()
    note("parentwork.booking", gone)
    return len(gone)


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Forget bookings that a restored database has brought back; how many."""
    back = Booking.objects.filter(pk__in=ids, created__lt=before)
    workshops = Workshop.objects.filter(pk__in=back.values("workshop")).order_by("pk")
    return sum(forget(workshop, back.filter(workshop=workshop)) for workshop in list(workshops))


def _keep(row: dict[str, int]) -> None:
    kept, _new = Headcount.objects.get_or_create(date_id=row["date"], kind=CountKind.KEPT)
    added = {name: F(name) + row[f"{name}_sum"] for name in _SUMS}
    added |= {name: F(name) + row[name] for name in ("families", "new_families")}
    Headcount.objects.filter(pk=kept.pk).update(**added)
