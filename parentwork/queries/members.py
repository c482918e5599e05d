"""Who belongs to the organisation of a row: the shared beginning of every `visible_to`."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from organisations.choices import FAMILY_READERS, PLANNERS

if TYPE_CHECKING:
    from portal.accounts.models import User

type Person = "User | AnonymousUser"


def member(user: Person, organisation: str) -> Q | None:
    """Rows whose `organisation` (a lookup path) `user` may look into; None for nobody, empty for staff."""
    if not user.is_authenticated:
        return None
    return Q() if user.is_staff else Q(**{f"{organisation}__memberships__user": user})


def family_reader(user: Person, organisation: str) -> Q | None:
    """Rows about families: only those who run the workshops, nobody of the portal or a Land."""
    if not user.is_authenticated:
        return None
    memberships = f"{organisation}__memberships"
    return Q(**{f"{memberships}__user": user, f"{memberships}__role__in": FAMILY_READERS})


def planner(user: Person, organisation: str) -> Q | None:
    """Rows of those who plan the workshops; whoever only helps is none of them."""
    if not user.is_authenticated:
        return None
    memberships = f"{organisation}__memberships"
    return Q(**{f"{memberships}__user": user, f"{memberships}__role__in": PLANNERS})
