"""When helpers can help: said once, and warned about when somebody is put on a date. A warning, no rule."""

from datetime import date
from enum import Enum

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parentwork import rules
from parentwork.models import DaysAway, Helper, WorkshopDate
from portal.accounts.models import User
from portal.lib.dates import BERLIN, today


class Doubt(Enum):
    """Why a helper may not be able to help on a date."""

    AWAY = "away"
    OTHER_DAY = "day"
    OTHER_TIME = "time"


def doubts(helper: Helper, on: WorkshopDate) -> list[Doubt]:
    """What speaks against the helper on this date, by what is known of her."""
    found = []
    if helper.days_away.filter(first__lte=on.day, last__gte=on.day).exists():
        found.append(Doubt.AWAY)
    if helper.weekdays and on.day.weekday() not in helper.weekdays:
        found.append(Doubt.OTHER_DAY)
    starts, ends = on.starts.astimezone(BERLIN).time(), on.ends.astimezone(BERLIN).time()
    too_early = helper.free_from and starts < helper.free_from
    if too_early or (helper.free_until and ends > helper.free_until):
        found.append(Doubt.OTHER_TIME)
    return found


@transaction.atomic
def add_days_away(helper: Helper, first: date, last: date, *, by: User) -> DaysAway:
    """The helper is away from `first` to `last`, both included."""
    if not rules.may_plan(by, helper.organisation) or not helper.is_active:
        raise PermissionDenied
    if last < first:
        raise ValidationError({"last": _("The end must not be before the beginning.")})
    if last < today():
        raise ValidationError({"last": _("These days are over.")})
    return DaysAway.objects.create(helper=helper, first=first, last=last)


@transaction.atomic
def remove_days_away(helper: Helper, pk: int, *, by: User) -> None:
    """She can help after all; a second time finds it done."""
    if not rules.may_plan(by, helper.organisation):
        raise PermissionDenied
    helper.days_away.filter(pk=pk).delete()
