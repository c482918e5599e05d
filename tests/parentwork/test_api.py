"""What programs read: HSDS 3.0 under /api/."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.utils import timezone

from organisations.choices import ListingState
from organisations.models import Affiliation, Organisation
from parentwork.choices import VenueKind, WorkshopState
from parentwork.models import Workshop
from tests.factories.guides import TopicFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import VenueFactory, WorkshopDateFactory, WorkshopFactory
from tests.factories.places import PostalCodeFactory
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


def test_organisations_by_words_that_need_not_be_right(client):
    OrganisationFactory(name="Türkischer Elternverein", slug="a")
    OrganisationFactory(name="Haus der Vielfalt", slug="b")
    assert names(client, "organizations", search="Turkischer") == ["Türkischer Elternverein"]


def test_services_by_word_organisation_and_mark(client):
    school = WorkshopFactory(title_de="Frühstück", organisation__name="Treff Süd", format__code="breakfast")
    other = WorkshopFactory(title_de="Lesen", title_ar="قراءة", format__code="seminar")
    topic = TopicFactory(slug="schulwahl")
    school.topics.add(topic)
    terms = {term["code"]: term for term in ask(client, "taxonomy_terms", per_page=100)["contents"]}
    for query, found in [
        ({"search": "frühstück"}, ["Frühstück"]),
        ({"search": "süd"}, ["Frühstück"]),
        ({"search": "قراءة"}, ["Lesen"]),
        ({"search": "100%"}, []),
        ({"organization_id": str(other.organisation.public_id)}, ["Lesen"]),
        ({"taxonomy_term_id": terms["breakfast"]["id"]}, ["Frühstück"]),
        ({"taxonomy_term_id": terms["schulwahl"]["id"]}, ["Frühstück"]),
        ({"taxonomy_term_id": str(uuid4())}, []),
        ({"taxonomy_term_id": terms["kita"]["id"]}, []),
        ({"taxonomy_id": terms["schulwahl"]["taxonomy_id"]}, ["Frühstück"]),
        ({"taxonomy_id": terms["seminar"]["taxonomy_id"]}, ["Frühstück", "Lesen"]),
        ({"taxonomy_id": str(uuid4())}, []),
    ]:
        assert names(client, "services", **query) == found, query


def test_only_what_was_changed_since(client):
    moment = timezone.now() + timedelta(days=1)
    WorkshopFactory(title_de="Alt", organisation__name="Alt")
    late = WorkshopFactory(title_de="Neu", organisation__name="Neu")
    Organisation.objects.filter(pk=late.organisation_id).update(updated=moment)
    assert names(client, "organizations", modified_after=moment.isoformat()) == ["Neu"]
    assert names(client, "services", modified_after=moment.isoformat()) == ["Neu"]
    for long_ago in ("2020-01-01", "2020-01-01T00:00:00+20:56", "2020-01-01T00:00:00Z"):
        assert names(client, "services", modified_after=long_ago) == ["Alt", "Neu"]


def test_a_moved_date_changes_its_workshop(client):
    date = WorkshopDateFactory()
    before = timezone.now() - timedelta(days=30)
    for model in (Organisation, Workshop):
        model.objects.update(updated=before)
    for name in ("WorkshopDateEvent", "VenueEvent"):
        apps.get_model("parentwork", name).objects.update(pgh_created_at=before)
    changed = ask(client, "services", minimal="true")["contents"][0]["modified_date"]
    date.starts += timedelta(minutes=5)
    date.save()
    assert ask(client, "services", minimal="true")["contents"][0]["modified_date"] > changed


def test_the_smallest_list_of_services(client):
    workshop = WorkshopFactory()
    entry = ask(client, "services", minimal="true")["contents"][0]
    assert list(entry) == ["id", "modified_date"]
    assert entry["id"] == str(workshop.public_id)


def test_services_near_a_postal_code(client):
    hamm = PostalCodeFactory(code="59065", place="Hamm", latitude=51.68, longitude=7.82)
    WorkshopFactory(title_de="Dortmund")
    far = OrganisationFactory(postal_code=hamm)
    WorkshopFactory(title_de="Hamm", organisation=far, venue__postal_code=hamm)
    WorkshopFactory(title_de="Netz", venue__kind=VenueKind.ONLINE, venue__postal_code=None)

    def near(**query):
        found = ask(client, "service_at_locations", **query)["contents"]
        return [entry["service"]["name"] for entry in found]

    assert near(postcode="44137") == ["Dortmund"]
    assert near(postcode="44137", proximity=50_000) == ["Dortmund", "Hamm"]
    assert "postal code" in ask(client, "service_at_locations", 400, postcode="00000")["error"]
    assert "postcode" in ask(client, "service_at_locations", 400, proximity=5)["error"]


def test_vocabularies_and_their_terms(client):
    TopicFactory(slug="schulwahl", title_de="Schulwahl")
    assert names(client, "taxonomies") == ["Formats", "Topics", "Ages of the children", "Reach"]
    assert names(client, "taxonomies", search="parents' café") == ["Formats"]
    topics = next(it for it in ask(client, "taxonomies")["contents"] if it["name"] == "Topics")
    assert ask(client, f"taxonomies/{topics['id']}") == topics
    term = ask(client, "taxonomy_terms", taxonomy_id=topics["id"], top_only="true")["contents"][0]
    assert (term["name"], term["taxonomy_id"]) == ("Schulwahl", topics["id"])
    assert ask(client, f"taxonomy_terms/{term['id']}") == term
    assert names(client, "taxonomy_terms", parent_id=term["id"]) == []


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"}, {"page": "-1"}, {"page": "x"}, {"page": "１"}, {"page": ""}, {"page": "9" * 30},
        {"per_page": "101"}, {"per_page": "1.0"}, {"full": "1"}, {"modified_after": "gestern"},
        {"modified_after": "0001-01-01T00:00:00+10:00"},
        {"taxonomy_id": "x"}, {"organization_id": "1"}, {"search": "x" * 101}, {"search": "a\x00b"},
        {"format": "ndjson"}, {"serach": "typo"},
    ],
)  # fmt: skip
def test_a_faulty_question_is_answered_in_plain_words(client, query):
    said = ask(client, "services", 400, **query)
    assert said["status"] == 400
    assert next(iter(query)) in said["error"]


@pytest.mark.parametrize(
    "address",
    [
        "nothing",
        "organizations/",
        "organizations/x",
        "services/00000000-0000-4000-8000-000000000001",
        "service_at_locations/00000000-0000-4000-8000-000000000001",
    ],
)
def test_nothing_is_said_to_be_nothing(client, address):
    assert ask(client, address, 404) == {"status": 404, "error": "There is nothing at this address."}


def test_what_has_not_changed_is_not_sent_again(client):
    OrganisationFactory()
    first = client.get("/api/organizations")
    again = client.get("/api/organizations", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"
    OrganisationFactory()
    assert client.get("/api/organizations", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_every_site_may_read_and_none_may_write(client):
    response = client.get("/api/organizations", headers={"Origin": "https://foreign.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies
    assert response["Cache-Control"] == "public, no-cache"
    before = client.options("/api/organizations")
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    strict = type(client)(enforce_csrf_checks=True)
    refused = strict.post("/api/organizations")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused.json()["status"] == 405


def test_who_asks_too_often_waits(client, monkeypatch):
    cache.clear()
    monkeypatch.setattr("organisations.api.answers.RATE", "2/m")
    client.get("/api/")
    client.get("/api/")
    refused = client.get("/api/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert refused.json()["status"] == 429
    cache.clear()


def test_the_browsers_language_changes_nothing(client):
    WorkshopFactory()
    german = client.get("/api/services").content
    assert client.get("/api/services", headers={"Accept-Language": "tr"}).content == german


COUNTS = {
    "organizations": 2,  # count, rows
    "organizations?full=true": 4,  # and workshops with their organisations
    "organizations?full=true&full_service=true": 6,  # and their topics and dates
    "services": 3,  # count, rows, organisations
    "services?full=true": 5,  # and topics and dates
    "service_at_locations": 3,
    "service_at_locations?full=true": 5,
    "taxonomies": 0,
    "taxonomy_terms": 2,  # formats, topics
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", COUNTS)
def test_a_list_asks_the_database_as_often_with_many_rows(client, django_assert_num_queries, address, rows):
    for _number in range(rows):
        date = WorkshopDateFactory(workshop__organisation__age_phases=["kita"])
        date.workshop.topics.add(TopicFactory())
        umbrella = OrganisationFactory(is_umbrella=True)
        Affiliation.objects.create(member=date.workshop.organisation, umbrella=umbrella)
    with django_assert_num_queries(COUNTS[address]):
        assert client.get(f"/api/{address}").status_code == 200


@pytest.mark.parametrize(
    ("address", "count"), [("organizations", 3), ("services", 4), ("service_at_locations", 4)]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_an_entry_asks_the_database_as_often_with_many_rows(
    client, django_assert_num_queries, address, count, rows
):
    workshop = WorkshopFactory()
    for _number in range(rows):
        WorkshopDateFactory(workshop=workshop)
        workshop.topics.add(TopicFactory())
    entry = ask(client, address)["contents"][0]["id"]
    with django_assert_num_queries(count):
        ask(client, f"{address}/{entry}")
