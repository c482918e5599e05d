"""Who belongs to the organisation of a row: the shared beginning of every `visible_to`."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from organisations.choices import FAMILY_READERS, PLANNERS
from parentwork.choices import AssignmentState

if TYPE_CHECKING:
    from portal.accounts.models import User

type Person = "User | AnonymousUser"


def member(user: Person, organisation: str) -> Q | None:
    """Rows whose `organisation` (a lookup path) `user` may look into; None for nobody, empty for staff."""
    if not user.is_authenticated:
        return None
    return Q() if user.is_staff else Q(**{f"{organisation}__memberships__user": user})


def runner(user: Person, organisation: str) -> Q | None:
    """Rows of those who run the workshops, who only helps among them; nobody of the portal or a Land."""
    if not user.is_authenticated:
        return None
    memberships = f"{organisation}__memberships"
    return Q(**{f"{memberships}__user": user, f"{memberships}__role__in": FAMILY_READERS})


def family_reader(user: Person, organisation: str, **on: OuterRef) -> Q | None:
    """Rows about families: all of them to who plans the workshops, to who helps no more than those `on` whose
    date he or she has agreed to help. For one `filter` alone, since both sides mean the same membership.
    """
    runs, plans = runner(user, organisation), planner(user, organisation)
    if runs is None or plans is None:
        return None
    agreed = apps.get_model("parentwork", "Assignment").objects.filter(
        helper__user=user.pk, state=AssignmentState.AGREED, **on
    )
    return runs & (plans | Q(Exists(agreed.order_by())))


def planner(user: Person, organisation: str) -> Q | None:
    """Rows of those who plan the workshops; whoever only helps is none of them."""
    if not user.is_authenticated:
        return None
    memberships = f"{organisation}__memberships"
    return Q(**{f"{memberships}__user": user, f"{memberships}__role__in": PLANNERS})
