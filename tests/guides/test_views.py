"""Reading guides, as a visitor does it."""

import json
import re

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from portal.guides.choices import Certainty, State
from portal.guides.models import FormerSlug, Translation
from tests.factories.guides import (
    FactKeyFactory,
    GuideFactory,
    LandFactFactory,
    TermFactory,
    TextFactory,
)
from tests.factories.places import LandFactory, PostalCodeFactory
from tests.schemaorg import misused

pytestmark = pytest.mark.django_db


def only_german(language: str) -> str:
    """How that language says that a text is there in German only."""
    with translation.override(language):
        return translation.pgettext("there is no text in the reader's language", "in German")


def read(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def guide():
    LandFactFactory()
    body = (
        "## Anfang\n\nZum {{term:elternabend}} gehen.\n\n{{fact:enrolment-cutoff}}\n\n## Mitte\n\n## Ende\n"
    )
    TermFactory()
    return TextFactory(guide__slug="schule", title="So geht Schule", body=body).guide


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


def test_a_german_word_is_marked_and_explained_in_the_readers_language(client, guide):
    TextFactory(guide=guide, language="ar", title="المدرسة", body="{{term:elternabend}}")
    page = read(client, "/ar/guides/schule/")
    assert re.search(
        r'<a class="word" href="#word-elternabend"[^>]* lang="de" dir="ltr">Elternabend</a>', page
    )
    assert "مساء للأهالي." in page


def test_a_language_without_a_text_gets_the_german_one_marked_and_said(client, guide):
    page = read(client, "/pl/guides/schule/?land=DE-NW")
    assert '<html lang="pl" dir="ltr">' in page
    assert '<article class="guide" lang="de" dir="ltr">' in page
    assert 'role="note"' in page


def test_in_arabic_the_german_text_runs_from_left_to_right_and_facts_are_arabic(client, guide):
    page = read(client, "/ar/guides/schule/?land=DE-NW")
    assert '<article class="guide" lang="de" dir="ltr">' in page
    assert '<div class="fact" id="fact-enrolment-cutoff" lang="ar" dir="rtl">' in page
    assert "بلغ السادسة حتى 30 سبتمبر" in page


def test_what_holds_in_the_land_stands_before_the_contents_and_leads_to_the_text(client, guide):
    page = read(client, "/de/guides/schule/?land=DE-NW")
    box = page[page.index('id="land"') : page.index('class="toc"')]
    assert "Nordrhein-Westfalen" in box
    assert '<a href="#fact-enrolment-cutoff">Stichtag</a>' in box
    assert "6 Jahre alt bis 30. September" in box
    # The form to choose another Land is still there, folded.
    assert box.index("<details") < box.index('name="land"')


def test_without_a_land_the_form_to_choose_it_lies_open(client, guide):
    page = read(client, "/de/guides/schule/")
    form = page[page.index('id="land"') : page.index('class="toc"')]
    assert "<details" not in form
    assert "Stichtag" not in form


def test_the_contents_are_folded(client, guide):
    page = read(client, "/de/guides/schule/")
    assert re.search(r'<nav class="toc"[^>]*>\s*<details>', page)


@pytest.mark.parametrize("address", ["/tr/", "/tr/guides/", "/tr/guides/anfang/"])
def test_a_card_of_a_guide_that_is_only_there_in_german_says_so(client, guide, address):
    TextFactory(guide__slug="anfang", title="Der Anfang")
    page = read(client, address)
    card = page[page.index('<h3><a href="/tr/guides/schule/">') :].partition("</li>")[0]
    assert '<span lang="de" dir="ltr">So geht Schule</span>' in card
    assert only_german("tr") in card
    TextFactory(guide=guide, language="tr", title="Okul")
    card = read(client, address)
    card = card[card.index('<h3><a href="/tr/guides/schule/">') :].partition("</li>")[0]
    assert only_german("tr") not in card


def test_an_outdated_or_unchecked_translation_says_so(client, guide):
    TextFactory(guide=guide, language="en", title="School", body="Text", machine_assisted=True)
    page = read(client, "/en/guides/schule/")
    assert "not yet checked by a person" in page
    assert "may be out of date" not in page
    guide.revision = 2
    guide.save()
    assert "may be out of date" in read(client, "/en/guides/schule/")


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW])
def test_what_is_not_published_is_not_there(client, guide, state):
    Translation.objects.update(state=state)
    assert client.get("/de/guides/schule/").status_code == 404
    assert client.get("/de/guides/schule.pdf").status_code == 404
    assert "So geht Schule" not in read(client, "/de/guides/")


def test_a_draft_translation_leaves_the_reader_the_german_text(client, guide):
    TextFactory(guide=guide, language="en", title="Draft title", state=State.DRAFT)
    page = read(client, "/en/guides/schule/")
    assert "Draft title" not in page
    assert "So geht Schule" in page


def test_links_to_guides_keep_the_land(client, guide):
    TextFactory(guide__slug="anfang", title="Der Anfang")
    Translation.objects.filter(guide=guide).update(
        body="{{link:anfang}} [mehr]({{link:anfang}}) {{link:gibt-es-nicht}}"
    )
    page = read(client, "/de/guides/schule/?land=DE-NW")
    assert '<a href="/de/guides/anfang/?land=DE-NW">Der Anfang</a>' in page
    assert '<a href="/de/guides/anfang/?land=DE-NW" rel="noopener">mehr</a>' in page
    assert "gibt-es-nicht" not in page


def test_anchors_are_the_same_in_every_language(client, guide):
    TextFactory(guide=guide, language="en", title="School", body="## Start\n\n## Middle\n\n## End\n")
    for language in ("de", "en"):
        anchors = re.findall(r'<h2 id="(s\d)">', read(client, f"/{language}/guides/schule/"))
        assert anchors == ["s1", "s2", "s3"]


@pytest.mark.parametrize("address", ["/de/guides/", "/de/guides/schule/?land=DE-NW", "/de/guides/laender/"])
def test_public_pages_know_no_person(guide, address):
    """They are cached for everybody: the bare request has neither session nor user nor messages."""
    request = RequestFactory().get(address)
    with translation.override("de"):
        found = resolve(request.path)
        response = found.func(request, **found.kwargs)
    assert response.status_code == 200
    assert not response.cookies


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
def test_the_land_goes_along_to_every_page_of_the_guides(client, guide, address):
    """In breadcrumb, cards, forms and the switch of languages, once it is chosen."""
    TextFactory(guide__slug="anfang", title="Der Anfang", body="{{term:elternabend}}")
    page = read(client, f"{address}?land=DE-NW")
    links = re.findall(r'<a [^>]*href="(/\w[\w-]*/guides/[^"]*)"', page)
    assert [link for link in links if "land=DE-NW" not in link] == []
    assert len(links) > 3
    if 'name="q"' in page:
        assert '<input type="hidden" name="land" value="DE-NW">' in page
    assert "land=" not in re.sub(r'name="land"|id_land', "", read(client, address))


@pytest.mark.parametrize("address", ["/de/guides/", "/de/guides/words/", "/de/guides/laender/"])
def test_under_a_land_that_there_is_not_no_page_is_kept_for_others(client, guide, address):
    response = client.get(f"{address}?land=DE-XX")
    assert response.keep_page is False
    assert "DE-XX" not in response.text.partition("<main")[2].partition("</main>")[0]
    assert client.get(f"{address}?land=DE-NW").keep_page is True


@pytest.fixture
def moved(guide):
    FormerSlug.objects.create(slug="frueher", guide=guide)
    return guide


@pytest.mark.parametrize("page", ["/", ".pdf", "/share/", "/feedback/", "/feedback/thanks/"])
def test_every_page_of_a_guide_that_moved_leads_to_where_it_is_now(client, moved, page):
    response = client.get(f"/de/guides/frueher{page}?land=DE-NW")
    assert (response.status_code, response["Location"]) == (301, f"/de/guides/schule{page}?land=DE-NW")


def test_an_answer_to_a_guide_that_moved_meanwhile_is_not_lost(client, moved):
    response = client.post("/de/guides/frueher/feedback/", {"helped": "yes"})
    assert (response.status_code, response["Location"]) == (308, "/de/guides/schule/feedback/")


@pytest.mark.parametrize("page", ["/", ".pdf", "/share/", "/feedback/"])
def test_a_former_address_does_not_lead_to_what_nobody_can_read(client, moved, page):
    Translation.objects.update(state=State.DRAFT)
    assert client.get(f"/de/guides/frueher{page}").status_code == 404


@pytest.mark.parametrize("page", ["/", ".pdf", "/share/", "/feedback/"])
def test_every_page_of_a_guide_that_is_gone_says_so(client, page):
    FormerSlug.objects.create(slug="weg", guide=None)
    assert client.get(f"/de/guides/weg{page}").status_code == 410


def test_the_next_steps_lead_to_meetings_people_and_us(client, guide):
    page = read(client, "/tr/guides/schule/?land=DE-NW").partition('aria-labelledby="next"')[2]
    assert 'href="/tr/workshops/?topic=school&amp;land=DE-NW"' in page
    assert 'href="/tr/organisations/?land=DE-NW&amp;language=tr"' in page
    assert 'href="/tr/report/?page=/tr/guides/schule/"' in page
    assert 'href="/tr/workshops/?topic=school"' in read(client, "/tr/guides/schule/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, rows, django_assert_num_queries):
    cache.clear()
    for number in range(rows):
        land = LandFactory(code=f"DE-N{number}", ags=f"0{number}", name=f"Land {number}", tile_column=number)
        key = FactKeyFactory(key=f"key-{number}")
        LandFactFactory(land=land, fact_key=key)
        TermFactory(slug=f"wort-{number}")
    body = "".join(f"{{{{fact:key-{n}}}}}\n\n{{{{term:wort-{n}}}}}\n\n" for n in range(rows))
    for number in range(rows):
        TextFactory(guide=GuideFactory(slug=f"guide-{number}"), body=body)
    with django_assert_num_queries(6):
        client.get("/ar/guides/guide-0/")
    with django_assert_num_queries(6):
        client.get("/ar/guides/guide-0/?land=DE-N0")
    with django_assert_num_queries(2):
        client.get("/ar/guides/")
    with django_assert_num_queries(3):
        client.get("/ar/guides/laender/")


def test_the_comparison_shows_every_land_and_the_map(client, guide):
    page = read(client, "/de/guides/laender/?fact=enrolment-cutoff")
    assert '<tr id="DE-NW">' in page
    assert "30. September</td>" in page
    assert page.count('class="shade-1"') == 2  # the tile and its entry in the legend


def test_the_comparison_is_empty_but_there_without_facts(client):
    assert 'class="empty"' in read(client, "/de/guides/laender/?fact=nonsense")


def test_a_guide_says_its_address_and_description(client, guide):
    page = read(client, "/de/guides/schule/?land=DE-NW")
    assert '<meta name="description" content="Alles über Schule.">' in page
    assert 'rel="canonical"' in page
    article = json.loads(article_of(page))
    assert article["@type"] == "Article"
    assert article["url"] == "http://localhost:8000/de/guides/schule/"


def test_in_another_language_the_german_text_says_where_it_is_at_home(client, guide):
    page = read(client, "/pl/guides/schule/")
    article = json.loads(article_of(page))
    assert article["url"] == "http://localhost:8000/de/guides/schule/"


def test_json_ld_speaks_the_vocabulary_of_schema_org(client, guide):
    page = read(client, "/de/guides/schule/")
    assert misused(json.loads(article_of(page))) == []


def article_of(page: str) -> str:
    return re.search(r'"application/ld\+json">(.*?)</script>', page)[1]


def test_json_ld_cannot_be_ended_by_a_title(client):
    TextFactory(guide__slug="x", title="</script><script>alert(1)</script>")
    page = read(client, "/de/guides/x/")
    assert "<script>alert" not in page


def test_a_linked_question_ends_its_sentence(client):
    TextFactory(guide__slug="wohin", title="Welche Schule jetzt?")
    TextFactory(guide__slug="satz", body="Mehr dazu: {{link:wohin}}. Und weiter.")
    page = read(client, "/de/guides/satz/")
    assert "Welche Schule jetzt?</a> Und weiter." in page
