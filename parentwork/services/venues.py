"""Places of an organisation."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import VenueKind
from parentwork.models import Venue
from parentwork.services.rooms import free_for_one, leave_the_past_out
from portal.accounts.models import User
from portal.lib.errors import Stale


@transaction.atomic
def add(organisation: Organisation, fields: Mapping[str, Any], *, by: User) -> Venue:
    """A new place; a private home is never shown to the public, whatever was asked."""
    if not rules.may_plan(by, organisation):
        raise PermissionDenied
    venue = Venue(organisation=organisation)
    _fill(venue, fields)
    venue.save()
    return venue


@transaction.atomic
def change(venue: Venue, fields: Mapping[str, Any], *, by: User, version: int) -> Venue:
    """Change what a place says about itself. Raises `Stale`, and `ValidationError` by field.

    That only one meeting at a time can be there cannot be said as long as there are two ahead.
    """
    if not rules.may_plan(by, venue.organisation):
        raise PermissionDenied
    locked = Venue.objects.select_for_update(of=("self",)).get(pk=venue.pk)
    if locked.version != version:
        raise Stale(locked)
    was_one_at_a_time = locked.one_at_a_time
    _fill(locked, fields)
    locked.version += 1
    with free_for_one("one_at_a_time"):
        if locked.one_at_a_time and not was_one_at_a_time:
            leave_the_past_out(locked)
        locked.save()
    return locked


def _fill(venue: Venue, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(venue, name, value)
    if venue.kind == VenueKind.HOME:
        venue.is_public = False
    if venue.kind == VenueKind.ONLINE:
        venue.one_at_a_time = False
    if venue.kind != VenueKind.ONLINE and venue.postal_code is None:
        raise ValidationError({"postal_code": _("Please write the postal code.")})
    point = venue.postal_code
    venue.latitude, venue.longitude = (point.latitude, point.longitude) if point else (None, None)
