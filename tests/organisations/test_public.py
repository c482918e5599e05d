"""The registry as everybody sees it."""

import json
import re

import pytest
from django.db import connection

from organisations.choices import ListingState
from organisations.models import Affiliation, Organisation
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import PostalCodeFactory

pytestmark = pytest.mark.django_db
LIST = "/de/organisations/"


@pytest.fixture
def dortmund():
    return PostalCodeFactory(code="44137", place="Dortmund")


def names(response) -> list[str]:
    return [row.name for row in response.context["page_obj"].object_list]


@pytest.mark.parametrize(
    "typed",
    [
        "Turkischer Elternvrein",
        "türkischer elternverein",
        "Tuerkischer Elternverein e.V.",
        "ELTERNVEREIN Dortmnd",
    ],
)
def test_search_forgives_typing_errors(client, dortmund, typed):
    OrganisationFactory(name="Türkischer Elternverein e. V.", slug="tuerkisch")
    OrganisationFactory(name="Haus der Vielfalt", slug="haus")
    assert names(client.get(LIST, {"q": typed})) == ["Türkischer Elternverein e. V."]


@pytest.mark.parametrize("typed", ["Veren", "Verrein", "verei"])
def test_search_forgives_them_in_a_single_short_word(client, typed):
    OrganisationFactory(name="Verein der Nachbarn", slug="nachbarn")
    OrganisationFactory(name="Väter reden mit", slug="vaeter")
    assert names(client.get(LIST, {"q": typed})) == ["Verein der Nachbarn"]


def test_search_finds_the_part_of_a_long_word(client):
    OrganisationFactory(name="Elternarbeitskreis Süd", slug="sued")
    assert names(client.get(LIST, {"q": "Arbeitskreis"})) == ["Elternarbeitskreis Süd"]


def test_search_in_other_scripts_finds_what_an_organisation_says_of_itself(client):
    OrganisationFactory(name="Treff", slug="treff", summary_ar="نرافق العائلات إلى المدرسة")
    assert names(client.get("/ar/organisations/", {"q": "المدرسه"})) == ["Treff"]


def test_search_does_not_find_what_is_not_published(client):
    OrganisationFactory(name="Treff", slug="treff", summary_de="Geheimnis", state=ListingState.UNCLAIMED)
    assert names(client.get(LIST, {"q": "Geheimnis"})) == []


def test_near_a_place_with_the_distance(client, dortmund):
    far = PostalCodeFactory(
        code="12043", place="Berlin", latitude=52.48, longitude=13.44,
        district__ags="11000", district__land__code="DE-BE", district__land__ags="11",
    )  # fmt: skip
    hamm = PostalCodeFactory(code="59065", place="Hamm", latitude=51.68, longitude=7.82)
    for name, code in {"Berlin": far, "Hamm": hamm, "Dortmund": dortmund}.items():
        OrganisationFactory(name=name, slug=name.lower(), postal_code=code)
    assert names(client.get(LIST, {"near": "44137", "km": "50"})) == ["Dortmund", "Hamm"]
    assert names(client.get(LIST, {"near": "dortmund", "km": "10"})) == ["Dortmund"]
    assert names(client.get(LIST, {"land": "DE-BE"})) == ["Berlin"]


def test_by_language(client):
    OrganisationFactory(name="Spricht Arabisch", slug="a", languages=["de", "ar"])
    OrganisationFactory(name="Spricht Türkisch", slug="t", languages=["de", "tr"])
    assert names(client.get(LIST, {"language": "tr"})) == ["Spricht Türkisch"]


def test_nobody_learns_what_an_unclaimed_entry_speaks(client):
    OrganisationFactory(name="Verein", slug="v", languages=["tr"], state=ListingState.UNCLAIMED)
    assert names(client.get(LIST)) == ["Verein"]
    assert names(client.get(LIST, {"language": "tr"})) == []


def test_by_the_age_of_the_children(client):
    OrganisationFactory(name="Für Kleine", slug="k", age_phases=["early", "kita"])
    OrganisationFactory(name="Für Große", slug="g", age_phases=["secondary"])
    assert names(client.get(LIST, {"age": "kita"})) == ["Für Kleine"]


def test_by_the_level_of_work(client):
    OrganisationFactory(name="Vor Ort", slug="ort")
    OrganisationFactory(name="Im ganzen Land", slug="land", level="land")
    assert names(client.get(LIST, {"level": "land"})) == ["Im ganzen Land"]


@pytest.mark.parametrize("query", [{"age": "kita"}, {"level": "local"}])
def test_what_is_not_published_is_no_reason_to_be_found(client, query):
    OrganisationFactory(slug="treff", age_phases=["kita"], state=ListingState.UNCLAIMED)
    assert names(client.get(LIST, query)) == []


def test_each_filter_can_be_left_out_alone(client, dortmund):
    query = {
        "near": "44137",
        "km": "10",
        "language": "tr",
        "land": "",
        "age": "kita",
        "q": "a&b",
        "page": "2",
    }
    applied = client.get("/en/organisations/", query).context["form"].applied
    assert [(it.label, it.value, it.without) for it in applied] == [
        ("Postal code or town", "44137 Dortmund", "?language=tr&age=kita&q=a%26b"),
        ("Language spoken", "Turkish", "?near=44137&age=kita&q=a%26b&km=10"),
        ("Ages of the children", "Kita", "?near=44137&language=tr&q=a%26b&km=10"),
        ("Name or word", "a&b", "?near=44137&language=tr&age=kita&km=10"),
    ]


def test_the_whole_list_has_no_filter_to_leave_out(client):
    assert client.get(LIST, {"q": "", "km": "10"}).context["form"].applied == []


@pytest.mark.parametrize(("km", "wider"), [("5", "10"), ("25", "50"), ("50", "100")])
def test_nothing_near_offers_the_next_larger_distance(client, dortmund, km, wider):
    text = client.get("/en/organisations/", {"near": "44137", "km": km, "language": "tr"}).text
    assert f'href="?near=44137&amp;language=tr&amp;km={wider}"' in text
    assert f"Search up to {wider} km away" in text


def test_nothing_near_at_the_largest_distance_offers_no_larger_one(client, dortmund):
    text = client.get("/en/organisations/", {"near": "44137", "km": "100"}).text
    assert "Search up to" not in text
    assert "Postal code or town: </span><bdi>44137 Dortmund</bdi>" in text


@pytest.mark.parametrize(
    "query",
    [
        {"near": "Atlantis"},
        {"age": "old"},
        {"level": "moon"},
        {"language": "klingon"},
        {"land": "DE-XX"},
        {"km": "-1"},
        {"q": "x" * 101},
        {"q": "a\x00b"},
        {"near": "\x00"},
    ],
)
def test_a_faulty_question_is_answered_with_a_clear_error(client, query):
    response = client.get(LIST, query)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert names(response) == []


@pytest.mark.parametrize("asked", ["page", "after", "before"])
@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "1e9", "\x00"])
def test_any_page_is_answered(client, asked, page):
    OrganisationFactory(name="Verein")
    assert names(client.get(LIST, {asked: page})) == ["Verein"]


def test_listed_before_unclaimed_each_by_the_alphabet(client):
    for name, state in (("Zebra", "listed"), ("Äpfel", "listed"), ("Anfang", "unclaimed")):
        OrganisationFactory(name=name, slug=name.lower().replace("ä", "ae"), state=state)
    assert names(client.get(LIST)) == ["Äpfel", "Zebra", "Anfang"]


def test_nothing_found_says_what_to_do(client):
    assert "No organisation fits all of this" in client.get("/en/organisations/", {"q": "nothing"}).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_with_many_rows(
    client, django_assert_num_queries, dortmund, rows
):
    for _number in range(rows):
        OrganisationFactory()
    with django_assert_num_queries(4):  # Länder, count, rows, who is checked
        client.get(LIST)
    with django_assert_num_queries(6):  # and the place, and whether any entry has the word
        client.get(LIST, {"near": "44137", "q": "Elternverein"})


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_asks_the_database_as_often_with_many_networks(client, django_assert_num_queries, rows):
    organisation = OrganisationFactory(name="Mitglied", slug="mitglied")
    for number in range(rows):
        umbrella = OrganisationFactory(name=f"Netz {number}", slug=f"netz-{number}", is_umbrella=True)
        Affiliation.objects.create(member=organisation, umbrella=umbrella)
    # Itself, networks, who checked and who keeps it, meetings, schools that confirmed, schools of meetings.
    with django_assert_num_queries(7):
        assert "Netz 0" in client.get("/de/organisations/mitglied/").text


def test_the_page_shows_what_is_public(client):
    OrganisationFactory(
        name="Treff", slug="treff", summary_de="Wir helfen.", summary_ar="نساعد", about_ar="فقرة\n\nأخرى",
        languages=["ar", "sgn"], email="info@treff.example", phone="+49231555010",
        website="https://www.treff.example/", street="Hinterhof 3", street_is_public=False,
    )  # fmt: skip
    text = client.get("/ar/organisations/treff/").text
    assert '<p class="lead">نساعد </p>' in text  # no mark: it is in the reader's language
    assert '<div lang="ar" dir="rtl"><p>فقرة</p>' in text
    assert "العربية" in text
    assert "mailto:info@treff.example" in text
    assert "tel:+49-231-555010" in text
    assert ">treff.example<" in text
    assert "Hinterhof" not in text
    english = client.get("/en/organisations/treff/").text
    assert '<span lang="de" dir="ltr">Wir helfen.</span>' in english
    assert "Open to all families" in english


def test_the_street_is_shown_only_on_request(client):
    OrganisationFactory(slug="treff", street="Hauptstraße 1", street_is_public=True)
    assert "Hauptstraße 1, 44137" in client.get("/de/organisations/treff/").text


def test_of_an_unclaimed_entry_name_and_town_only(client):
    OrganisationFactory(
        name="Treff", slug="treff", state=ListingState.UNCLAIMED, summary_de="Entwurf",
        email="privat@treff.example",
        phone="+49231555010", street="Hinterhof 3", street_is_public=True, register_number="VR 1",
    )  # fmt: skip
    text = client.get("/de/organisations/treff/").text
    assert "Treff" in text
    assert "Dortmund" in text
    assert '<meta name="robots" content="noindex">' in text
    for hidden in ("Entwurf", "privat@", "555010", "Hinterhof", "VR 1", "ld+json", "44137"):
        assert hidden not in text
    assert "Entwurf" not in client.get(LIST).text


def test_of_a_suspended_entry_nothing(client):
    OrganisationFactory(name="Verborgen", slug="verborgen", state=ListingState.SUSPENDED)
    assert client.get("/de/organisations/verborgen/").status_code == 404
    assert "Verborgen" not in client.get(LIST).text


def test_a_suspended_network_is_not_named(client):
    member = OrganisationFactory(slug="mitglied")
    umbrella = OrganisationFactory(name="Verborgen", is_umbrella=True, state=ListingState.SUSPENDED)
    Affiliation.objects.create(member=member, umbrella=umbrella)
    assert "Verborgen" not in client.get("/de/organisations/mitglied/").text


def test_an_affiliation_that_is_over_is_not_named(client):
    member = OrganisationFactory(slug="mitglied")
    umbrella = OrganisationFactory(name="Frueher", is_umbrella=True)
    Affiliation.objects.create(member=member, umbrella=umbrella, until="2020-12-31")
    assert "Frueher" not in client.get("/de/organisations/mitglied/").text


def test_the_json_ld_block_can_not_be_broken_out_of(client):
    OrganisationFactory(name="</script><script>alert(1)</script>", slug="boese", summary_de="<!-- & -->")
    text = client.get("/de/organisations/boese/").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1]
    assert json.loads(block)["name"] == "</script><script>alert(1)</script>"
    assert json.loads(block)["@type"] == "NGO"
    assert "<script>alert" not in text


def test_the_search_by_text_uses_its_index():
    land = OrganisationFactory(slug="one").land
    # As wide as rows are in life; the planner rightly reads a table of a few pages from end to end.
    texts = {
        "state": "listed",
        "summary_de": "Wir begleiten Familien von der Kita bis zum Abschluss. " * 3,
        "about_de": "Jeden Dienstag ist offener Treff. " * 40,
    }
    Organisation.objects.bulk_create(
        _folded(Organisation(name=f"{word} {number}", slug=f"x-{number}", land=land, **texts))
        for number in range(2000)
        for word in (("Elternverein", "Haus der Begegnung", "Frauentreff", "Kulturkreis")[number % 4],)
    )
    OrganisationFactory(name="Türkischer Sternenbund", slug="stern")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organisations_organisation")
    plan = Organisation.objects.public().matching("Turkischer Sternebund").explain()
    assert "organisation_by_text" in plan
    plan = Organisation.objects.public().by_name()[:20].explain()
    assert "organisation_by_name" in plan or "organisation_by_land" in plan
    assert "Sort" not in plan.replace("Incremental Sort", "")


def _folded(organisation: Organisation) -> Organisation:
    organisation.fold()
    return organisation
