"""The people of the tests, by what they are; every suite that needs people takes the `cast` fixture."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from funding.choices import OfficeRole
from funding.models import Office, OfficeMember
from organisations.choices import ListingState, Role
from organisations.models import Affiliation, Membership, Organisation
from portal.accounts.models import User
from portal.places.models import District, Land, PostalCode
from tests.factories.accounts import people
from tests.factories.funding import OfficeFactory, OfficeMemberFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.places import two_cities


class Cast(SimpleNamespace):
    """Dortmund's association and its people, and all those who must not look over its shoulder."""

    land: Land
    berlin: Land
    district: District
    postal_code: PostalCode
    association: Organisation
    foreign_association: Organisation
    umbrella: Organisation
    coordinator: User
    editor: User
    helper: User
    reader: User
    foreign_coordinator: User
    umbrella_coordinator: User
    caseworker: User
    countersigner: User
    directory_editor: User
    budget_holder: User
    foreign_caseworker: User
    berlin_caseworker: User
    translator: User
    auditor: User
    portal_staff: User
    office: Office
    foreign_office: Office
    berlin_office: Office
    # What the apps add in furnish(), by name.
    __getattr__: Any


def assemble() -> Cast:
    """Make the people, their organisations and their Offices."""
    cast = Cast()
    cast.postal_code, in_berlin = two_cities()
    cast.district = cast.postal_code.district
    cast.land, cast.berlin = cast.district.land, in_berlin.district.land
    here = {"postal_code": cast.postal_code, "state": ListingState.LISTED}
    cast.association = OrganisationFactory(name="Elterntreff Nordstadt", slug="elterntreff-nordstadt", **here)
    cast.foreign_association = OrganisationFactory(name="Bildungsbrücke Hamm", slug="bildungsbruecke", **here)
    cast.umbrella = OrganisationFactory(name="Elternnetz", slug="elternnetz", is_umbrella=True, **here)
    Affiliation.objects.create(member=cast.association, umbrella=cast.umbrella)
    cast.office, cast.foreign_office, cast.berlin_office = Office.objects.bulk_create(
        [
            OfficeFactory.build(name="Musterstelle Förderung", slug="musterstelle-nw", land=cast.land),
            OfficeFactory.build(name="Musterstadt", slug="musterstadt-nw", land=cast.land),
            OfficeFactory.build(name="Musterstelle Berlin", slug="musterstelle-be", land=cast.berlin),
        ]
    )
    members = {role.value: (cast.association, role) for role in Role} | {
        "foreign_coordinator": (cast.foreign_association, Role.COORDINATOR),
        "umbrella_coordinator": (cast.umbrella, Role.COORDINATOR),
    }
    officers = {
        "caseworker": (cast.office, OfficeRole.CASEWORKER),
        "countersigner": (cast.office, OfficeRole.COUNTERSIGNER),
        "directory_editor": (cast.office, OfficeRole.DIRECTORY_EDITOR),
        "budget_holder": (cast.office, OfficeRole.BUDGET_HOLDER),
        "foreign_caseworker": (cast.foreign_office, OfficeRole.CASEWORKER),
        "berlin_caseworker": (cast.berlin_office, OfficeRole.CASEWORKER),
    }
    mails = {role.value: f"{role.value}@nordstadt.example" for role in Role} | {
        "foreign_coordinator": "foreign@verein.example",
        "umbrella_coordinator": "umbrella@verein.example",
        "translator": "translator@amt.example",
        "auditor": "auditor@hof.example",
        "portal_staff": "staff@portal.example",
        **{name: f"{name}@amt.example" for name in officers},
    }
    rights = {"portal_staff": {"is_staff": True, "is_superuser": True}}
    rows = [{"email": mail} | rights.get(name, {}) for name, mail in mails.items()]
    named = dict(zip(mails, people(rows), strict=True))
    vars(cast).update(named)
    Membership.objects.bulk_create(
        [Membership(organisation=ours, user=named[name], role=role) for name, (ours, role) in members.items()]
    )
    OfficeMember.objects.bulk_create(
        [
            OfficeMember(office=office, user=named[name], role=role)
            for name, (office, role) in officers.items()
        ]
    )
    return cast


def mirrored(cast: Cast) -> Cast:
    """The cast of the other side: what is foreign to `cast` is their own, and they have every role there."""
    mirror = Cast(**vars(cast))
    mirror.association, mirror.foreign_association = cast.foreign_association, cast.association
    mirror.office, mirror.foreign_office = cast.foreign_office, cast.office
    for role in Role:
        person = MembershipFactory(organisation=mirror.association, role=role).user
        setattr(mirror, role.name.lower(), person)
    for role in OfficeRole:
        person = OfficeMemberFactory(office=mirror.office, role=role).user
        setattr(mirror, role.name.lower(), person)
    return mirror
