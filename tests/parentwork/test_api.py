"""What programs read: HSDS 3.0 under /api/."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations.choices import ListingState
from organisations.models import Affiliation
from parentwork.choices import VenueKind, WorkshopState
from tests.factories.guides import TopicFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import VenueFactory, WorkshopDateFactory, WorkshopFactory
from tests.parentwork.api import ask, names

pytestmark = pytest.mark.django_db


def test_the_root_says_what_this_is(client):
    assert ask(client, "") == {
        "version": "3.0",
        "profile": "https://docs.openreferral.org/en/3.0/hsds/",
        "openapi_url": "http://localhost:8000/api/openapi.json",
    }


def test_pages_count_as_hsds_counts(client):
    for number in range(3):
        OrganisationFactory(name=f"Verein {number}", slug=f"verein-{number}")
    first = ask(client, "organizations", per_page=2)
    assert [entry["name"] for entry in first.pop("contents")] == ["Verein 0", "Verein 1"]
    assert first == {
        "total_items": 3,
        "total_pages": 2,
        "page_number": 1,
        "size": 2,
        "first_page": True,
        "last_page": False,
        "empty": False,
    }
    last = ask(client, "organizations", per_page=2, page=2)
    assert (last["size"], last["first_page"], last["last_page"], last["empty"]) == (1, False, True, False)
    after = ask(client, "organizations", per_page=2, page=3)
    assert (after["size"], after["last_page"], after["empty"]) == (0, True, True)


def test_an_empty_house_has_no_page(client):
    nothing = ask(client, "services")
    assert (nothing["total_items"], nothing["total_pages"], nothing["first_page"]) == (0, 0, True)


def test_an_organisation(client):
    row = OrganisationFactory(
        name="Treff", slug="treff", summary_de="Wir helfen.", about_tr="Her salı.", languages=["ar"],
        email="info@treff.example", phone="+49231555010", website="https://www.treff.example/", founded=1999,
        street="Hauptstraße 1", street_is_public=True, age_phases=["kita"],
    )  # fmt: skip
    umbrella = OrganisationFactory(name="Netz", slug="netz", is_umbrella=True)
    Affiliation.objects.create(member=row, umbrella=umbrella)
    said = ask(client, f"organizations/{row.public_id}")
    assert said["id"] == str(row.public_id)
    assert said["description"] == "Wir helfen.\n\nHer salı."
    assert said["uri"] == "http://localhost:8000/de/organisations/treff/"
    assert said["email"] == "info@treff.example"
    assert said["year_incorporated"] == 1999
    assert said["parent_organization_id"] == str(umbrella.public_id)
    assert [phone["number"] for phone in said["phones"]] == ["+49 231 555010"]
    place = said["locations"][0]
    assert [(it["code"], it["name"]) for it in place["languages"]] == [("ar", "Arabisch")]
    assert place["addresses"][0]["address_1"] == "Hauptstraße 1"
    assert place["addresses"][0]["state_province"] == "DE-NW"
    assert [it["taxonomy_term"]["name"] for it in said["attributes"] if it["link_type"] == "ages"] == ["Kita"]


def test_a_street_is_given_by_choice_alone(client):
    row = OrganisationFactory(street="Hinterhof 3", street_is_public=False)
    response = client.get(f"/api/organizations/{row.public_id}")
    assert "Hinterhof" not in response.text
    assert response.json()["locations"][0]["addresses"][0]["address_1"] == ""


def test_of_an_unclaimed_entry_name_and_town_only(client):
    row = OrganisationFactory(
        name="Treff", slug="treff", state=ListingState.UNCLAIMED, summary_de="Entwurf", founded=1987,
        email="privat@treff.example", phone="+49231555010", street="Hinterhof 3", street_is_public=True,
    )  # fmt: skip
    WorkshopFactory(organisation=row, title_de="Entwurf")
    assert ask(client, f"organizations/{row.public_id}") == {
        "id": str(row.public_id),
        "name": "Treff",
        "uri": "http://localhost:8000/de/organisations/treff/",
        "description": "",
        "locations": [
            {
                "id": ask(client, "organizations", full="true")["contents"][0]["locations"][0]["id"],
                "organization_id": str(row.public_id),
                "location_type": "physical",
                "name": "Dortmund",
            }
        ],
        "services": [],
    }
    assert names(client, "services") == []


def test_of_a_suspended_entry_nothing(client):
    row = OrganisationFactory(state=ListingState.SUSPENDED)
    workshop = WorkshopFactory(organisation=row)
    assert names(client, "organizations") == []
    ask(client, f"organizations/{row.public_id}", 404)
    ask(client, f"services/{workshop.public_id}", 404)
    assert ask(client, "service_at_locations")["empty"]


def test_a_suspended_network_is_not_named(client):
    row = OrganisationFactory()
    umbrella = OrganisationFactory(is_umbrella=True, state=ListingState.SUSPENDED)
    Affiliation.objects.create(member=row, umbrella=umbrella)
    assert "parent_organization_id" not in ask(client, f"organizations/{row.public_id}")


def test_a_workshop(client):
    workshop = WorkshopFactory(organisation__name="Treff", organisation__email="info@treff.example", cost=5)
    workshop.topics.add(TopicFactory(slug="schulwahl", title_de="Schulwahl"))
    date = WorkshopDateFactory(
        workshop=workshop, starts=timezone.datetime.fromisoformat("2099-07-01T15:30:00Z")
    )
    said = ask(client, f"services/{workshop.public_id}")
    assert said["name"] == "Welche Schule jetzt?"
    assert said["status"] == "active"
    assert said["organization"]["name"] == "Treff"
    assert said["email"] == "info@treff.example"
    assert said["eligibility_description"] == "alle Eltern"
    assert [it["code"] for it in said["languages"]] == ["ar", "de"]
    assert [(it["amount"], it["currency"]) for it in said["cost_options"]] == [(5, "EUR")]
    assert {it["taxonomy_term"]["name"] for it in said["attributes"]} == {"Elternseminar", "Schulwahl"}
    assert said["schedules"] == [
        {
            "id": said["schedules"][0]["id"],
            "service_id": str(workshop.public_id),
            "dtstart": "2099-07-01",
            "until": "2099-07-01",
            "count": 1,
            "timezone": 2,
            "opens_at": "17:30+02:00",
            "closes_at": "19:30+02:00",
        }
    ]
    place = said["service_at_locations"][0]
    assert place["location"]["name"] == "Haus der Vielfalt"
    at_place = ask(client, f"service_at_locations/{place['id']}")
    assert at_place["service_id"] == said["id"]
    assert len(at_place["schedules"]) == 1
    elsewhere = VenueFactory(organisation=workshop.organisation, name="Schule")
    date.venue = elsewhere
    date.save()
    assert ask(client, f"service_at_locations/{place['id']}")["schedules"] == []


@pytest.mark.parametrize(
    ("state", "status"), [(WorkshopState.PUBLISHED, "inactive"), (WorkshopState.CANCELLED, "defunct")]
)
def test_a_workshop_without_a_coming_date(client, state, status):
    workshop = WorkshopFactory(state=state)
    WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=3))
    assert ask(client, f"services/{workshop.public_id}")["status"] == status


def test_a_draft_is_nobodys_business(client):
    draft = WorkshopFactory(state=WorkshopState.DRAFT)
    assert names(client, "services") == []
    ask(client, f"services/{draft.public_id}", 404)
    assert ask(client, f"organizations/{draft.organisation.public_id}")["services"] == []


@pytest.mark.parametrize(
    "hidden",
    [
        {"kind": VenueKind.HOME, "is_public": False, "name": "Bei Familie Yıldız"},
        {"is_public": False, "name": "Frauenhaus"},
        {"kind": VenueKind.ONLINE, "link": "https://video.example/geheim", "name": "Geheimer Raum"},
    ],
)
def test_of_a_hidden_place_the_town_alone(client, hidden):
    venue = VenueFactory(street="Hinterhof 3", **hidden)
    workshop = WorkshopFactory(venue=venue, organisation=venue.organisation)
    for address in ("services", "service_at_locations", "organizations"):
        text = client.get(f"/api/{address}", {"full": "true"}).text
        assert str(workshop.public_id) in text
        for secret in ("Hinterhof", "Yıldız", "Frauenhaus", "video.example", "Geheim"):
            assert secret not in text


def test_services_of_an_organisation_in_full(client):
    workshop = WorkshopFactory()
    address = f"organizations/{workshop.organisation.public_id}"
    assert ask(client, address)["services"] == [
        {"id": str(workshop.public_id), "name": "Welche Schule jetzt?", "status": "inactive"}
    ]
    whole = ask(client, address, full_service="true")["services"]
    assert whole == [ask(client, f"services/{workshop.public_id}")]


def test_vocabularies_and_their_terms(client):
    TopicFactory(slug="schulwahl", title_de="Schulwahl")
    assert names(client, "taxonomies") == ["Formats", "Topics", "Ages of the children", "Activities", "Reach"]
    assert names(client, "taxonomies", search="parents' café") == ["Formats"]
    topics = next(it for it in ask(client, "taxonomies")["contents"] if it["name"] == "Topics")
    assert ask(client, f"taxonomies/{topics['id']}") == topics
    term = ask(client, "taxonomy_terms", taxonomy_id=topics["id"], top_only="true")["contents"][0]
    assert (term["name"], term["taxonomy_id"]) == ("Schulwahl", topics["id"])
    assert ask(client, f"taxonomy_terms/{term['id']}") == term
    assert names(client, "taxonomy_terms", parent_id=term["id"]) == []
