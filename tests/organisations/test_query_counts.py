"""Each page of the desk asks the database as often with three rows as with one."""

import pytest
from django.urls import reverse
from django.utils import translation

from organisations.choices import Role
from organisations.models import Affiliation
from portal.lib.dates import today
from tests.factories.accounts import InvitationFactory
from tests.factories.organisations import (
    ClaimFactory,
    ClaimLetterFactory,
    MembershipFactory,
    OrganisationFactory,
    VerificationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[1, 3])
def rows(request, cast) -> int:
    """As many colleagues, invitations, networks, members of the network, claims and other organisations."""
    for number in range(request.param):
        MembershipFactory(organisation=cast.association, role=Role.HELPER)
        InvitationFactory(
            email=f"neu{number}@verein.example", grant="organisations.membership",
            object_id=cast.association.pk, detail=Role.HELPER,
        )  # fmt: skip
        Affiliation.objects.create(member=cast.association, umbrella=OrganisationFactory(is_umbrella=True))
        Affiliation.objects.create(member=OrganisationFactory(), umbrella=cast.umbrella)
        MembershipFactory(organisation=OrganisationFactory(), user=cast.coordinator, role=Role.READER)
        ClaimFactory(umbrella=cast.umbrella)
        VerificationFactory(organisation=cast.association, ended="renewed", ended_on=today())
    return request.param


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("desk", 20),
        ("profile", 10),
        ("members", 11),
        ("invite", 9),
        ("hand_over", 11),
        ("suspension", 10),
        ("recovery_answer", 10),
    ],
)
def test_of_the_desk(name, count, client, cast, rows, django_assert_num_queries):
    client.force_login(cast.coordinator)
    with translation.override("en"):
        address = reverse(f"organisations:{name}", args=[cast.association.slug])
    with django_assert_num_queries(count):
        assert client.get(address).status_code == 200


def test_of_the_words(client, cast, rows, django_assert_num_queries):
    client.force_login(cast.coordinator)
    with django_assert_num_queries(10):
        assert client.get(f"/en/desk/organisations/{cast.association.slug}/words/tr/").status_code == 200


def test_of_the_form_for_one_more_organisation(client, cast, rows, django_assert_num_queries):
    client.force_login(cast.coordinator)
    with django_assert_num_queries(7):
        assert client.get("/en/desk/new-organisation/").status_code == 200


def test_of_the_claims_that_a_network_answers(client, cast, rows, django_assert_num_queries):
    client.force_login(cast.umbrella_coordinator)
    with django_assert_num_queries(10):
        assert client.get(f"/en/desk/organisations/{cast.umbrella.slug}/network/claims/").status_code == 200


def test_of_the_letters_of_a_network(client, cast, rows, django_assert_num_queries):
    for _number in range(rows):
        ClaimLetterFactory(umbrella=cast.umbrella)
    client.force_login(cast.umbrella_coordinator)
    with django_assert_num_queries(12):
        assert client.get(f"/en/desk/organisations/{cast.umbrella.slug}/network/letters/").status_code == 200


def test_of_the_network_of_an_umbrella(client, cast, rows, django_assert_num_queries):
    client.force_login(cast.umbrella_coordinator)
    with django_assert_num_queries(14):
        assert client.get(f"/en/desk/organisations/{cast.umbrella.slug}/network/").status_code == 200


@pytest.mark.parametrize(("who", "count"), [("coordinator", 13), ("umbrella_coordinator", 14)])
def test_of_who_has_checked_an_organisation(who, count, client, cast, rows, django_assert_num_queries):
    client.force_login(getattr(cast, who))
    with django_assert_num_queries(count):
        address = f"/en/desk/organisations/{cast.association.slug}/verification/"
        assert client.get(address).status_code == 200
