"""One helper for many dates at once: where that is not possible is named, the rest is done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from parentwork import messages
from parentwork.choices import HelperRole
from parentwork.models import Assignment, Helper, WorkshopDate
from parentwork.services import asking, people
from portal.accounts.models import User
from portal.lib import codes


@dataclass(frozen=True)
class Staffed:
    """What was done, by time, and the dates that were left out, each with the reason in words."""

    done: list[Assignment]
    left_out: list[tuple[WorkshopDate, str]]


@transaction.atomic
def assign_to(dates: Iterable[WorkshopDate], helper: Helper, role: HelperRole, *, by: User) -> Staffed:
    """Put a helper, who has agreed, on all of these dates on which she can be."""
    return _each(dates, lambda date: people.assign(date, helper, role, by=by))


@transaction.atomic
def ask_about(dates: Iterable[WorkshopDate], helper: Helper, role: HelperRole, *, by: User) -> Staffed:
    """Ask a helper about all of these dates in one message, which has one link for the answers.

    A `ValidationError` where no message reaches her.
    """
    dates = list(dates)
    asking.check_reachable(helper)
    links = asking.links_not_sent(dates, helper)
    secret, now = codes.secret(), timezone.now()

    def ask(date: WorkshopDate) -> Assignment:
        return asking.question(date, helper, role, secret=secret, asked=now, by=by)

    staffed = _each(dates, ask)
    if staffed.done:
        messages.helper_asked(staffed.done[0])
        asking.ask_the_rest(links)
    return staffed


def _each(dates: Iterable[WorkshopDate], verb: Callable[[WorkshopDate], Assignment]) -> Staffed:
    """In the order of their ids, in which dates are locked everywhere."""
    done, left_out = [], []
    for date in sorted(dates, key=lambda it: it.pk):
        try:
            with transaction.atomic():
                done.append(verb(date))
        except ValidationError as refused:
            left_out.append((date, " ".join(refused.messages)))
    done.sort(key=lambda row: (row.starts, row.pk))
    left_out.sort(key=lambda pair: (pair[0].starts, pair[0].pk))
    return Staffed(done, left_out)
