"""Who may do what with workshops and families. Roles are known to the registry alone."""

from organisations import rules as registry
from organisations.models import Organisation, Verification
from organisations.rules import Person
from parentwork.models import Helper, Workshop
from portal.lib.dates import today


def may_plan(user: Person, organisation: Organisation) -> bool:
    """Plan, change, publish and cancel workshops and their dates."""
    return registry.may_plan_workshops(user, organisation)


def may_see_families(user: Person, organisation: Organisation) -> bool:
    """Names and contacts of families, and typing in who came."""
    return registry.may_see_families(user, organisation)


def may_book_for_families(user: Person, workshop: Workshop) -> bool:
    """Enter or cancel a booking for a family that calls."""
    return registry.may_see_families(user, workshop.organisation)


def may_clear_bookings(user: Person, organisation: Organisation) -> bool:
    """Release places of families that do not answer, and remove bookings that are not meant."""
    return registry.may_plan_workshops(user, organisation) and registry.may_see_families(user, organisation)


def may_invite(user: Person, organisation: Organisation) -> bool:
    """Invite families that have agreed to it, and read what families allow."""
    return registry.may_plan_workshops(user, organisation) and registry.may_see_families(user, organisation)


def may_ask_schools(user: Person, organisation: Organisation) -> bool:
    """Ask schools to confirm that they work together: not before the organisation was checked.

    Everybody can register an organisation; mails to schools in its name are not for everybody.
    """
    return may_plan(user, organisation) and is_checked(organisation)


def may_confirm_hours(user: Person, organisation: Organisation) -> bool:
    """Confirm volunteer hours, which makes them evidence."""
    return registry.may_manage_members(user, organisation)


def may_record_hours_of(user: Person, helper: Helper) -> bool:
    """Those who plan the workshops record the hours of everybody, who helps there the own ones alone."""
    is_own = user.is_authenticated and helper.user_id == user.pk
    return is_own or may_plan(user, helper.organisation)


def may_read_hours_of(user: Person, helper: Helper) -> bool:
    """All hours of a helper on one sheet: the helper's own, and those who plan the workshops."""
    is_own = user.is_authenticated and helper.user_id == user.pk
    return is_own or may_plan(user, helper.organisation)


def may_read_openings(user: Person, organisation: Organisation) -> bool:
    """Who has opened lists with families' names: its coordinators."""
    return registry.may_manage_members(user, organisation)


def may_see_needs(user: Person, organisation: Organisation) -> bool:
    """What families near a listed organisation look for, without their contacts."""
    return organisation.is_listed and registry.may_see_families(user, organisation)


def may_reach_those_who_ask(user: Person, organisation: Organisation) -> bool:
    """See the contact that somebody wants to be seen: not before the organisation was checked.

    Everybody can register an organisation; numbers of families are not for everybody.
    """
    return may_see_needs(user, organisation) and is_checked(organisation)


def may_answer_needs(user: Person, organisation: Organisation) -> bool:
    """Answer with a workshop, or by getting in touch."""
    return may_plan(user, organisation) and organisation.is_listed and is_checked(organisation)


def is_checked(organisation: Organisation) -> bool:
    """A network or the portal's staff has looked at it, and that holds today."""
    return Verification.objects.shown(today()).filter(organisation=organisation).exists()
