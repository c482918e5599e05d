"""Who helps an organisation: added, changed, and forgotten when they help no more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.models import Organisation
from parentwork import messages, rules
from parentwork.models import Assignment, DaysAway, Helper, HoursReview, VolunteerHours
from portal.accounts.models import User
from portal.erasures.services import note
from portal.lib.dates import today

NAMELESS = "–"  # of somebody whose hours are the only thing that is still known


@transaction.atomic
def add_helper(organisation: Organisation, fields: Mapping[str, Any], *, by: User) -> Helper:
    """A person who helps the organisation, with or without an account there."""
    if not rules.may_plan(by, organisation):
        raise PermissionDenied
    _check_account(organisation, fields)
    _check_times(fields)
    return Helper.objects.create(organisation=organisation, **fields)


@transaction.atomic
def change_helper(helper: Helper, fields: Mapping[str, Any], *, by: User) -> Helper:
    """Correct what is known of somebody who helps. PermissionDenied.

    Hours that somebody has confirmed who turns out to be the helper are marked as such.
    """
    helper = _locked(helper)
    if not rules.may_plan(by, helper.organisation) or not helper.is_active:
        raise PermissionDenied
    _check_account(helper.organisation, fields, of=helper)
    _check_times(fields)
    if fields.get("user", helper.user) != helper.user:
        _check_own_hours(helper, by)
    for name, value in fields.items():
        setattr(helper, name, value)
    helper.save()
    if helper.user_id is not None:
        helper.hours.filter(confirmed_by=helper.user_id).update(self_confirmed=True)
    return helper


@transaction.atomic
def retire_helper(helper: Helper, *, by: User) -> None:
    """Somebody helps no more: off the coming dates, and all ways to reach them are emptied.

    The name stays on the hours, which prove the use of grants, until `purge`. PermissionDenied.
    """
    helper = _locked(helper)
    if not rules.may_plan(by, helper.organisation):
        raise PermissionDenied
    _check_own_hours(helper, by)
    _retire(helper)


def account_closes(user: User, *, by: User | None) -> None:
    """Whoever deletes their account helps no more, wherever that was."""
    for helper in Helper.objects.select_for_update().filter(user=user).order_by("pk"):
        _retire(helper)


def purge() -> dict[str, int]:
    """Delete who helps no more and left no hours, days away that are over, and take the name from old hours.

    Hours prove nothing `settings.VOLUNTEER_NAMES_KEPT_YEARS` after the last one; returns how many.
    """
    hours = VolunteerHours.objects.filter(helper=OuterRef("pk"))
    retired = Helper.objects.filter(is_active=False)
    deleted, _by_model = retired.filter(~Exists(hours)).delete()
    since = today() - relativedelta(years=settings.VOLUNTEER_NAMES_KEPT_YEARS)
    old = retired.filter(~Exists(hours.filter(day__gte=since))).exclude(name=NAMELESS)
    HoursReview.objects.filter(of__helper__in=old).update(word="")
    away, _by_model = DaysAway.objects.filter(last__lt=today()).delete()
    return {"days away": away, "helpers": deleted, "names of helpers": old.update(name=NAMELESS)}


def erase_again(ids: list[int], *, before: datetime) -> int:
    """Retire helpers that a restored database has brought back; how many."""
    back = Helper.objects.filter(pk__in=ids, created__lt=before, is_active=True)
    for helper in back:
        _retire(helper)
    return len(back)


def _check_account(
    organisation: Organisation, fields: Mapping[str, Any], *, of: Helper | None = None
) -> None:
    """An account is that of somebody who belongs to the organisation, and nobody is two helpers."""
    user = fields.get("user")
    if user is None:
        return
    if not organisation.memberships.filter(user=user).exists():
        raise ValidationError({"user": _("Please choose one of the answers offered here.")})
    other = organisation.helpers.filter(user=user).first()
    if other not in (None, of):
        text = _("This account is that of “%(name)s” already.") % {"name": other.name}
        raise ValidationError({"user": text})


def _check_times(fields: Mapping[str, Any]) -> None:
    """What was seen or promised was so by today, and the time of day on which somebody is free has an end."""
    errors = {}
    for name in ("certificate_seen", "secrecy_agreed"):
        day = fields.get(name)
        if day is not None and day > today():
            errors[name] = _("This day is still to come.")
    begins, ends = fields.get("free_from"), fields.get("free_until")
    if begins is not None and ends is not None and ends <= begins:
        errors["free_until"] = _("The end must be later than the beginning.")
    if errors:
        raise ValidationError(errors)


def _check_own_hours(helper: Helper, by: User) -> None:
    """Whoever confirms hours does not make her own ones those of somebody else."""
    is_own = helper.user_id == by.pk and rules.may_confirm_hours(by, helper.organisation)
    if is_own and helper.hours.exists():
        text = _("Hours of yours stand here, and you confirm hours. So another person has to do this.")
        raise ValidationError({"user": text})


def _locked(helper: Helper) -> Helper:
    rows = Helper.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=helper.pk)


def _retire(helper: Helper) -> None:
    messages.forget_helper(helper)
    Assignment.objects.filter(helper=helper, starts__gt=timezone.now()).delete()
    helper.email = helper.phone = ""
    helper.languages, helper.user, helper.is_active = [], None, False
    helper.weekdays, helper.free_from, helper.free_until = [], None, None
    helper.certificate_seen = helper.secrecy_agreed = None
    helper.days_away.all().delete()
    helper.save()
    note("parentwork.helper", [helper.pk])
