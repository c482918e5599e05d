"""Helpers are asked by message whether they help on a date, answer by a link, and hear what changes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parentwork import messages
from parentwork.choices import AssignmentState, HelperRole
from parentwork.models import Assignment, Helper, WorkshopDate
from parentwork.services.people import date_to_staff, elsewhere
from portal.accounts.models import User
from portal.lib import codes

# Who may come on a date as far as the organisation knows.
EXPECTED = (AssignmentState.AGREED, AssignmentState.ASKED)
# After that, or half of the time until the date, one reminder.
PATIENCE = timedelta(hours=48)


@transaction.atomic
def ask(date: WorkshopDate, helper: Helper, role: HelperRole, *, by: User) -> Assignment:
    """Ask a helper by mail or SMS; asked again, the question and its link are new.

    Somebody who is elsewhere at that time, has agreed already or cannot be reached is a `ValidationError`.
    """
    locked = date_to_staff(date, helper, by=by)
    if locked.starts <= timezone.now():
        raise ValidationError(_("This date is over."))
    if messages.helper_recipient(helper) is None:
        raise ValidationError({"helper": _("There is no mail address and no mobile number. Ask in person.")})
    agreed = Assignment.objects.filter(helper=helper, state=AssignmentState.AGREED)
    if agreed.filter(date=locked).exists():
        raise ValidationError({"helper": _("“%(name)s” helps on this date already.") % {"name": helper.name}})
    if agreed.filter(starts__lt=locked.ends, ends__gt=locked.starts).exists():
        raise elsewhere(helper)
    assignment, _new = Assignment.objects.update_or_create(
        date=locked, helper=helper,
        defaults={
            "role": role, "state": AssignmentState.ASKED, "starts": locked.starts, "ends": locked.ends,
            "secret": codes.secret(), "asked": timezone.now(), "answered": None,
        },
    )  # fmt: skip
    messages.helper_asked(assignment)
    return assignment


@transaction.atomic
def answer(assignment: Assignment, *, agrees: bool) -> bool:
    """The helper, who has shown that she holds the secret, agrees or declines, until the date begins.

    A later answer replaces an earlier one. False when nobody asks any more. Somebody who has agreed to be
    elsewhere at that time is a `ValidationError`.
    """
    WorkshopDate.objects.select_for_update(no_key=True).get(pk=assignment.date_id)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("date")
    locked = rows.filter(pk=assignment.pk, secret=assignment.secret).first()
    if locked is None or not locked.can_be_answered:
        return False
    locked.state = AssignmentState.AGREED if agrees else AssignmentState.DECLINED
    locked.answered = timezone.now()
    try:
        with transaction.atomic():
            locked.save(update_fields=["state", "answered"])
    except IntegrityError as error:
        if "nobody_is_in_two_places" not in str(error):
            raise
        raise ValidationError(_("You help at another place at that time.")) from error
    return True


def remind() -> int:
    """Remind once whoever has not answered; asked again, nothing is posted twice. How many were due."""
    now = timezone.now()
    rows = Assignment.objects.open().filter(asked__isnull=False).select_related("helper__user", "date")
    due = [row for row in rows if row.asked and now - row.asked >= _patience(row.starts - row.asked)]
    for assignment in due:
        messages.remind_helper(assignment)
    return len(due)


def tell_of_move(date: WorkshopDate, *, soonest: datetime) -> None:
    """Who helps hears when and where it is now; who has not answered yet is asked about that.

    `soonest`: when it begins, or would have begun, whichever comes first.
    """
    now = timezone.now()
    date.assignments.filter(state=AssignmentState.ASKED).update(asked=now)
    for assignment in _expected([date]):
        if assignment.is_open:
            messages.helper_asked(assignment)
        else:
            messages.helper_moved(assignment, soonest=soonest)


def release_helpers(dates: Iterable[WorkshopDate]) -> None:
    """Nobody needs to come to a cancelled date, everybody is free for another; who is expected is told."""
    cancelled = list(dates)
    for assignment in _expected(cancelled):
        messages.helper_released(assignment)
    Assignment.objects.filter(date__in=cancelled).update(state=AssignmentState.RELEASED)


def _expected(dates: list[WorkshopDate]) -> QuerySet[Assignment]:
    """Who helps on these dates, or was asked to and has not answered."""
    rows = Assignment.objects.filter(
        date__in=dates, state__in=[AssignmentState.AGREED, AssignmentState.ASKED]
    )
    return rows.select_related("helper__user", "date").order_by("pk")


def _patience(time_left: timedelta) -> timedelta:
    return min(PATIENCE, time_left / 2)
