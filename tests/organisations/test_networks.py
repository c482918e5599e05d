"""Networks: who belongs to whom, and what the coordinator of a network sees."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from organisations import services
from organisations.models import Affiliation
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db
# Session, person, second factor, the page's own four, and the side lists of all apps.
MOST_QUERIES = 14
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


def test_the_list_asks_the_database_as_often_with_one_member_as_with_three(umbrella_coordinator, cast):
    counts = []
    for names in (["Eins"], ["Zwei", "Drei"]):
        for name in names:
            Affiliation.objects.create(member=OrganisationFactory(name=name), umbrella=cast.umbrella)
        with CaptureQueriesContext(connection) as queries:
            umbrella_coordinator.get(NETWORK)
        counts.append(len(queries))
    assert counts == [counts[0]] * 2
    assert counts[0] <= MOST_QUERIES


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
