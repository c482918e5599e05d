"""The frame that an organisation puts into its own site."""

from html import unescape

import pytest

from organisations.choices import ListingState
from organisations.models import Affiliation
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import WorkshopDateFactory

pytestmark = pytest.mark.django_db
FRAME = "/de/organisations/treff/embed/"


@pytest.fixture
def treff():
    return OrganisationFactory(name="Treff & Tee", slug="treff")


def test_any_site_may_frame_it_and_it_may_do_nothing_else(client, treff):
    response = client.get(FRAME)
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; frame-ancestors *; base-uri 'none'; form-action 'none'"
    )
    assert "X-Frame-Options" not in response
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "<script" not in response.text


@pytest.mark.parametrize("page", ["/de/organisations/treff/", "/de/organisations/", "/de/"])
def test_no_other_page_may_be_framed(client, treff, page):
    response = client.get(page)
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_it_shows_the_next_meetings_of_this_organisation_alone(client, treff):
    WorkshopDateFactory(workshop__organisation=treff, workshop__title_de="Lesen am Abend")
    WorkshopDateFactory(workshop__title_de="Anderswo")
    text = client.get(FRAME).text
    assert "Lesen am Abend" in text
    assert "Anderswo" not in text


def test_where_no_meetings_are_a_sentence_says_so(client, treff):
    none = "Noch keine Treffen"
    assert none in client.get(FRAME).text
    WorkshopDateFactory(workshop__organisation=treff)
    assert none not in client.get(FRAME).text


def test_all_meetings_are_those_of_this_organisation(client, treff):
    WorkshopDateFactory(workshop__organisation=treff, workshop__title_de="Lesen am Abend")
    WorkshopDateFactory(workshop__title_de="Anderswo")
    address = "/de/workshops/?organisation=treff"
    assert f'href="{address}">Alle Treffen' in client.get(FRAME).text
    page = client.get(address).text
    assert "Lesen am Abend" in page
    assert "Anderswo" not in page
    assert "Treff &amp; Tee" in page


def test_a_network_shows_its_members(client, treff):
    treff.is_umbrella = True
    treff.save()
    member = OrganisationFactory(name="Mitglied", slug="mitglied")
    hidden = OrganisationFactory(name="Verborgen", slug="verborgen", state=ListingState.SUSPENDED)
    for row in (member, hidden):
        Affiliation.objects.create(member=row, umbrella=treff)
    text = client.get(FRAME).text
    assert 'href="/de/organisations/mitglied/"' in text
    assert "Verborgen" not in text


def test_links_open_a_page_of_their_own(client, treff):
    assert '<base target="_blank">' in client.get(FRAME).text


@pytest.mark.parametrize("state", [ListingState.UNCLAIMED, ListingState.SUSPENDED])
def test_only_a_listed_organisation_has_one(client, treff, state):
    treff.state = state
    treff.save()
    response = client.get(FRAME)
    assert response.status_code == 404
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_database_as_often_with_many_rows(client, treff, django_assert_num_queries, number):
    treff.is_umbrella = True
    treff.save()
    for _row in range(number):
        WorkshopDateFactory(workshop__organisation=treff)
        Affiliation.objects.create(member=OrganisationFactory(), umbrella=treff)
    with django_assert_num_queries(3):  # the organisation, its coming meetings, its members
        client.get(FRAME)


def test_the_desk_has_the_lines_to_copy(client, cast):
    cast.association.name = "Treff & Tee"
    cast.association.save()
    client.force_login(cast.editor)
    lines = unescape(client.get("/de/desk/organisations/elterntreff-nordstadt/").text)
    assert (
        '<iframe src="http://localhost:8000/de/organisations/elterntreff-nordstadt/embed/" '
        'title="Treff &amp; Tee" width="100%" height="600" frameborder="0" loading="lazy"></iframe>'
    ) in lines


@pytest.mark.parametrize(("role", "state"), [("helper", "listed"), ("editor", "unclaimed")])
def test_the_desk_has_none_for_who_may_not_or_what_is_not_public(client, cast, role, state):
    cast.association.state = state
    cast.association.save()
    client.force_login(getattr(cast, role))
    assert "iframe" not in client.get("/de/desk/organisations/elterntreff-nordstadt/").text
