"""Who may do what with workshops and families. Roles are known to the registry alone."""

from organisations import rules as registry
from organisations.models import Organisation
from organisations.rules import Person
from parentwork.models import Workshop


def may_plan(user: Person, organisation: Organisation) -> bool:
    """Plan, change, publish and cancel workshops and their dates."""
    return registry.may_plan_workshops(user, organisation)


def may_see_families(user: Person, organisation: Organisation) -> bool:
    """Names and contacts of families, and typing in who came."""
    return registry.may_see_families(user, organisation)


def may_book_for_families(user: Person, workshop: Workshop) -> bool:
    """Enter or cancel a booking for a family that calls."""
    return registry.may_see_families(user, workshop.organisation)


def may_confirm_hours(user: Person, organisation: Organisation) -> bool:
    """Confirm volunteer hours, which makes them evidence."""
    return registry.may_manage_members(user, organisation)
