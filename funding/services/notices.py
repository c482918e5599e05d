"""Who hears of a step: messages to the people of the organisation and of the Office."""

from collections.abc import Iterable

from funding import rules
from funding.choices import OfficeLevel, OfficeRole
from funding.models import FundingRequest, Office, OfficeMember
from organisations.models import Membership, Organisation
from portal.accounts.models import User
from portal.outbox.services import Recipient, post


def tell_applicant(kind: str, request: FundingRequest, *, version: str = "") -> None:
    """A message to those who make the requests of the organisation, once for a version of what it says."""
    _tell(kind, request, applicants(request), version)


def applicants(request: FundingRequest) -> list[User]:
    """Those who make the requests of the organisation: who hears from the Office."""
    members = Membership.objects.asking_for_funding().filter(organisation_id=request.organisation_id)
    return [membership.user for membership in members.select_related("user").order_by("user__name", "pk")]


def tell_askers(kind: str, organisation: Organisation, object_id: int, version: str) -> None:
    """A message to those who make the requests of the organisation, about something of its own."""
    members = Membership.objects.asking_for_funding().filter(organisation=organisation)
    for membership in members.select_related("user").order_by("user__name", "pk"):
        post(kind, object_id, to=Recipient.by_mail(membership.user), version=version)


def tell_officers(
    kind: str, request: FundingRequest, *roles: OfficeRole, but: User | None = None, version: str = ""
) -> None:
    """A message to the officers in these roles, without `but`, who acted, and without who has an interest."""
    members = OfficeMember.objects.filter(office_id=request.office_id, role__in=roles, user__is_active=True)
    others = members.exclude(user__memberships__organisation=request.organisation_id)
    others = others.exclude(user__recusals__request=request)
    people = {member.user for member in others.select_related("user") if member.user != but}
    _tell(kind, request, people, version)


def tell_caseworker(kind: str, request: FundingRequest, *, version: str = "") -> None:
    """A message to the caseworker of the request, or to all caseworkers while none can work on it."""
    person = request.caseworker
    if person is not None and person.is_active and rules.may_review(person, request):
        _tell(kind, request, [person], version)
    else:
        tell_officers(kind, request, OfficeRole.CASEWORKER, version=version)


def tell_reviewers(kind: str, request: FundingRequest, *people: User | None) -> None:
    """A message to these officers, as far as they still review the request; nobody gets it twice."""
    there = [it for it in people if it is not None and it.is_active and rules.may_review(it, request)]
    _tell(kind, request, there)


def tell_keepers(kind: str, office: Office, *, version: str) -> None:
    """A message to those who keep the entry of the Office up to date; to nobody where no officer does."""
    for person in keepers(office):
        post(kind, office.pk, to=Recipient.by_mail(person), version=version)


def keepers(office: Office) -> list[User]:
    """The directory editors of the Office; without one, those of the authorities of its Land."""
    editors = OfficeMember.objects.filter(role=OfficeRole.DIRECTORY_EDITOR, user__is_active=True)
    own = editors.filter(office=office)
    of_land = editors.filter(office__level=OfficeLevel.LAND, office__land=office.land_id)
    found = own if own.exists() or not office.land_id else of_land
    return list(User.objects.filter(pk__in=found.values("user")).order_by("name", "pk"))


def _tell(kind: str, request: FundingRequest, people: Iterable[User], version: str = "") -> None:
    for person in people:
        to = Recipient.by_mail(person)
        post(kind, request.pk, to=to, version=version or str(request.version))
