"""At the door: one date, first names and ticks, without an account."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parentwork import rules
from parentwork.choices import CountKind
from parentwork.models import DoorLink, Headcount, Seat, WorkshopDate
from parentwork.services.attendance import Came, Said, check_walk_ins, counted, save_families, save_walk_ins
from parentwork.services.seats import lock_dates
from portal.accounts.models import User
from portal.lib import codes
from portal.lib.dates import clock


@transaction.atomic
def open_door(date: WorkshopDate, *, by: User) -> DoorLink:
    """A link for the helper at the door: the one that is there, a new one after that was taken back."""
    _check_may(by, date)
    if date.is_cancelled or date.is_over:
        raise ValidationError(_("This date is over or cancelled."))
    lock_dates(date.workshop, [date.pk])
    link, _new = DoorLink.objects.get_or_create(date=date, defaults={"made_by": by})
    if link.closed:
        link.secret, link.closed, link.made_by = codes.secret(), None, by
        link.save()
    return link


@transaction.atomic
def close_door(date: WorkshopDate, *, by: User) -> None:
    """The link opens nothing any more; what was ticked stays."""
    _check_may(by, date)
    DoorLink.objects.not_taken_back().filter(date=date).update(closed=timezone.now())


@transaction.atomic
def tick(link: DoorLink, seat_id: int, said: Said) -> None:
    """A family came, or did not after all; the same tick again changes nothing.

    `ValidationError` where numbers and tick contradict each other, for a booking that is gone, a dead link.
    """
    date = lock_open(link)
    seat = Seat.objects.alive().filter(date=date, pk=seat_id).first()
    if seat is None:
        raise ValidationError(_("A booking changed in the meantime. Please open the page again."))
    save_families({seat.pk: counted(seat, said)}, by=None)
    touch(link)


@transaction.atomic
def count_others(link: DoorLink, walk_ins: Came) -> None:
    """How many came without a booking; said again, the new numbers count."""
    date = lock_open(link)
    check_walk_ins(walk_ins)
    save_walk_ins(date, walk_ins, by=None)
    touch(link)


@transaction.atomic
def finish(link: DoorLink, walk_ins: Came | None = None) -> None:
    """All who came are ticked: whoever is not did not come, without blame.

    `walk_ins`: who came without a booking, as it is said now; None leaves what was said before.
    `ValidationError`, code "early", before the date begins: whoever is on the way would not have come.
    """
    date = lock_open(link)
    if not date.has_begun:
        text = _("You can say so from %(time)s on, when the meeting begins.")
        raise ValidationError(text % {"time": clock(date.starts)}, code="early")
    if walk_ins is not None:
        check_walk_ins(walk_ins)
        save_walk_ins(date, walk_ins, by=None)
    missing = Seat.objects.alive().filter(date=date, attendance__isnull=True)
    save_families({seat.pk: Came() for seat in missing}, by=None)
    Headcount.objects.get_or_create(date=date, kind=CountKind.WALK_IN)
    date.recorded = timezone.now()
    date.save(update_fields=["recorded"])


def purge() -> dict[str, int]:
    """Delete links that are dead; how many."""
    _deleted, by_model = DoorLink.objects.outlived().delete()
    return {"links for the door": by_model.get(DoorLink._meta.label, 0)}


def _check_may(by: User, date: WorkshopDate) -> None:
    if not rules.may_see_families(by, date):
        raise PermissionDenied


def lock_open(link: DoorLink) -> WorkshopDate:
    """The date of the link, locked; `ValidationError`, code "ended", unless the link opens it now."""
    date = next(row for row in lock_dates(link.date.workshop, [link.date_id]) if row.pk == link.date_id)
    link.date = date
    link.refresh_from_db(fields=["closed"])
    if link.is_dead or link.is_early:
        raise ValidationError(_("This link has ended."), code="ended")
    return date


def touch(link: DoorLink) -> None:
    """Whoever types in who came at the same time learns of it."""
    DoorLink.objects.filter(pk=link.pk).update(ticked=timezone.now())
