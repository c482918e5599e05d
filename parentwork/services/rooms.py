"""A place in which only one meeting at a time can be: the database refuses a second one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parentwork.models import Venue, WorkshopDate


def hold_rule(venue: Venue) -> None:
    """Read the rule of a place anew, and keep others from changing it until the end of the transaction.

    Before any date is locked: whoever changes the rule has the place first, and then its dates.
    """
    rows = Venue.objects.select_for_update(no_key=True).filter(pk=venue.pk)
    venue.one_at_a_time = rows.values_list("one_at_a_time", flat=True).get()


def rule_for(venue: Venue, ends: datetime) -> bool | None:
    """What a date at `venue` takes of its rule: nothing if it is over, since only dates ahead count.

    To write it, `hold_rule` first.
    """
    return venue.one_at_a_time if ends > timezone.now() else None


def leave_the_past_out(venue: Venue) -> None:
    """Before the rule is made: what is over at the place stays as it was."""
    WorkshopDate.objects.filter(venue=venue, ends__lte=timezone.now()).update(alone=None)


def check_free(date: WorkshopDate, venue: Venue, starts: datetime, ends: datetime) -> None:
    """Said in good time what the database would refuse: another meeting than `date` is at the place then."""
    others = WorkshopDate.objects.in_room(venue, starts, ends).exclude(pk=date.pk)
    if rule_for(venue, ends) and others.exists():
        raise _taken("venue")


@contextmanager
def free_for_one(field: str) -> Iterator[None]:
    """Around the writing of dates or places: what would put two meetings there is an error at `field`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "one_meeting_at_a_time" not in str(error):
            raise
        raise _taken(field) from error


def _taken(field: str) -> ValidationError:
    text = _("Another date is there at that time, and only one at a time is possible in this place.")
    return ValidationError({field: text})
