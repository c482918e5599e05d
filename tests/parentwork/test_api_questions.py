"""What programs may ask, and how they hear that they asked wrongly."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.utils import timezone

from organisations.models import Organisation
from parentwork.choices import VenueKind
from parentwork.models import Workshop
from tests.factories.guides import TopicFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import WorkshopDateFactory, WorkshopFactory
from tests.factories.places import PostalCodeFactory
from tests.parentwork.api import ask, names

pytestmark = pytest.mark.django_db


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


def test_the_smallest_list_has_pages_like_every_other(client):
    organisation = OrganisationFactory()
    for _number in range(101):
        WorkshopFactory(organisation=organisation)
    page = ask(client, "services", minimal="true")
    assert (page["total_items"], page["total_pages"], page["size"]) == (101, 2, 100)
    assert ask(client, "services", minimal="true", page="2")["size"] == 1


@pytest.mark.parametrize(
    ("address", "search", "name"),
    [
        ("organizations", "ab bc cd de ef fg gh hi x9", "ab bc cd de ef fg gh hi"),
        ("services", "a b c d e f g h x9", "a b c d e f g h"),
        ("taxonomies", "k i n d s o f w x9", "Formats"),
    ],
)
def test_of_many_words_the_first_eight_count(client, address, search, name):
    WorkshopFactory(title_de="a b c d e f g h", organisation__name="ab bc cd de ef fg gh hi")
    assert name in names(client, address, search=search)
    assert names(client, address, search=f"x9 {search}") == []


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
