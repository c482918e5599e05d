"""One date of a series: added, moved, cancelled. Families are told, nobody is overbooked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Case, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _

from parentwork import messages, rules
from parentwork.choices import AssignmentState, DateState, SeatState, SignUp, WorkshopState
from parentwork.models import Assignment, Seat, Venue, Workshop, WorkshopDate
from parentwork.services import deletion, pictures
from parentwork.services.asking import release_helpers, take_back_answers, tell_of_move
from parentwork.services.bookings import move_up
from parentwork.services.rooms import check_free, free_for_one, hold_rule, rule_for
from parentwork.services.seats import next_in_line, places_left
from portal.accounts.models import User
from portal.lib.dates import day_of
from portal.lib.errors import Stale

# Who comes first where a new date is too small for all families of a series.
ORDER: list[str] = [SeatState.CONFIRMED, SeatState.OFFERED, SeatState.WAITING]


@dataclass(frozen=True)
class Day:
    """When, where and for how many."""

    starts: datetime
    ends: datetime
    venue: Venue
    seats: int
    childcare: int
    overbook: int = 0


@transaction.atomic
def add(workshop: Workshop, day: Day, *, by: User, instead_of: WorkshopDate | None = None) -> WorkshopDate:
    """One more date. Families booked for the whole series have a seat on it, or wait where it is smaller; so
    have those of `instead_of`, a date of the workshop that was cancelled and is held after all. A cancelled
    one at the same time is, whether or not that is said.
    """
    hold_rule(day.venue)
    dates = _lock(workshop, by)
    check_new(workshop, day)
    with free_for_one("venue"):
        date = WorkshopDate.objects.create(
            workshop=workshop, starts=day.starts, ends=day.ends, venue=day.venue,
            alone=rule_for(day.venue, day.ends), seats=day.seats, childcare=day.childcare,
            overbook=day.overbook,
        )  # fmt: skip
    cancelled = [row for row in dates if row.is_cancelled]
    again = [row.pk for row in cancelled if row == instead_of or row.starts == date.starts]
    if workshop.sign_up == SignUp.SERIES or again:
        _seat_families(date, dates, again=again)
        if date.starts > timezone.now():
            same = [row.pk for row in cancelled if row.starts == date.starts]
            messages.date_added(date, instead_of=same)
    deletion.follow_dates(workshop)
    pictures.draw(workshop)
    return date


@transaction.atomic
def change(date: WorkshopDate, day: Day, *, by: User, version: int, reason: str = "") -> WorkshopDate:
    """Move a date, for a reason that families read, or change its size.

    Raises `Stale`; too small for those who have booked, or a helper who would be in two places and is not
    asked anew, is a `ValidationError` and changes nothing. Twice is once.
    """
    hold_rule(day.venue)
    dates = _lock(date.workshop, by)
    locked = _of(dates, date)
    if locked.version != version:
        if _is_so(locked, day):
            return locked
        raise Stale(locked)
    check_change(locked, day)
    moved = (locked.starts, locked.ends, locked.venue_id) != (day.starts, day.ends, day.venue.pk)
    before = locked.starts
    is_told = moved and day.starts > timezone.now()
    locked.starts, locked.ends, locked.venue = day.starts, day.ends, day.venue
    locked.alone = rule_for(day.venue, day.ends)
    locked.seats, locked.childcare, locked.overbook = day.seats, day.childcare, day.overbook
    if moved:
        locked.reason = reason
    if locked.starts != before:
        locked.moved_from = before
    if is_told and locked.starts != before:
        take_back_answers(locked, by=by)
    _save(locked)
    if is_told:
        _tell(locked, before=before, by=by)
    deletion.follow_dates(locked.workshop)
    move_up(locked.workshop, dates)
    pictures.draw(locked.workshop)
    return locked


@transaction.atomic
def cancel(date: WorkshopDate, *, by: User, version: int, reason: str = "") -> WorkshopDate:
    """Cancel one date; its families, waiting ones included, are told, also while it should be under way.

    Twice is once. `ValidationError` for one that is over, or at which somebody was counted.
    """
    dates = _lock(date.workshop, by)
    locked = _of(dates, date)
    if locked.is_cancelled:
        return locked
    if locked.version != version:
        raise Stale(locked)
    if locked.ends <= timezone.now():
        raise ValidationError(_("This date is over and cannot be cancelled."))
    if locked.is_counted:
        raise ValidationError(_("Somebody has recorded who came, so the date cannot be cancelled."))
    locked.state, locked.reason = DateState.CANCELLED, reason
    _save(locked)
    release_helpers([locked])
    messages.date_cancelled(locked)
    deletion.follow_dates(locked.workshop)
    # Whoever waited only because of this date may now fit into the rest of the series.
    move_up(locked.workshop, dates)
    pictures.draw(locked.workshop)
    return locked


def _tell(date: WorkshopDate, *, before: datetime, by: User) -> None:
    """Families and helpers hear that a date has moved; what they said of another time is said no longer."""
    seats, is_other_time = Seat.objects.filter(date=date), date.starts != before
    # Who cannot come at that time cannot come to another room either.
    seats.update(promised=None, **({"excused": None} if is_other_time else {}))
    thought = messages.date_changed(date, before=before)
    if is_other_time:
        for moment, told in thought.items():
            seats.filter(pk__in=told).update(moved_from=moment if moment != date.starts else None)
    tell_of_move(date, before=before, by=by)


def check_new(workshop: Workshop, day: Day) -> None:
    """Refuse what no date can be, as a `ValidationError` by field; pages ask before they ask others."""
    _check(day, workshop)
    _check_time(day, WorkshopDate(workshop=workshop))


def check_change(date: WorkshopDate, day: Day) -> None:
    """Refuse what a date cannot become, as `check_new`."""
    _check(day, date.workshop, before=date)
    _check_room(date, day)
    _check_time(day, date)


def needed_elsewhere(date: WorkshopDate, day: Day | WorkshopDate) -> list[str]:
    """The helpers of a date who have agreed to help somewhere else at the time that `day` says."""
    busy = Assignment.objects.filter(date=date, state=AssignmentState.AGREED).needed_elsewhere(day, but=date)
    return list(busy.order_by("helper__name").values_list("helper__name", flat=True))


def _lock(workshop: Workshop, by: User) -> list[WorkshopDate]:
    if not rules.may_plan(by, workshop.organisation):
        raise PermissionDenied
    dates = list(WorkshopDate.objects.filter(workshop=workshop).select_for_update(no_key=True).order_by("pk"))
    state = Workshop.objects.values_list("state", flat=True).get(pk=workshop.pk)
    if state == WorkshopState.CANCELLED:
        raise ValidationError(_("This workshop is cancelled."))
    for date in dates:
        date.workshop = workshop
    return dates


def _of(dates: list[WorkshopDate], date: WorkshopDate) -> WorkshopDate:
    return next(row for row in dates if row.pk == date.pk)


def _is_so(date: WorkshopDate, day: Day) -> bool:
    """Somebody has made of the date what is asked for; mostly the first of two presses."""
    return day == Day(date.starts, date.ends, date.venue, date.seats, date.childcare, date.overbook)


def _check(day: Day, workshop: Workshop, before: WorkshopDate | None = None) -> None:
    errors: dict[str, Any] = {}
    if day.ends <= day.starts:
        errors["ends"] = _("The end must be later than the beginning.")
    if day.venue.organisation_id != workshop.organisation_id:
        errors["venue"] = _("Please choose a place of your organisation.")
    if before is not None and before.is_cancelled:
        errors["starts"] = _("This date is cancelled. Add a new one instead.")
    elif before is not None and _goes_into_the_past(before, day):
        errors["starts"] = _("Please choose a day that is still to come.")
    elif before is not None and before.starts != day.starts:
        _check_what_was(before, day)
    if errors:
        raise ValidationError(errors)


def _goes_into_the_past(date: WorkshopDate, day: Day) -> bool:
    """Families know of it and wait for it; what has begun may be set right afterwards."""
    return date.workshop.state != WorkshopState.DRAFT and day.starts <= timezone.now() < date.starts


def _check_what_was(date: WorkshopDate, day: Day) -> None:
    """What has begun or was counted is set right, not put off: families know it, and evidence says so."""
    now, is_counted = timezone.now(), date.is_counted
    has_begun = date.starts <= now and (is_counted or date.workshop.state != WorkshopState.DRAFT)
    if is_counted and day_of(day.starts) != date.day:
        raise ValidationError({"starts": _("Somebody has recorded who came, so the date stays on its day.")})
    if has_begun and day.starts > now:
        text = _("This date has begun, so it cannot be put off any more. Add a new one instead.")
        raise ValidationError({"starts": text})


def _check_time(day: Day, date: WorkshopDate) -> None:
    """`date`, new or not, is the only one of its workshop then, and in its place if that is one room."""
    others = WorkshopDate.objects.planned().filter(workshop=date.workshop, starts=day.starts)
    if others.exclude(pk=date.pk).exists():
        raise ValidationError({"starts": _("There is a date at this time already.")})
    check_free(date, day.venue, day.starts, day.ends)


def _check_room(date: WorkshopDate, day: Day) -> None:
    left = places_left([date])[date.pk]
    booked, cared = date.bookable - left.seats, date.childcare - left.childcare
    if day.seats + day.overbook < booked:
        raise ValidationError(
            {"seats": _("%(count)d seats are booked already; cancel bookings first.") % {"count": booked}}
        )
    if day.childcare < cared:
        text = _("%(count)d childcare places are booked already; cancel bookings first.")
        raise ValidationError({"childcare": text % {"count": cared}})


def _save(date: WorkshopDate) -> None:
    date.version += 1
    try:
        with free_for_one("venue"):
            date.save()
    except IntegrityError as error:
        if "nobody_is_in_two_places" not in str(error):
            raise
        names = ", ".join(needed_elsewhere(date, date))
        text = _("%(name)s is needed elsewhere at that time.") % {"name": names}
        raise ValidationError({"starts": text}) from error


def _seat_families(date: WorkshopDate, dates: list[WorkshopDate], *, again: list[int]) -> None:
    """Seats on a new date for the families of a series, and of cancelled dates that are held `again`: given
    ones first, then offers, as they booked. Nobody is still asked about places on a cancelled date.
    """
    now, coming = timezone.now(), list[int]()
    if date.workshop.sign_up == SignUp.SERIES:
        coming = [row.pk for row in dates if row.starts > now and not row.is_cancelled]
    known = Q(date__in=coming) | Q(date__in=again) & ~Q(state=SeatState.OFFERED)
    rows = Seat.objects.alive().filter(known).select_related("booking")
    rows = rows.order_by("state", Case(When(date__in=again, then=1), default=0), "pk")
    if date.starts <= now:  # nobody can wait for what has begun, or be asked about it
        rows = rows.confirmed()
    families = {seat.booking_id: seat for seat in reversed(list(rows))}
    left = places_left([date])[date.pk]
    queue = next_in_line([*dates, date])
    for seat in sorted(families.values(), key=lambda seat: (ORDER.index(seat.state), seat.pk)):
        has_room = seat.state != SeatState.WAITING and left.fits(seat.adults, seat.childcare)
        if has_room:
            left.take(seat.adults, seat.childcare)
        else:
            left.hold(seat.adults, seat.childcare)
        Seat.objects.create(
            booking=seat.booking, date=date, adults=seat.adults, childcare=seat.childcare, since=now,
            state=seat.state if has_room else SeatState.WAITING,
            answer_by=seat.answer_by if has_room else None,
            queue=None if has_room else (seat.queue or queue),
        )  # fmt: skip
        queue += not has_room and seat.queue is None
