"""What a guide says for the Land of the reader, and how the Land goes along."""

import re

import pytest

from portal.guides.choices import Certainty
from portal.guides.models import Translation
from tests.factories.guides import (
    LandFactFactory,
    TextFactory,
)
from tests.factories.places import LandFactory, PostalCodeFactory
from tests.guides.conftest import read

pytestmark = pytest.mark.django_db


def test_a_fact_is_shown_for_the_land_of_the_address(client, guide):
    page = read(client, "/de/guides/schule/?land=DE-NW")
    assert "In Nordrhein-Westfalen" in page
    assert "6 Jahre alt bis 30. September" in page
    assert "bildungsserver.de" in page
    assert '<option value="DE-NW" selected>' in page


@pytest.mark.parametrize(
    "typed",
    [
        "land=44137",
        "land=DE-NW&place=",
        "land=&place=44137",
        "place=Dortmund",
        "land=%D9%A4%D9%A4%D9%A1%D9%A3%D9%A7",
    ],
)
def test_a_postal_code_leads_to_the_address_of_its_land(client, guide, typed):
    PostalCodeFactory()
    response = client.get(f"/de/guides/schule/?{typed}")
    assert response.status_code == 302
    assert response["Location"] == "/de/guides/schule/?land=DE-NW"


@pytest.mark.parametrize("typed", ["99999", "DE-XX", "%3Cscript%3Ealert(1)%3C/script%3E", "%00", "x" * 500])
def test_an_unknown_land_is_said_and_the_page_is_shown_without_it(client, guide, typed):
    page = read(client, f"/de/guides/schule/?land={typed}")
    assert 'id="place-error"' in page
    assert "<script>alert" not in page
    assert "In Nordrhein-Westfalen" not in page


def test_without_a_land_the_box_shows_how_far_the_laender_differ(client, guide):
    berlin = LandFactory(code="DE-BE", ags="11", name="Berlin", tile_column=2)
    LandFactFactory(land=berlin, month=6)
    page = read(client, "/de/guides/schule/")
    assert "30. Juni" in page
    assert "30. September" in page
    assert 'href="#land"' in page


@pytest.mark.parametrize(
    ("certainty", "marked"), [(Certainty.SURE, False), (Certainty.OWN, True), (Certainty.UNCERTAIN, True)]
)
def test_a_doubtful_fact_says_so(client, guide, certainty, marked):
    guide.topic.guides.first()
    LandFactFactory._meta.model.objects.update(certainty=certainty)
    assert ("tag-warn" in read(client, "/de/guides/schule/?land=DE-NW")) is marked


def test_a_fact_that_is_not_known_for_the_land_is_no_empty_box(client, guide):
    LandFactory(code="DE-BE", ags="11", name="Berlin", tile_column=2)
    page = read(client, "/en/guides/schule/?land=DE-BE")
    assert "We do not know this for your Land yet" in page


def test_a_fact_of_last_year_is_no_longer_shown(client, guide):
    LandFactFactory._meta.model.objects.update(valid_until="2025-07-31")
    LandFactFactory(month=8, day=31, valid_from="2025-08-01")
    page = read(client, "/de/guides/schule/?land=DE-NW")
    assert "31. August" in page
    assert "30. September" not in page


def test_what_holds_in_the_land_stands_before_the_contents_and_leads_to_the_text(client, guide):
    page = read(client, "/de/guides/schule/?land=DE-NW")
    box = page[page.index('id="land"') : page.index('class="toc"')]
    assert "Nordrhein-Westfalen" in box
    assert '<a href="#fact-enrolment-cutoff">Stichtag</a>' in box
    assert "6 Jahre alt bis 30. September" in box
    # The form to choose another Land is still there, folded.
    assert box.index("<details") < box.index('name="land"')


@pytest.mark.parametrize("query", ["", "?land=DE-NW"])
def test_who_reads_of_trouble_reads_first_what_to_do(client, guide, query):
    guide.is_sensitive = True
    guide.save()
    page = read(client, f"/de/guides/schule/{query}")
    assert page.index('<article class="guide"') < page.index('id="land"')


def test_without_a_land_the_form_to_choose_it_lies_open(client, guide):
    page = read(client, "/de/guides/schule/")
    form = page[page.index('id="land"') : page.index('class="toc"')]
    assert "<details" not in form
    assert "Stichtag" not in form


def test_links_to_guides_keep_the_land(client, guide):
    TextFactory(guide__slug="anfang", title="Der Anfang")
    Translation.objects.filter(guide=guide).update(
        body="{{link:anfang}} [mehr]({{link:anfang}}) {{link:gibt-es-nicht}}"
    )
    page = read(client, "/de/guides/schule/?land=DE-NW")
    assert '<a href="/de/guides/anfang/?land=DE-NW">Der Anfang</a>' in page
    assert '<a href="/de/guides/anfang/?land=DE-NW" rel="noopener">mehr</a>' in page
    assert "gibt-es-nicht" not in page


CARRYING = [
    "/de/guides/",
    "/de/guides/schule/",
    "/de/guides/laender/",
    "/de/guides/words/",
    "/de/guides/search/",
    "/de/guides/schule/share/",
    "/de/guides/schule/feedback/",
    "/de/guides/schule/feedback/thanks/",
]


@pytest.mark.parametrize("address", CARRYING)
def test_the_land_goes_along_to_guides_meetings_and_organisations(client, guide, address):
    """In the main pages, breadcrumb, cards, forms and the switch of languages, once it is chosen."""
    TextFactory(guide__slug="anfang", title="Der Anfang", body="{{term:elternabend}}")
    page = read(client, f"{address}?land=DE-NW")
    links = re.findall(r'<a [^>]*href="(/\w[\w-]*/(?:guides|workshops|organisations)/[^"]*)"', page)
    assert [link for link in links if "land=DE-NW" not in link] == []
    assert len(links) > 3
    if 'name="q"' in page:
        assert '<input type="hidden" name="land" value="DE-NW">' in page
    assert "land=" not in re.sub(r'name="land"|id_land', "", read(client, address))


@pytest.mark.parametrize("door", ["workshops", "organisations"])
def test_meetings_and_organisations_are_shown_for_the_land_that_is_taken_along(client, guide, door):
    head = read(client, "/de/guides/schule/?land=DE-NW").partition('<nav class="doors"')[2]
    (link,) = re.findall(rf'href="(/de/{door}/[^"]*)"', head.partition("</nav>")[0])
    assert '<option value="DE-NW" selected>' in read(client, link)


@pytest.mark.parametrize("address", ["/de/guides/", "/de/guides/words/", "/de/guides/laender/"])
def test_under_a_land_that_there_is_not_no_page_is_kept_for_others(client, guide, address):
    response = client.get(f"{address}?land=DE-XX")
    assert response.keep_page is False
    assert "DE-XX" not in response.text.partition("<main")[2].partition("</main>")[0]
    assert client.get(f"{address}?land=DE-NW").keep_page is True
