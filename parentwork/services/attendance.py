"""Typing in who came: one date, all families and the walk-ins saved together."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parentwork import rules
from parentwork.choices import CountedBy, CountKind
from parentwork.models import (
    Attendance,
    AttendanceWithdrawal,
    CountedPart,
    DoorLink,
    Headcount,
    Seat,
    WorkshopDate,
)
from parentwork.queries.turnout import turnout_of
from parentwork.services.seats import lock_dates
from portal.accounts.models import User
from portal.lib.errors import Stale
from portal.lib.loading import callables

MOST_WALK_INS = 500

# How many of those without a booking are of an age or speak a language.
type Parts = Mapping[tuple[CountedBy, str], int]


@dataclass(frozen=True)
class Came:
    """Persons who came; `cared_for` are those of the children who were in childcare."""

    adults: int = 0
    children: int = 0
    cared_for: int = 0


@dataclass(frozen=True)
class CameOfDeleted:
    """Who came of the families whose bookings were deleted before somebody typed that in."""

    families: int
    came: Came


@dataclass(frozen=True)
class Said:
    """What was written about a family that had booked; None where no number was written."""

    came: bool
    adults: int | None = None
    children: int | None = None


def counted(seat: Seat, said: Said) -> Came:
    """Who came of the family: the tick says whether, the numbers how many; without numbers, as booked.

    `ValidationError`, code "tick" or "nobody", where tick and numbers contradict each other: they are
    evidence, so neither is silently preferred.
    """
    if not said.came:
        if said.adults or said.children:
            raise ValidationError(_("Tick that they came, or take the number out."), code="tick")
        return Came()
    adults = seat.adults if said.adults is None else said.adults
    children = seat.childcare if said.children is None else said.children
    if not (adults or children):
        raise ValidationError(_("Write how many came, or take the tick out."), code="nobody")
    return Came(adults, children, min(children, seat.childcare))


def check_cared_for(came: Came) -> None:
    """`ValidationError`, code "cared_for", where more children were in childcare than came."""
    if came.cared_for > came.children:
        raise ValidationError(_("More children in childcare than children who came."), code="cared_for")


@transaction.atomic
def record(
    date: WorkshopDate,
    families: Mapping[int, Came],
    walk_ins: Came,
    *,
    by: User,
    version: int,
    parts: Parts | None = None,
    deleted: CameOfDeleted | None = None,
) -> WorkshopDate:
    """Record who came, by seat id, zeros for a family that did not come; typing it in again replaces it.

    `parts` of the walk-ins replace those known; None leaves them, as it leaves `deleted`: those of the
    families whose bookings are deleted. `version` is the date's `attendance_version`. Raises `Stale` when
    somebody else recorded in the meantime, `ValidationError` for a seat of another date, a cancelled date or
    one that is still to come.
    """
    if not rules.may_see_families(by, date):
        raise PermissionDenied
    locked = next(row for row in lock_dates(date.workshop, [date.pk]) if row.pk == date.pk)
    if locked.attendance_version != version:
        raise Stale(locked)
    _check(locked, families, walk_ins)
    save_families(families, by=by)
    save_walk_ins(locked, walk_ins, by=by)
    if parts is not None:
        _save_parts(locked, parts, walk_ins)
    if deleted is not None:
        _save_deleted(locked, deleted)
    locked.recorded = timezone.now()
    locked.save(update_fields=["recorded"])
    return locked


@transaction.atomic
def withdraw(date: WorkshopDate, *, by: User, version: int) -> WorkshopDate:
    """Take back who came on a date, the ticks at its door included; it is as before anybody counted.

    That it was is noted. `version` as in `record`. Raises `Stale`, or a `ValidationError` where nothing can
    be taken back.
    """
    if not rules.may_plan(by, date.workshop.organisation):
        raise PermissionDenied
    locked = next(row for row in lock_dates(date.workshop, [date.pk]) if row.pk == date.pk)
    if locked.attendance_version != version:
        raise Stale(locked)
    check_withdrawable(locked)
    came = turnout_of(locked)
    AttendanceWithdrawal.objects.create(
        of=locked, by=by, recorded=locked.recorded, adults=came.adults, children=came.children,
        families=came.families,
    )  # fmt: skip
    Attendance.objects.filter(seat__date=locked).delete()
    locked.headcounts.exclude(kind=CountKind.BOOKED).delete()
    locked.counted_parts.all().delete()
    _shut_door(locked)
    locked.recorded = None
    locked.save(update_fields=["recorded"])
    return locked


def check_withdrawable(date: WorkshopDate) -> None:
    """`ValidationError` where nobody has counted, or what was counted has to stay."""
    if not date.attendance_version:
        raise ValidationError(_("Nobody has typed in who came."))
    if date.headcounts.filter(kind=CountKind.KEPT).exists():
        raise ValidationError(
            _("Names of families are deleted already, so who came can only be corrected, not taken back.")
        )
    predicates = callables(settings.EVIDENCE_TOLD)
    if any(was_told(date.workshop_id, date.pk, date.day) for _name, was_told in predicates):
        raise ValidationError(
            _(
                "A proof of use that was submitted counts this date, so who came stays. You can correct the"
                " numbers: the proof then shows the difference."
            )
        )


def _shut_door(date: WorkshopDate) -> None:
    """What phones have counted there is taken back too; they would send it again."""
    link = DoorLink.objects.filter(date=date).first()
    if link is not None:
        link.slips.all().delete()
        link.ticked, link.closed = None, link.closed or timezone.now()
        link.save(update_fields=["ticked", "closed"])


def _check(date: WorkshopDate, families: Mapping[int, Came], walk_ins: Came) -> None:
    if date.is_cancelled:
        raise ValidationError(_("This date was cancelled."))
    if not date.has_come:
        raise ValidationError(_("This date is still to come."))
    alive = set(Seat.objects.alive().filter(date=date).values_list("pk", flat=True))
    if not set(families) <= alive:
        raise ValidationError(_("A booking changed in the meantime. Please open the page again."))
    for came in families.values():
        check_cared_for(came)
    check_walk_ins(walk_ins)


def check_walk_ins(walk_ins: Came) -> None:
    """`ValidationError` for numbers that cannot be."""
    check_cared_for(walk_ins)
    if max(walk_ins.adults, walk_ins.children) > MOST_WALK_INS:
        raise ValidationError(_("More than %(most)d people without a booking.") % {"most": MOST_WALK_INS})


def check_ages(parts: Parts, walk_ins: Came) -> None:
    """`ValidationError` where more children are of some age than came."""
    if sum(number for (by, _key), number in parts.items() if by == CountedBy.AGE) > walk_ins.children:
        raise ValidationError(_("More children by age than children who came."))


def _save_parts(date: WorkshopDate, parts: Parts, walk_ins: Came) -> None:
    check_ages(parts, walk_ins)
    date.counted_parts.all().delete()
    CountedPart.objects.bulk_create(
        CountedPart(date=date, by=by, key=key, number=number) for (by, key), number in parts.items() if number
    )


def check_deleted(said: CameOfDeleted, families: int) -> None:
    """`ValidationError` for more families than the `families` that had booked, or people of no family."""
    check_cared_for(said.came)
    if said.families > families:
        text = _("No more than %(count)d families had booked.") % {"count": families}
        raise ValidationError(text, code="families")
    if bool(said.families) != bool(said.came.adults or said.came.children):
        raise ValidationError(_("Write how many families came, and how many people."), code="families")


def _save_deleted(date: WorkshopDate, said: CameOfDeleted) -> None:
    booked = date.headcounts.booked().first()
    if booked is None:
        return
    check_deleted(said, booked.families)
    came = said.came
    Headcount.objects.update_or_create(
        date=date, kind=CountKind.LATER,
        defaults={
            "adults": came.adults, "children": came.children, "cared_for": came.cared_for,
            "families": said.families, "new_families": min(said.families, booked.new_families),
        },
    )  # fmt: skip


def save_walk_ins(date: WorkshopDate, walk_ins: Came, *, by: User | None) -> None:
    """Who came without a booking, on a locked date. `by` is None for the helper at the door."""
    Headcount.objects.update_or_create(
        date=date, kind=CountKind.WALK_IN,
        defaults={
            "adults": walk_ins.adults, "children": walk_ins.children, "cared_for": walk_ins.cared_for,
            "recorded_by": by,
        },
    )  # fmt: skip


def save_families(families: Mapping[int, Came], *, by: User | None) -> None:
    """Who came by seat id, on a locked date; said again, it is replaced."""
    now = timezone.now()
    Attendance.objects.bulk_create(
        [
            Attendance(
                seat_id=seat, adults=came.adults, children=came.children, cared_for=came.cared_for,
                recorded=now, recorded_by=by,
            )
            for seat, came in families.items()
        ],
        update_conflicts=True,
        unique_fields=["seat"],
        update_fields=["adults", "children", "cared_for", "recorded", "recorded_by"],
    )  # fmt: skip
