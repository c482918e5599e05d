"""Networks: who belongs to whom, and what the coordinator of a network sees."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from organisations import services
from organisations.models import Affiliation
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db
NETWORK = "/en/desk/organisations/elternnetz/network/"


@pytest.fixture
def umbrella_coordinator(client, cast):
    client.force_login(cast.umbrella_coordinator)
    return client


def test_names_and_states_and_no_way_further(umbrella_coordinator, cast):
    text = umbrella_coordinator.get(NETWORK).text
    assert "Elterntreff Nordstadt" in text
    assert "page is public" in text
    assert "Bildungsbrücke Hamm" not in text
    assert umbrella_coordinator.get("/en/desk/organisations/elterntreff-nordstadt/").status_code == 404


def test_an_affiliation_that_is_over_is_not_listed(umbrella_coordinator, cast):
    services.end_affiliation(Affiliation.objects.get(), by=cast.umbrella_coordinator)
    Affiliation.objects.update(until="2020-01-01")
    assert "Elterntreff Nordstadt" not in umbrella_coordinator.get(NETWORK).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_with_many_members(
    umbrella_coordinator, cast, rows, django_assert_max_num_queries
):
    for number in range(rows):
        member = OrganisationFactory(name=f"Verein {number}", slug=f"verein-{number}")
        Affiliation.objects.create(member=member, umbrella=cast.umbrella)
    with django_assert_max_num_queries(12) as queries:
        umbrella_coordinator.get(NETWORK)
    ours = [query["sql"] for query in queries if '"organisations_' in query["sql"]]
    assert len(ours) == 5, ours  # the network, who may see it, count, members, the side list


def test_no_circles(cast):
    upper = OrganisationFactory(name="Bund", slug="bund", is_umbrella=True)
    services.affiliate(cast.umbrella, upper, by=cast.portal_staff)
    with pytest.raises(ValidationError):
        services.affiliate(upper, cast.umbrella, by=cast.portal_staff)
    with pytest.raises(ValidationError):
        services.affiliate(upper, upper, by=cast.portal_staff)


def test_only_networks_have_members(cast):
    with pytest.raises(ValidationError):
        services.affiliate(cast.umbrella, cast.association, by=cast.portal_staff)


def test_only_portal_staff_makes_affiliations(cast):
    with pytest.raises(PermissionDenied):
        services.affiliate(cast.foreign_association, cast.umbrella, by=cast.umbrella_coordinator)


def test_either_side_ends_an_affiliation_a_stranger_does_not(cast):
    affiliation = Affiliation.objects.get()
    with pytest.raises(PermissionDenied):
        services.end_affiliation(affiliation, by=cast.foreign_coordinator)
    assert services.end_affiliation(affiliation, by=cast.coordinator).until


@pytest.mark.parametrize("change", [{"since": "2020-01-02", "until": "2020-01-01"}])
def test_the_database_refuses_an_end_before_the_beginning(cast, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliation.objects.update(**change)


def test_the_database_refuses_its_own_umbrella(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliation.objects.create(member=cast.umbrella, umbrella=cast.umbrella)
