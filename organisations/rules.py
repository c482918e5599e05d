"""Who may do what in an organisation. Other apps ask here and know no roles."""

from django.contrib.auth.models import AnonymousUser

from organisations.choices import Role
from organisations.models import Membership, Organisation
from portal.accounts.models import User

type Person = User | AnonymousUser


def _has_role(user: Person, organisation: Organisation, *roles: Role) -> bool:
    if not user.is_authenticated:
        return False
    return Membership.objects.filter(organisation=organisation, user=user, role__in=roles).exists()


def may_edit_profile(user: Person, organisation: Organisation) -> bool:
    return _has_role(user, organisation, Role.COORDINATOR, Role.EDITOR)


def may_manage_members(user: Person, organisation: Organisation) -> bool:
    return _has_role(user, organisation, Role.COORDINATOR)


def may_plan_workshops(user: Person, organisation: Organisation) -> bool:
    return _has_role(user, organisation, Role.COORDINATOR, Role.EDITOR)


def may_see_families(user: Person, organisation: Organisation) -> bool:
    """Names and contacts of families: those who run the workshops, nobody of the portal or a Land."""
    return _has_role(user, organisation, Role.COORDINATOR, Role.EDITOR, Role.HELPER)


def may_request_funding(user: Person, organisation: Organisation) -> bool:
    return _has_role(user, organisation, Role.COORDINATOR)


def may_see_funding(user: Person, organisation: Organisation) -> bool:
    return _has_role(user, organisation, Role.COORDINATOR, Role.EDITOR, Role.READER)
