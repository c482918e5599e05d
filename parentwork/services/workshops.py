"""Planning a series, changing, publishing and cancelling it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisations.models import Organisation
from parentwork import messages, rules
from parentwork.choices import DateState, WorkshopState
from parentwork.models import Concept, Helper, Venue, Workshop, WorkshopDate
from parentwork.services import deletion, needs, pictures
from parentwork.services.asking import release_helpers
from parentwork.services.rooms import free_for_one, hold_rule, rule_for
from parentwork.services.seats import lock_dates
from portal.accounts.models import User
from portal.lib.dates import today
from portal.lib.errors import Stale


@transaction.atomic
def plan(
    organisation: Organisation,
    fields: Mapping[str, Any],
    dates: Sequence[tuple[datetime, datetime]],
    *,
    by: User,
    token: uuid.UUID | None = None,
) -> Workshop:
    """Make a draft series with its dates (start and end of each). The same token again makes nothing new."""
    _check_may_plan(by, organisation)
    if token and (existing := Workshop.objects.filter(public_id=token, organisation=organisation).first()):
        return existing
    _check_own(organisation, fields["venue"], fields.get("concept"), fields.get("child_carer"))
    own = dict(fields)
    topics = own.pop("topics", ())
    workshop = Workshop(organisation=organisation, public_id=token or uuid.uuid4(), **own)
    _check(workshop)
    workshop.save()
    workshop.topics.set(topics)
    hold_rule(workshop.venue)
    with free_for_one("venue"):
        WorkshopDate.objects.bulk_create(
            WorkshopDate(
                workshop=workshop, starts=starts, ends=ends, venue=workshop.venue,
                alone=rule_for(workshop.venue, ends), seats=workshop.seats, childcare=workshop.childcare,
            )
            for starts, ends in dates
        )  # fmt: skip
    return workshop


@transaction.atomic
def change(workshop: Workshop, fields: Mapping[str, Any], *, by: User, version: int) -> Workshop:
    """Change what a series says about itself; its dates keep their own place and capacity."""
    locked = _locked(workshop, by=by, version=version)
    _check_own(
        locked.organisation,
        fields.get("venue", locked.venue),
        fields.get("concept"),
        fields.get("child_carer"),
    )
    if fields.get("sign_up", locked.sign_up) != locked.sign_up and locked.bookings.exists():
        raise ValidationError(
            {"sign_up": _("Families have booked already, so the way to sign up cannot change.")}
        )
    own = dict(fields)
    topics = own.pop("topics", None)
    kept_list = locked.signed_list
    for name, value in own.items():
        setattr(locked, name, value)
    _check(locked)
    if kept_list and not locked.signed_list:
        locked.bookings.filter(read_of_list=True).update(read_of_list=False, list_ended=today())
    if topics is not None:
        locked.topics.set(topics)
    saved = _saved(locked)
    pictures.draw(saved)
    return saved


@transaction.atomic
def publish(workshop: Workshop, *, by: User) -> Workshop:
    """Show a draft to everybody; families can book from now on."""
    locked = _locked(workshop, by=by)
    if locked.state == WorkshopState.PUBLISHED:
        return locked
    if locked.state != WorkshopState.DRAFT:
        raise ValidationError(_("A cancelled workshop cannot be published again."))
    if not locked.dates.upcoming().exists():
        raise ValidationError(_("Add a date that is still to come before you publish."))
    if said := untimed(locked.dates.upcoming().order_by("starts")):
        raise ValidationError(said)
    locked.state = WorkshopState.PUBLISHED
    saved = _saved(locked)
    pictures.draw(saved)
    return saved


def untimed(dates: Iterable[WorkshopDate]) -> list[str]:
    """What is to be done about dates for which a calendar said no times: families need them."""
    text = _("%(day)s has no times yet. Change this date and say from when to when it is.")
    return [text % {"day": date_format(it.day, "SHORT_DATE_FORMAT")} for it in dates if it.is_whole_day]


@transaction.atomic
def cancel(workshop: Workshop, *, by: User, reason: str = "") -> Workshop:
    """Cancel a series with all its coming dates; every family, waiting ones included, is told once."""
    locked = _locked(workshop, by=by)
    if locked.state == WorkshopState.CANCELLED:
        return locked
    now = timezone.now()
    coming = [date for date in lock_dates(locked) if date.starts > now and not date.is_cancelled]
    for date in coming:
        date.state, date.reason, date.version = DateState.CANCELLED, reason, date.version + 1
    WorkshopDate.objects.bulk_update(coming, ["state", "reason", "version"])
    release_helpers(coming)
    deletion.follow_dates(locked)
    if locked.state == WorkshopState.PUBLISHED:
        messages.workshop_cancelled(locked, coming)
        needs.reopen_answered_with(locked)
    locked.state = WorkshopState.CANCELLED
    return _saved(locked)


@transaction.atomic
def discard(workshop: Workshop, *, by: User) -> None:
    """Throw away a draft and its dates, which nobody outside has seen. `ValidationError` if it counts."""
    locked = _locked(workshop, by=by)
    if locked.state != WorkshopState.DRAFT:
        raise ValidationError(_("Only a draft can be thrown away. Cancel the workshop instead."))
    if locked.hours.exists():
        raise ValidationError(_("Volunteer hours are recorded for this draft, so it stays."))
    try:
        locked.delete()
    except ProtectedError as error:
        raise ValidationError(_("This draft belongs to a grant, so it stays.")) from error


def _locked(workshop: Workshop, *, by: User, version: int | None = None) -> Workshop:
    locked = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    _check_may_plan(by, locked.organisation)
    if version is not None and locked.version != version:
        raise Stale(locked)
    return locked


def _saved(workshop: Workshop) -> Workshop:
    workshop.version += 1
    workshop.save()
    return workshop


def _check_may_plan(by: User, organisation: Organisation) -> None:
    if not rules.may_plan(by, organisation):
        raise PermissionDenied


def _check_own(
    organisation: Organisation, venue: Venue, concept: Concept | None, carer: Helper | None
) -> None:
    if venue.organisation_id != organisation.pk:
        raise ValidationError({"venue": _("Please choose a place of your organisation.")})
    if concept is not None and concept.organisation_id != organisation.pk:
        raise ValidationError({"concept": _("Please choose one of the answers offered here.")})
    if carer is not None and carer.organisation_id != organisation.pk:
        raise ValidationError({"child_carer": _("Please choose one of the answers offered here.")})


def _check(workshop: Workshop) -> None:
    if workshop.childcare_to_age < workshop.childcare_from_age:
        raise ValidationError({"childcare_to_age": _("The upper age must not be below the lower age.")})
    if workshop.sign_up_from and workshop.sign_up_until and workshop.sign_up_until <= workshop.sign_up_from:
        raise ValidationError({"sign_up_until": _("This must be later than the beginning of the sign-up.")})
    if not workshop.languages:
        raise ValidationError({"languages": _("Please name at least one language.")})
