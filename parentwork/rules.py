"""Who may do what with workshops and families. Roles are known to the registry alone."""

from collections.abc import Collection

from organisations import rules as registry
from organisations.models import Organisation, Verification
from organisations.rules import Person
from parentwork.choices import SignUp
from parentwork.models import Booking, Helper, Workshop, WorkshopDate
from portal.lib.dates import today


def may_plan(user: Person, organisation: Organisation) -> bool:
    """Plan, change, publish and cancel workshops and their dates."""
    return registry.may_plan_workshops(user, organisation)


def may_run(user: Person, organisation: Organisation) -> bool:
    """Help to run workshops: type in unpaid hours, read what is looked for near, see families of some."""
    return registry.may_run_workshops(user, organisation)


def may_see_families(user: Person, date: WorkshopDate) -> bool:
    """Names and contacts of the families of a date, and typing in who came."""
    return WorkshopDate.objects.with_families_for(user).filter(pk=date.pk).exists()


def may_book_for_families(user: Person, workshop: Workshop, dates: Collection[int]) -> bool:
    """Enter a booking for a family that calls on `dates` (ids): who plans, and who helps on all of them.

    A fixed group is booked as a whole: there it is enough to help on one of its dates.
    """
    if may_plan(user, workshop.organisation):
        return True
    helped = WorkshopDate.objects.with_families_for(user).filter(workshop=workshop)
    seen = set(helped.values_list("pk", flat=True))
    return bool(seen) and (workshop.sign_up == SignUp.SERIES or seen.issuperset(dates))


def may_change_booking(user: Person, booking: Booking) -> bool:
    """Change or cancel a booking for a family that calls: whoever sees it."""
    return Booking.objects.visible_to(user).filter(pk=booking.pk).exists()


def may_clear_bookings(user: Person, organisation: Organisation) -> bool:
    """Release places of families that do not answer, and remove bookings that are not meant."""
    return may_plan(user, organisation)


def may_invite(user: Person, organisation: Organisation) -> bool:
    """Invite families that have agreed to it, and read what families allow."""
    return may_plan(user, organisation)


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
    return organisation.is_listed and may_run(user, organisation)


def may_reach_those_who_ask(user: Person, organisation: Organisation) -> bool:
    """See the contact that somebody wants to be seen and get in touch: once the organisation was checked.

    Everybody can register an organisation; numbers of families are not for everybody.
    """
    return may_see_needs(user, organisation) and may_plan(user, organisation) and is_checked(organisation)


def may_answer_needs(user: Person, organisation: Organisation) -> bool:
    """Answer with a workshop, or by getting in touch."""
    return may_plan(user, organisation) and organisation.is_listed and is_checked(organisation)


def is_checked(organisation: Organisation) -> bool:
    """A network or the portal's staff has looked at it, and that holds today."""
    return Verification.objects.shown(today()).filter(organisation=organisation).exists()
