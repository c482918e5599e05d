"""A family books and cancels: the one way for the public page and for an entry by phone."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parentwork import messages, rules
from parentwork.choices import BANDS, SeatState, SignUp
from parentwork.messages.nights import first_by_day
from parentwork.models import Booking, Seat, Workshop, WorkshopDate
from parentwork.services import deletion
from parentwork.services.families import Family, check, check_childcare_is_open, first_band
from parentwork.services.seats import (
    Left,
    glance,
    lock_dates,
    next_in_line,
    places_to_give,
    promote,
    tightest,
)
from portal.accounts.models import User
from portal.lib import codes
from portal.lib.dates import moment_words
from portal.lib.text import fold


def book(
    workshop: Workshop, family: Family, *, by: User | None = None, made_here: Collection[int] = ()
) -> Booking:
    """Book seats and childcare together, all or nothing; the same token again returns the same booking.

    `by` is the person of the organisation who enters it for a family, None for the family itself;
    `made_here`: ids of bookings that were made in the same browser. Raises `ValidationError`; code "full":
    not enough places (it says what is left), "another", for `by` and `made_here` alone: a booking under this
    contact exists; both are answered by the matching field of `family`.
    """
    if by is not None and not rules.may_book_for_families(by, workshop, family.dates):
        raise PermissionDenied
    family = family.contact()
    check(workshop, family)
    if by is None and not family.accepts_waiting and workshop.families_may_book:
        _turn_away(workshop, family)
    return _book(workshop, family, by, made_here)


def _turn_away(workshop: Workshop, family: Family) -> None:
    """Refuse without the lock whom a full house refuses, so that hundreds at once do not queue for it.

    Whoever may get something, whose booking is there already or who wants what there never was goes on.
    """
    short = [
        left
        for places, left in glance(workshop, family.dates)
        if places.fits(family.adults, family.childcare) and not left.fits(family.adults, family.childcare)
    ]
    if short and not Booking.objects.filter(token=family.token).exists():
        raise _full(workshop, family, tightest(short))


@transaction.atomic
def _book(workshop: Workshop, family: Family, by: User | None, made_here: Collection[int]) -> Booking:
    dates = _dates_to_book(workshop, family, by)
    if earlier := Booking.objects.filter(token=family.token).first():
        return _own(earlier, workshop)
    _check_second_booking(workshop, family, by, made_here)
    confirmed, waiting = _grant(workshop, family, dates)
    booking = _create(workshop, family, by)
    _seat(booking, confirmed, waiting)
    messages.booked(booking, waits=not confirmed, by_staff=by is not None)
    return booking


@transaction.atomic
def cancel_booking(
    booking: Booking,
    *,
    only: Collection[int] | None = None,
    keeps_given: bool = False,
    by: User | None = None,
) -> bool:
    """Give up coming seats of a booking; who waits moves up. False when there was nothing left to cancel.

    `only`: ids of the dates that are given up, where each is booked for itself; None for all of them.
    `keeps_given`: no more than what is offered and what is waited for; the family comes where it has places.
    `by` is None for the family itself, which has shown that it holds the secret.
    """
    workshop = booking.workshop
    if by is not None and not rules.may_change_booking(by, booking):
        raise PermissionDenied
    now = timezone.now()
    dates = lock_dates(workshop, booking.seats.values_list("date_id", flat=True))
    if only is not None and workshop.sign_up == SignUp.PER_DATE:
        dates = [date for date in dates if date.pk in only]
    coming = [date.pk for date in dates if date.starts > now]
    seats = booking.seats.alive().filter(date__in=coming)
    if keeps_given:
        seats = seats.exclude(state=SeatState.CONFIRMED)
    given_up = seats.update(
        state=SeatState.CANCELLED, queue=None, answer_by=None, since=now,
        left_the_line=Q(state=SeatState.WAITING),
    )  # fmt: skip
    if not given_up:
        return False
    if not booking.seats.coming().exists():
        messages.cancelled(booking, by_staff=by is not None)
    deletion.forget_soon(booking)
    deletion.take_back_lists(coming)
    move_up(workshop, dates)
    return True


def move_up(
    workshop: Workshop,
    dates: list[WorkshopDate],
    *,
    answered: Booking | None = None,
    silent: Collection[int] = (),
) -> int:
    """Give or offer free places on locked dates to those who wait, and tell them; how many were told.

    `answered` has just said what it takes and gets it at once. `silent`: ids of seats whose family let an
    offer lapse a moment ago; where nobody else can have the places they are kept on without another message.
    Nobody's phone rings at night because another family cancels.
    """
    told: dict[tuple[int, datetime | None], Booking] = {}
    for moved in promote(workshop, dates, answered=answered):
        if moved.until is None or not all(seat.pk in silent for seat in moved.seats):
            told[moved.booking.pk, moved.until] = moved.booking
    by_day = first_by_day(timezone.now())
    for (_booking, until), booking in told.items():
        if until is None:
            messages.moved_up(booking, due=None if booking == answered else by_day)
        else:
            messages.places_offered(booking, until, due=by_day)
    return len({booking for booking, _until in told})


def _dates_to_book(workshop: Workshop, family: Family, by: User | None) -> list[WorkshopDate]:
    """The coming dates, locked, so that everything read after this is true until the end."""
    locked = lock_dates(workshop, family.dates)
    now, current = timezone.now(), Workshop.objects.get(pk=workshop.pk)
    if not current.takes_bookings:
        raise ValidationError(_("This workshop takes no bookings."), code="closed")
    if by is None and current.begins_later:
        words = moment_words(current.sign_up_from, get_language() or "de")
        raise ValidationError(_("You can sign up from %(moment)s on.") % {"moment": words}, code="closed")
    if by is None and not current.families_may_book:
        raise ValidationError(_("The time to sign up is over. Please ask the association."), code="closed")
    coming = [date for date in locked if date.starts > now and not date.is_cancelled]
    if workshop.sign_up == SignUp.PER_DATE:
        coming = [date for date in coming if date.pk in family.dates]
        if not coming or len(coming) < len(set(family.dates)):
            raise ValidationError({"dates": _("Please choose at least one date that is still to come.")})
    if not coming:
        raise ValidationError(_("This workshop has no more dates."), code="closed")
    if by is None and family.childcare:
        check_childcare_is_open(current, first_band(family), coming)
    return coming


def _own(earlier: Booking, workshop: Workshop) -> Booking:
    if earlier.workshop_id != workshop.pk:
        raise ValidationError(_("Please open the form again."))
    return earlier


def _check_second_booking(
    workshop: Workshop, family: Family, by: User | None, made_here: Collection[int]
) -> None:
    """Several families may share a number, so a second booking is a question, not an error.

    It is put to the organisation, which sees its bookings anyway, and to whoever made the first one in the
    same browser: asked of everybody, it would tell anybody who knows a number whether its owner comes. There
    a second booking is taken, and the message about it, which reaches the owner alone, names the first.
    """
    if family.is_another_family:
        return
    if by is None:
        is_second = booked_here(workshop, family, made_here) is not None
    else:
        contact = {"email": family.email, "phone": family.phone}
        is_second = Booking.objects.under_contact(workshop, **contact).exists()
    if is_second:
        raise ValidationError(
            {
                "is_another_family": ValidationError(
                    _("There is already a booking with this contact. Is this for another family?"),
                    code="another",
                )
            }
        )


def booked_here(workshop: Workshop, family: Family, made_here: Collection[int]) -> Booking | None:
    """The earlier one of `made_here` in which the same family said that it comes to the same dates.

    Who gives no contact is the same under the same name.
    """
    if not made_here:
        return None
    family = family.contact()
    seats = Seat.objects.coming().filter(booking__in=made_here, booking__workshop=workshop)
    if workshop.sign_up == SignUp.PER_DATE:
        seats = seats.filter(date__in=family.dates)
    said = (family.email, family.phone)
    for earlier in Booking.objects.filter(seats__in=seats).distinct().order_by("pk"):
        is_named_alike = fold(earlier.name) == fold(family.name)
        if said == (earlier.email, earlier.number) and (any(said) or is_named_alike):
            return earlier
    return None


def _grant(
    workshop: Workshop, family: Family, dates: list[WorkshopDate]
) -> tuple[list[WorkshopDate], list[WorkshopDate]]:
    """The dates on which the family gets its places, and those on which it waits."""
    left = places_to_give(dates)
    fitting = [date for date in dates if left[date.pk].fits(family.adults, family.childcare)]
    if len(fitting) == len(dates):
        return dates, []
    _check_possible(family, dates)
    short = [left[date.pk] for date in dates if date not in fitting]
    if not (workshop.has_waiting_list and family.accepts_waiting):
        raise _full(workshop, family, tightest(short))
    if workshop.sign_up == SignUp.SERIES:
        return [], dates
    return fitting, [date for date in dates if date not in fitting]


def _check_possible(family: Family, dates: list[WorkshopDate]) -> None:
    """A family that would not even fit into an empty room must not wait for it."""
    seats, childcare = min(date.bookable for date in dates), min(date.childcare for date in dates)
    if family.adults > seats:
        raise ValidationError({"adults": _("There are only %(count)d seats in all.") % {"count": seats}})
    if family.childcare > childcare:
        text = _("There are only %(count)d childcare places in all.") % {"count": childcare}
        raise ValidationError({first_band(family): text})


def _full(workshop: Workshop, family: Family, left: Left) -> ValidationError:
    """Names what is left, at the field in which fewer can be taken."""
    if family.adults > left.seats:
        name = "adults"
        text = ngettext(
            "Only %(count)d seat is left.", "Only %(count)d seats are left.", left.seats
        ) % {"count": left.seats} if left.seats else _("All seats are taken.")  # fmt: skip
    else:
        name = first_band(family)
        text = ngettext(
            "Only %(count)d childcare place is left.", "Only %(count)d childcare places are left.",
            left.childcare,
        ) % {"count": left.childcare} if left.childcare else _("All childcare places are taken.")  # fmt: skip
    errors = {name: ValidationError(text, code="full")}
    if workshop.has_waiting_list:
        question = _("Take fewer places, or tick here to go on the waiting list.")
        errors["accepts_waiting"] = ValidationError(question, code="full")
    return ValidationError(errors)


def _create(workshop: Workshop, family: Family, by: User | None) -> Booking:
    bands = {band: family.children.get(band, 0) for band in BANDS}
    code = codes.short()
    while Booking.objects.filter(code=code).exists():
        code = codes.short()
    return Booking.objects.create(
        workshop=workshop, code=code, token=family.token, name=family.name.strip(),
        language=family.language, way=family.way, email=family.email, phone=family.phone,
        adults=family.adults, childcare=family.childcare, entered_by=by, interpreter=family.interpreter,
        interpreter_wish=family.interpreter_wish if family.interpreter else "",
        delete_on=deletion.day_of(workshop), read_of_list=workshop.signed_list, **bands,
    )  # fmt: skip


def _seat(booking: Booking, confirmed: list[WorkshopDate], waiting: list[WorkshopDate]) -> None:
    now, queue = timezone.now(), next_in_line(waiting) if waiting else None
    common: dict[str, Any] = {
        "booking": booking, "adults": booking.adults, "childcare": booking.childcare, "since": now
    }  # fmt: skip
    Seat.objects.bulk_create(
        [Seat(date=date, state=SeatState.CONFIRMED, **common) for date in confirmed]
        + [Seat(date=date, state=SeatState.WAITING, queue=queue, **common) for date in waiting]
    )
