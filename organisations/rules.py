"""Who may do what in an organisation. Other apps ask here and know no roles."""

from django.contrib.auth.models import AnonymousUser

from organisations.choices import (
    FAMILY_READERS,
    FUNDING_APPLICANTS,
    FUNDING_READERS,
    PLANNERS,
    YEARLY_EDITORS,
    YEARLY_READERS,
    Actor,
    Role,
)
from organisations.models import (
    AreaEvaluation,
    Claim,
    Mandate,
    Membership,
    Organisation,
    Suspension,
    Verification,
)
from organisations.models.lists import own_code
from portal.accounts.models import User
from portal.lib import dates

type Person = User | AnonymousUser


def _has_role(user: Person, organisation: Organisation, *roles: Role) -> bool:
    if not user.is_authenticated:
        return False
    return Membership.objects.filter(organisation=organisation, user=user, role__in=roles).exists()


def may_edit_profile(user: Person, organisation: Organisation) -> bool:
    return _has_role(user, organisation, Role.COORDINATOR, Role.EDITOR)


def may_act_for(user: Person, organisation: Organisation) -> bool:
    """Write its profile in its place: coordinators of a network that has its mandate."""
    held = Mandate.objects.running(dates.today()).held_by(user)
    return bool(held.filter(member=organisation.pk).exists())


def may_write_profile(user: Person, organisation: Organisation) -> bool:
    """Its own people, portal staff, and a network that has its mandate."""
    return may_edit_profile(user, organisation) or may_moderate(user) or may_act_for(user, organisation)


def may_manage_members(user: Person, organisation: Organisation) -> bool:
    return _has_role(user, organisation, Role.COORDINATOR)


def may_another_manage_members(user: Person, organisation: Organisation) -> bool:
    """Somebody else than `user` could."""
    return bool(organisation.memberships.coordinating().exclude(user=user.pk).exists())


def may_plan_workshops(user: Person, organisation: Organisation) -> bool:
    return _has_role(user, organisation, *PLANNERS)


def may_run_workshops(user: Person, organisation: Organisation) -> bool:
    """Those of whom some see families' names, who only helps among them; nobody of the portal or a Land."""
    return _has_role(user, organisation, *FAMILY_READERS)


def may_request_funding(user: Person, organisation: Organisation) -> bool:
    return _has_role(user, organisation, *FUNDING_APPLICANTS)


def may_see_funding(user: Person, organisation: Organisation) -> bool:
    return _has_role(user, organisation, *FUNDING_READERS)


def may_read_yearly(user: Person, organisation: Organisation) -> bool:
    """See the structure profile and the self-evaluation: its own people, nobody of the portal or a Land."""
    return _has_role(user, organisation, *YEARLY_READERS)


def may_answer_yearly(user: Person, organisation: Organisation) -> bool:
    """Write the structure profile and the self-evaluation of a year."""
    return _has_role(user, organisation, *YEARLY_EDITORS)


def may_finish_measure(user: Person, evaluation: AreaEvaluation) -> bool:
    """Say that what was planned is done: whoever looks after it, or writes the self-evaluation."""
    if evaluation.is_looked_after_by(user):
        return may_read_yearly(user, evaluation.organisation)
    return may_answer_yearly(user, evaluation.organisation)


def may_register(user: Person) -> bool:
    """Bring a new organisation into the registry: every account, since the public sees name and town only."""
    return user.is_authenticated and user.is_active


def may_publish(user: Person, organisation: Organisation) -> bool:
    """Show the organisation's page to everybody: its coordinator, or portal staff."""
    return may_moderate(user) or _has_role(user, organisation, Role.COORDINATOR)


def may_moderate(user: Person) -> bool:
    """Suspend and restore entries, keep affiliations: portal staff."""
    return user.is_authenticated and user.is_active and user.is_staff


def moderates(user: Person, organisation: Organisation) -> bool:
    """See it as portal staff does that does not work there."""
    return may_moderate(user) and not organisation.memberships.filter(user=user.pk).exists()


def acts_as(user: User | None, organisation: Organisation) -> Role | Actor:
    """In which capacity somebody changes an entry; None is the portal itself."""
    if user is None:
        return Actor.PROGRAM
    membership = Membership.objects.filter(organisation=organisation.pk, user=user).first()
    if membership:
        return Role(membership.role)
    return Actor.UMBRELLA if may_act_for(user, organisation) else Actor.PORTAL


def may_verify(user: Person, organisation: Organisation, umbrella: Organisation | None) -> bool:
    """Say that `organisation` is what it says: a coordinator of one of its networks, or portal staff.

    Never a Land, and nobody who works there.
    """
    if not user.is_authenticated or organisation.memberships.filter(user=user).exists():
        return False
    if umbrella is None:
        return may_moderate(user)
    networks = Organisation.objects.able_to_verify(organisation, user, dates.today())
    return bool(networks.filter(pk=umbrella.pk).exists())


def may_revoke(user: Person, verification: Verification) -> bool:
    """The network that gave it, or portal staff."""
    return may_moderate(user) or Verification.objects.given_by(user).filter(pk=verification.pk).exists()


def may_refuse_appeal(user: Person, case: Suspension) -> bool:
    """Somebody of the portal's staff who has not suspended the entry."""
    return may_moderate(user) and user.pk not in (case.opened_by_id, case.decided_by_id)


def may_see_member_organisations(user: Person, umbrella: Organisation) -> bool:
    """The list of a network's members (names and states, nothing of their families)."""
    return umbrella.is_umbrella and (may_moderate(user) or _has_role(user, umbrella, Role.COORDINATOR))


def leads_to_member_organisations(membership: Membership) -> bool:
    """The same of somebody who works there, by what is known of it already."""
    return membership.organisation.is_umbrella and membership.role == Role.COORDINATOR


def may_act_as_network(user: Person, umbrella: Organisation) -> bool:
    """Act on others in the name of a network: its coordinators, while the portal does not hide it."""
    return umbrella.is_umbrella and not umbrella.is_hidden and _has_role(user, umbrella, Role.COORDINATOR)


def may_invite_founders(user: Person, umbrella: Organisation) -> bool:
    """Invite somebody in the name of the network to register an organisation; portal staff may as well."""
    return not umbrella.is_hidden and may_see_member_organisations(user, umbrella)


def may_write_letters(user: Person, umbrella: Organisation) -> bool:
    """Invite members by letter in the name of the network: its coordinators, not portal staff."""
    return may_act_as_network(user, umbrella)


def may_ask_members(user: Person, umbrella: Organisation) -> bool:
    """Send questions to the members of the network and read the answers: its coordinators, nobody else."""
    return may_act_as_network(user, umbrella)


def may_read_sums(user: Person, umbrella: Organisation) -> bool:
    """The sums of the figures of those members that agreed: the coordinators of the network, nobody else."""
    return may_act_as_network(user, umbrella)


def may_answer_surveys(user: Person, organisation: Organisation) -> bool:
    """Answer what a network asks its members."""
    return _has_role(user, organisation, *YEARLY_EDITORS)


def may_import(user: Person, umbrella: Organisation | None) -> bool:
    """Take over lists: those of the portal its staff, those of a network whoever speaks for it."""
    if umbrella is None:
        return may_moderate(user)
    return may_act_as_network(user, umbrella)


def is_claimable(entry: Organisation) -> bool:
    """Nobody looks after it yet; compare `OrganisationQuerySet.claimable`."""
    return entry.is_unclaimed and not entry.memberships.all()


def is_own_entry(entry: Organisation, umbrella: Organisation | None) -> bool:
    """For portal staff (no `umbrella`) all entries; for a network those of its lists that nobody claimed."""
    if umbrella is None:
        return True
    return is_claimable(entry) and entry.source.startswith(own_code(umbrella))


def may_answer_claim(user: Person, claim: Claim) -> bool:
    """Confirm or refuse it: a coordinator of the network that it names, or portal staff."""
    if may_moderate(user):
        return True
    return claim.umbrella is not None and may_act_as_network(user, claim.umbrella)


def opens_contact_data(user: Person) -> bool:
    """Whoever may see families somewhere must sign in with a second factor."""
    if not user.is_authenticated:
        return False
    return Membership.objects.filter(user=user, role__in=FAMILY_READERS).exists()
