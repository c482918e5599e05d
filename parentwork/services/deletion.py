"""When bookings are forgotten, and what stays of them: sums without names."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from parentwork import messages
from parentwork.choices import CountKind, DateState
from parentwork.models import Attendance, Booking, Headcount, Seat, Workshop, WorkshopDate
from parentwork.queries.evidence import attendance_sums
from parentwork.reports import AttendanceListPdf, BookingSlip, ChildcareListPdf, SignedListPdf
from parentwork.services.seats import lock_dates
from portal.documents import services as documents
from portal.erasures.services import note
from portal.lib import dates

_SUMS = ("adults", "children", "cared_for")


def day_of(workshop: Workshop) -> date:
    """The day on which bookings of this workshop are deleted: days after its last meeting (a setting).

    The one place that says it; whether somebody has typed in who came makes no difference. A date that does
    not take place is no meeting, but families must be able to learn of that until it would have been.
    """
    planned = Q(state=DateState.PLANNED)
    ends = workshop.dates.aggregate(last=Max("ends", filter=planned), off=Max("ends", filter=~planned))
    after = {"last": timedelta(days=settings.BOOKINGS_KEPT_DAYS), "off": timedelta(days=1)}
    days = [dates.day_of(moment) + after[name] for name, moment in ends.items() if moment]
    return max(days, default=dates.today() + after["last"])


def follow_dates(workshop: Workshop) -> None:
    """The dates of a workshop changed, and with them the day on which its bookings are deleted."""
    workshop.bookings.needed().update(delete_on=day_of(workshop))


def forget_soon(booking: Booking) -> None:
    """A family gave up its places: unless it came to a date before, its booking is deleted tomorrow.

    Not today: the purge of this day may be over, and the family reads the day.
    """
    if not Booking.objects.needed().filter(pk=booking.pk).exists():
        tomorrow = dates.today() + timedelta(days=1)
        Booking.objects.filter(pk=booking.pk).update(delete_on=tomorrow)


def purge() -> dict[str, int]:
    """Delete the bookings whose day has come; each workshop in a transaction of its own."""
    due = Booking.objects.filter(delete_on__lte=dates.today())
    deleted = 0
    for workshop in Workshop.objects.filter(pk__in=due.values("workshop")).order_by("pk").iterator():
        deleted += forget(workshop, due.filter(workshop=workshop))
    return {"bookings": deleted}


@transaction.atomic
def forget(workshop: Workshop, bookings: QuerySet[Booking]) -> int:
    """Delete bookings of one workshop, addresses in messages about them and files with names included.

    Who came stays as sums in the head counts of its dates; where nobody has typed that in yet, what was
    booked stays, so that it can be.
    """
    lock_dates(workshop)
    gone = list(bookings.values_list("pk", flat=True))
    for row in attendance_sums(Attendance.objects.filter(seat__booking__in=gone)):
        _keep(row)
    _keep_booked(gone)
    messages.forget_contacts(gone)
    take_back_files(gone)
    Booking.objects.filter(pk__in=gone).delete()
    note("parentwork.booking", gone)
    return len(gone)


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Forget bookings that a restored database has brought back; how many."""
    back = Booking.objects.filter(pk__in=ids, created__lt=before)
    workshops = Workshop.objects.filter(pk__in=back.values("workshop")).order_by("pk")
    return sum(forget(workshop, back.filter(workshop=workshop)) for workshop in list(workshops))


def take_back_files(bookings: list[int]) -> None:
    """Slips, and lists of their dates, are given out no more, and go with the files that purge deletes."""
    on = Seat.objects.filter(booking__in=bookings).order_by().values_list("date", flat=True).distinct()
    documents.withdraw_about([BookingSlip.key], "booking", bookings)
    take_back_lists(on)


def take_back_lists(on: Collection[int]) -> None:
    """A family is off these dates, by id: lists that name it there go as above, and can be made again."""
    documents.withdraw_about([AttendanceListPdf.key, SignedListPdf.key, ChildcareListPdf.key], "date", on)


def _keep(row: dict[str, int]) -> None:
    sums = {name: row[f"{name}_sum"] for name in _SUMS}
    families = {name: row[name] for name in ("families", "new_families")}
    _add(row["date"], CountKind.KEPT, **sums, **families)


def _keep_booked(bookings: list[int]) -> None:
    """What was booked on dates that were held and of which nobody has said whether the families came.

    A family is new to the series at the first of them, unless it came to another one.
    """
    seats = Seat.objects.expected().filter(
        booking__in=bookings, date__recorded__isnull=True, attendance__isnull=True,
        date__in=WorkshopDate.objects.held(),
    )  # fmt: skip
    came = Attendance.objects.filter(Q(adults__gt=0) | Q(children__gt=0), seat__booking__in=bookings)
    known, sums = set(came.values_list("seat__booking", flat=True)), defaultdict[int, Counter[str]](Counter)
    for seat in seats.order_by("date__starts", "pk"):
        sums[seat.date_id].update(
            adults=seat.adults, children=seat.childcare, cared_for=seat.childcare, families=1,
            new_families=int(seat.booking_id not in known),
        )  # fmt: skip
        known.add(seat.booking_id)
    for date_id, numbers in sums.items():
        _add(date_id, CountKind.BOOKED, **numbers)


def _add(date_id: int, kind: CountKind, **numbers: int) -> None:
    kept, _new = Headcount.objects.get_or_create(date_id=date_id, kind=kind)
    added = {name: F(name) + number for name, number in numbers.items()}
    Headcount.objects.filter(pk=kept.pk).update(**added)
