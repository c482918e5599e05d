"""Helpers are asked by message whether they help on a date, answer by a link, and hear what changes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parentwork import messages
from parentwork.choices import EXPECTED, AssignmentState, HelperRole
from parentwork.models import Assignment, Helper, WorkshopDate
from parentwork.services.people import asked_with, date_to_staff, elsewhere, helps_already
from portal.accounts.models import User
from portal.lib import codes

# After that, or half of the time until the date, one reminder.
PATIENCE = timedelta(hours=48)


@transaction.atomic
def ask(date: WorkshopDate, helper: Helper, role: HelperRole, *, by: User) -> Assignment:
    """Ask a helper by mail or SMS; asked again, question and link are new, and earlier links lead there.

    Somebody who is elsewhere at that time, has agreed already or cannot be reached is a `ValidationError`.
    """
    check_reachable(helper)
    links = links_not_sent([date], helper)
    assignment = question(date, helper, role, secret=codes.secret(), asked=timezone.now(), by=by)
    messages.helper_asked(assignment)
    ask_the_rest(links)
    return assignment


def check_reachable(helper: Helper) -> None:
    """A question needs a way to the helper, else it is a `ValidationError`."""
    if messages.helper_recipient(helper) is None:
        raise ValidationError({"helper": _("There is no mail address and no mobile number. Ask in person.")})


def question(
    date: WorkshopDate, helper: Helper, role: HelperRole, *, secret: str, asked: datetime, by: User
) -> Assignment:
    """The row of a question that is answered behind `secret`; whoever calls sends the message."""
    locked = date_to_staff(date, helper, by=by)
    if locked.starts <= timezone.now():
        raise ValidationError(_("This date is over."))
    agreed = Assignment.objects.filter(helper=helper, state=AssignmentState.AGREED)
    if agreed.filter(date=locked).exists():
        raise helps_already(helper)
    if agreed.filter(starts__lt=locked.ends, ends__gt=locked.starts).exists():
        raise elsewhere(helper)
    earlier = Assignment.objects.filter(date=locked, helper=helper).first()
    assignment = earlier or Assignment(date=locked, helper=helper)
    assignment.role, assignment.state = role, AssignmentState.ASKED
    assignment.starts, assignment.ends = locked.starts, locked.ends
    assignment.asked, assignment.answered, assignment.moved_from = asked, None, None
    _put_behind(assignment, secret)
    assignment.save()
    return assignment


def _put_behind(assignment: Assignment, link: str | None) -> None:
    """It is asked on another page from now on; whoever comes by the earlier link is led there."""
    if assignment.secret and assignment.secret != link:
        assignment.earlier_links = [*assignment.earlier_links, assignment.secret]
    assignment.secret = link


def links_not_sent(dates: Iterable[WorkshopDate], helper: Helper) -> set[str]:
    """The secrets of links whose message, not sent yet, begins with one of these dates."""
    rows = helper.assignments.open().filter(date__in=list(dates))
    waiting = messages.helper_not_asked_yet(rows)
    return {row.secret for row in rows if row.secret and row.pk in waiting}


def ask_the_rest(links: set[str]) -> None:
    """Those dates were asked about anew, behind another link: the others are still asked about."""
    for secret in links:
        rest = Assignment.objects.open().filter(secret=secret).select_related("helper__user", "date")
        if first := rest.first():
            messages.helper_asked(first)


@transaction.atomic
def answer(assignment: Assignment, *, agrees: bool) -> bool:
    """The helper, who has shown that she holds the secret, agrees or declines, until the date begins.

    A later answer replaces an earlier one. False when nobody asks any more, or since about another time.
    Somebody who has agreed to be elsewhere at that time is a `ValidationError`.
    """
    WorkshopDate.objects.select_for_update(no_key=True).get(pk=assignment.date_id)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("date")
    same = {"pk": assignment.pk, "secret": assignment.secret, "starts": assignment.starts}
    locked = rows.filter(**same).first()
    if locked is None or not locked.can_be_answered:
        return False
    locked.state = AssignmentState.AGREED if agrees else AssignmentState.DECLINED
    locked.answered, locked.moved_from = timezone.now(), None
    try:
        with transaction.atomic():
            locked.save(update_fields=["state", "answered", "moved_from"])
    except IntegrityError as error:
        if "nobody_is_in_two_places" not in str(error):
            raise
        raise ValidationError(_("You help at another place at that time.")) from error
    return True


@transaction.atomic
def answer_all(questions: Iterable[Assignment], *, agrees: bool) -> list[Assignment]:
    """The same answer to several questions; those to which she cannot agree, since she is elsewhere then."""
    refused = []
    for row in sorted(questions, key=lambda it: it.date_id):
        try:
            answer(row, agrees=agrees)
        except ValidationError:
            refused.append(row)
    return refused


def remind() -> int:
    """Remind once whoever has not answered; asked again, nothing is posted twice. How many were due.

    Of what was asked together one message reminds. Whom no message reaches has no link, and is asked by
    word of mouth.
    """
    now = timezone.now()
    asked = Assignment.objects.open().filter(asked__isnull=False, secret__isnull=False)
    rows = asked.select_related("helper__user", "date")
    due = [row for row in rows if row.asked and now - row.asked >= _patience(row.starts - row.asked)]
    together: dict[tuple[str | None, datetime | None], list[Assignment]] = defaultdict(list)
    for row in due:
        together[row.secret, row.asked].append(row)
    for asked_at_once in together.values():
        messages.remind_helper(asked_at_once[0])
    return len(due)


def take_back_answers(date: WorkshopDate, *, by: User) -> None:
    """A date is about to begin at another time: who agreed is free until she has said so anew, so that
    somebody who is elsewhere then does not keep it where it is.
    """
    agreed = Assignment.objects.asked_anew(date, by=by).filter(state=AssignmentState.AGREED)
    agreed.update(state=AssignmentState.ASKED)


def tell_of_move(date: WorkshopDate, *, before: datetime, by: User) -> None:
    """At another time all are asked anew: a yes or a no was said of the old one; but who helps elsewhere then
    hears that she need not come. Of another place or end hears who helps. `before`: when it began until now.
    """
    soonest, anew = min(before, date.starts), Assignment.objects.none()
    if date.starts != before:
        anew = Assignment.objects.asked_anew(date, by=by)
    asked = list(anew.select_related("helper__user", "date").order_by("pk"))
    for assignment in _expected([date]):
        if assignment not in asked:
            _tell_of_place(assignment, soonest=soonest)
    busy = set(anew.needed_elsewhere(date, but=date).values_list("pk", flat=True))
    for assignment in asked:
        assignment.moved_from = assignment.moved_from or before
        if assignment.pk in busy:
            _let_go(assignment, soonest=soonest)
        else:
            _ask_anew(assignment, soonest=soonest)


def _let_go(assignment: Assignment, *, soonest: datetime) -> None:
    """Nobody is asked what she can only answer with no; the date lacks her from now on."""
    hears_of_it = assignment.state in EXPECTED or assignment.is_elsewhere
    assignment.state, assignment.answered = AssignmentState.DECLINED, None
    assignment.save(update_fields=["state", "answered", "moved_from"])
    messages.helper_not_asked(assignment, list(asked_with(assignment)))
    if hears_of_it:
        messages.helper_elsewhere(assignment, soonest=soonest)


def _tell_of_place(assignment: Assignment, *, soonest: datetime) -> None:
    if assignment.is_open:
        _ask_anew(assignment, soonest=soonest)
    else:
        messages.helper_moved(assignment, soonest=soonest)


def _ask_anew(assignment: Assignment, *, soonest: datetime) -> None:
    """What is open behind the same link is asked anew with it, since one message speaks of all of it.

    `soonest`: when it begins, or would have begun, whichever comes first.
    """
    _put_behind(assignment, _link_of(assignment))
    assignment.state, assignment.asked, assignment.answered = AssignmentState.ASKED, timezone.now(), None
    assignment.save(update_fields=["state", "secret", "earlier_links", "asked", "answered", "moved_from"])
    together = Assignment.objects.open().filter(helper=assignment.helper_id, secret=assignment.secret)
    ids = {assignment.pk}
    if assignment.secret:
        ids |= set(together.values_list("pk", flat=True))
    Assignment.objects.filter(pk__in=ids).update(asked=assignment.asked)
    messages.helper_asked_anew(assignment, ids, soonest=soonest)


def _link_of(assignment: Assignment) -> str | None:
    """Of a course that moves, one message asks about all: what moved first has the link. None where nobody
    is reached by a message, and the answer is given by word of mouth.
    """
    if messages.helper_recipient(assignment.helper) is None:
        return assignment.secret
    moved = Assignment.objects.open().filter(
        helper=assignment.helper_id, date__workshop=assignment.date.workshop_id, secret__isnull=False,
        moved_from__isnull=False,
    )  # fmt: skip
    first = moved.exclude(pk=assignment.pk).first()
    return (first and first.secret) or assignment.secret or codes.secret()


def release_helpers(dates: Iterable[WorkshopDate]) -> None:
    """Nobody needs to come to a cancelled date, everybody is free for another; who is expected is told."""
    cancelled = list(dates)
    for assignment in _expected(cancelled):
        messages.helper_released(assignment)
    Assignment.objects.filter(date__in=cancelled).update(state=AssignmentState.RELEASED)


def _expected(dates: list[WorkshopDate]) -> QuerySet[Assignment]:
    """Who helps on these dates, or was asked to and has not answered."""
    rows = Assignment.objects.filter(date__in=dates, state__in=EXPECTED)
    return rows.select_related("helper__user", "date").order_by("pk")


def _patience(time_left: timedelta) -> timedelta:
    return min(PATIENCE, time_left / 2)
