"""The filters of the registry, each in the address of the list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations.choices import ListingState
from organisations.models import Affiliation
from parentwork.choices import DateState, WorkshopState
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import WorkshopDateFactory, WorkshopFactory
from tests.factories.places import DistrictFactory, PostalCodeFactory

pytestmark = pytest.mark.django_db
LIST = "/en/organisations/"


@pytest.fixture
def dortmund():
    return PostalCodeFactory(code="44137", place="Dortmund")


@pytest.fixture
def hamm():
    return PostalCodeFactory(
        code="59065", place="Hamm", latitude=51.68, longitude=7.82,
        district__ags="05915", district__name="Hamm",
    )  # fmt: skip


@pytest.fixture
def berlin():
    return PostalCodeFactory(
        code="12043", place="Berlin", latitude=52.48, longitude=13.44, district__ags="11000",
        district__name="Berlin", district__land__code="DE-BE", district__land__name="Berlin",
        district__land__ags="11",
    )  # fmt: skip


def names(client, **query) -> list[str]:
    return [row.name for row in found(client, **query)]


def found(client, **query) -> list:
    return client.get(LIST, query).context["page_obj"].object_list


def districts(client, **query) -> list[str]:
    """What the form offers to choose from; nothing where it does not ask."""
    fields = client.get(LIST, query).context["form"].fields
    return [str(name) for _code, name in fields["district"].choices] if "district" in fields else []


def test_by_district(client, dortmund, hamm):
    OrganisationFactory(name="Dort", slug="dort", postal_code=dortmund)
    OrganisationFactory(name="Hier", slug="hier", postal_code=hamm)
    assert names(client, district="05915") == ["Hier"]
    assert names(client, land="DE-NW", district="05913") == ["Dort"]


def test_districts_are_offered_once_there_is_a_land(client, dortmund, hamm, berlin):
    assert districts(client) == []
    assert districts(client, land="DE-NW") == ["any district", "Dortmund", "Hamm"]
    assert districts(client, district="11000") == ["any district", "Berlin"]


def test_whoever_chooses_another_land_leaves_the_district_of_the_one_before(client, dortmund, berlin):
    OrganisationFactory(name="Dort", slug="dort", postal_code=dortmund)
    OrganisationFactory(name="Berliner", slug="berliner", postal_code=berlin)
    query = {"land": "DE-BE", "district": "05913"}
    assert names(client, **query) == ["Berliner"]
    assert [it.value for it in client.get(LIST, query).context["form"].applied] == ["Berlin"]


def test_by_activity(client):
    OrganisationFactory(name="Café", slug="cafe", activities=["open-meeting", "advice"])
    OrganisationFactory(name="Kurse", slug="kurse", activities=["course"])
    assert names(client, activity="open-meeting") == ["Café"]


def test_by_meetings_to_come(client):
    soon = WorkshopDateFactory(workshop__organisation__name="Bald")
    WorkshopDateFactory(workshop=soon.workshop)  # twice is still once
    yesterday = timezone.now() - timedelta(days=1)
    WorkshopDateFactory(workshop__organisation__name="Vorbei", starts=yesterday)
    WorkshopDateFactory(workshop__organisation__name="Abgesagt", state=DateState.CANCELLED)
    WorkshopDateFactory(workshop__organisation__name="Entwurf", workshop__state=WorkshopState.DRAFT)
    WorkshopFactory(organisation__name="Ohne Termin")
    assert names(client, offers="on") == ["Bald"]


def test_by_network(client):
    umbrella = OrganisationFactory(name="Netz", slug="netz", is_umbrella=True)
    for name, until in (("Drin", None), ("Draußen", "2020-12-31")):
        member = OrganisationFactory(name=name, slug=name.lower().replace("ß", "ss"))
        Affiliation.objects.create(member=member, umbrella=umbrella, until=until)
    assert names(client, network="netz") == ["Drin"]
    page = client.get(LIST, {"network": "netz"}).text
    assert '<input type="hidden" name="network" value="netz" id="id_network">' in page
    assert 'name="network"' not in client.get(LIST).text


def test_an_entry_that_nobody_looks_after_is_found_in_its_network_after_those_with_a_page(client):
    umbrella = OrganisationFactory(slug="netz", is_umbrella=True)
    for name, state in (
        ("Anfang", "unclaimed"),
        ("Mitte", "listed"),
        ("Weg", "removed"),
        ("Zu", "suspended"),
    ):
        member = OrganisationFactory(name=name, slug=name.lower(), state=state)
        Affiliation.objects.create(member=member, umbrella=umbrella)
    assert names(client, network="netz") == ["Mitte", "Anfang"]


@pytest.mark.parametrize("query", [{"activity": "advice"}, {"offers": "on"}])
def test_what_is_not_published_is_no_reason_to_be_found(client, query):
    entry = OrganisationFactory(slug="entry", activities=["advice"], state=ListingState.UNCLAIMED)
    WorkshopDateFactory(workshop__organisation=entry)
    assert names(client, **query) == []


def test_all_filters_together(client, dortmund):
    umbrella = OrganisationFactory(name="Netz", slug="netz", is_umbrella=True)
    all_of_it = {
        "languages": ["tr"], "age_phases": ["kita"], "activities": ["advice"], "postal_code": dortmund,
    }  # fmt: skip
    organisation = OrganisationFactory(name="Türkischer Verein", **all_of_it)
    WorkshopDateFactory(workshop__organisation=organisation)
    Affiliation.objects.create(member=organisation, umbrella=umbrella)
    query = {
        "near": "44137", "km": "10", "language": "tr", "land": "DE-NW", "district": "05913", "age": "kita",
        "activity": "advice", "level": "local", "offers": "on", "network": "netz", "q": "Turkischr Verein",
    }  # fmt: skip
    assert names(client, **query) == ["Türkischer Verein"]
    applied = client.get(LIST, query).context["form"].applied
    assert [(it.label, it.value) for it in applied] == [
        ("Postal code or town", "44137 Dortmund"),
        ("Language spoken", "Turkish"),
        ("Land", "Nordrhein-Westfalen"),
        ("District", "Dortmund"),
        ("Ages of the children", "Kita"),
        ("Activities", "advice for families"),
        ("Where they work", "in its town or district"),
        ("", "with meetings to come"),
        ("Belongs to", "Netz"),
        ("Name or word", "Turkischr Verein"),
    ]
    assert "offers=on" not in applied[7].without
    for name, other in {
        "language": "pl", "age": "work", "activity": "course", "level": "land", "q": "Polnisch",
    }.items():  # fmt: skip
        assert names(client, **query | {name: other}) == [], name


@pytest.mark.parametrize(
    "query",
    [
        {"activity": "dancing"},
        {"land": "\x00"},
        {"land": "DE-NW", "district": "05999"},
        {"network": "nobody"},
        {"network": "\x00"},
    ],
)
def test_a_filter_that_there_is_not_is_named(client, query):
    DistrictFactory()
    response = client.get(LIST, query)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [next(reversed(query))]
    assert "error-summary" in response.text


@pytest.mark.parametrize("district", ["99999", "\x00", "0", "x" * 99])
def test_a_district_of_no_land_filters_nothing(client, district):
    OrganisationFactory(name="Dort", slug="dort")
    assert names(client, district=district) == ["Dort"]


@pytest.mark.parametrize(
    ("query", "is_open"),
    [
        ({}, False),
        ({"near": "44137", "language": "tr", "km": "25"}, False),
        ({"land": "", "q": "", "level": ""}, False),
        ({"network": "netz"}, False),
        ({"near": "44137", "km": "50"}, True),
        ({"q": "Verein"}, True),
        ({"offers": "on"}, True),
        ({"age": "nonsense"}, True),
    ],
)
def test_rarer_filters_are_folded_up_while_none_is_set(client, dortmund, query, is_open):
    OrganisationFactory(slug="netz", is_umbrella=True)
    text = client.get(LIST, query).text
    assert ('<details class="more" open>' in text) == is_open
    assert ('<details class="more">' in text) != is_open


def test_place_and_language_are_always_in_sight(client):
    form = client.get(LIST).context["form"]
    assert [field.name for field in form.in_sight] == ["near", "language"]
    assert [field.name for field in form.folded] == ["km", "land", "age", "activity", "level", "q", "offers"]


@pytest.mark.parametrize("rows", [1, 3])
def test_every_filter_asks_the_database_as_often_with_many_rows(
    client, django_assert_num_queries, dortmund, rows
):
    for _number in range(rows):
        WorkshopDateFactory(workshop__organisation=OrganisationFactory(activities=["advice"]))
    query = {"land": "DE-NW", "district": "05913", "activity": "advice", "offers": "on"}
    with django_assert_num_queries(5):  # Länder, districts, count, rows, who is checked
        assert len(found(client, **query)) == rows
