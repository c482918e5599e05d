"""Guides on paper."""

import io
import re

import pytest
from pypdf import PdfReader

from portal.documents.models import Document
from portal.guides.choices import Certainty
from portal.guides.models import LandFact
from tests.factories.guides import LandFactFactory, PictureFactory, TermFactory, TextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide():
    LandFactFactory()
    TermFactory()
    german = TextFactory(guide__slug="schule", title="So geht Schule", body="{{fact:enrolment-cutoff}}")
    TextFactory(
        guide=german.guide,
        language="ar",
        title="المدرسة",
        body="{{term:elternabend}}\n\n{{fact:enrolment-cutoff}}",
    )
    return german.guide


def fetch(client, address: str, django_capture_on_commit_callbacks) -> bytes:
    """The file, asked for as a browser does: first the page that waits, then the file."""
    with django_capture_on_commit_callbacks(execute=True):
        client.get(address)
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content)


def waited(client, address: str) -> tuple[str, str]:
    """What the page that waits says is made, and where it leads back to."""
    page = client.get(address).text
    [back] = re.findall(r'<nav class="breadcrumb".*?<a href="([^"]*)"', page, re.DOTALL)
    [title] = re.findall("<h1>(.*?)</h1>", page)
    return title, back


def test_while_a_guide_is_made_its_title_and_the_way_back_to_it_are_there(client, guide):
    address = "/en/guides/schule.pdf"
    assert waited(client, address) == (
        '<span lang="de" dir="ltr">So geht Schule</span>',
        "/en/guides/schule/",
    )
    assert waited(client, "/de/guides/schule.pdf?land=DE-NW") == (
        "So geht Schule",
        "/de/guides/schule/?land=DE-NW",
    )
    assert "The file is deleted" not in client.get(address).text


@pytest.mark.parametrize(
    ("query", "back"),
    [
        ("?land=DE-NW&guide=schule", "/ar/guides/schule/?land=DE-NW"),
        ("?guide=schule", "/ar/guides/schule/"),
        ("?land=DE-NW", "/ar/guides/?land=DE-NW"),
        ("?guide=nowhere", "/ar/guides/"),
        ("?guide=//elsewhere.example", "/ar/guides/"),
    ],
)
def test_the_booklet_leads_back_to_the_guide_from_which_it_was_asked_for(client, guide, query, back):
    assert waited(client, f"/ar/guides/booklet.pdf{query}")[1] == back


@pytest.mark.parametrize("query", ["", "?land=DE-NW"])
def test_a_guide_tells_the_booklet_where_the_reader_comes_from(client, guide, query):
    address = "/ar/guides/booklet.pdf" + (f"{query}&amp;" if query else "?") + "guide=schule"
    assert f'href="{address}"' in client.get(f"/ar/guides/schule/{query}").text


def test_a_guide_is_a_tagged_pdf_with_the_facts_of_the_land(
    client, guide, django_capture_on_commit_callbacks
):
    file = PdfReader(
        io.BytesIO(fetch(client, "/de/guides/schule.pdf?land=DE-NW", django_capture_on_commit_callbacks))
    )
    assert "/StructTreeRoot" in file.trailer["/Root"]
    text = "".join(page.extract_text() for page in file.pages)
    assert "6 Jahre alt bis 30. September" in text
    assert file.trailer["/Root"]["/Lang"] == "de"


def test_an_arabic_guide_is_set_from_right_to_left(client, guide, django_capture_on_commit_callbacks):
    file = PdfReader(
        io.BytesIO(fetch(client, "/ar/guides/schule.pdf?land=DE-NW", django_capture_on_commit_callbacks))
    )
    assert file.trailer["/Root"]["/Lang"] == "ar"
    assert "Elternabend" in "".join(page.extract_text() for page in file.pages)


@pytest.mark.parametrize("file", ["schule.pdf", "booklet.pdf"])
def test_the_page_that_waits_asks_for_the_land_of_the_reader_and_offers_its_file(
    client, guide, django_capture_on_commit_callbacks, file
):
    address = f"/de/guides/{file}?land=DE-NW"
    with django_capture_on_commit_callbacks(execute=True):
        page = client.get(address).text
    asks = re.search(r'hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    assert asks.startswith(address)
    state = client.get(asks, headers={"HX-Request": "true"}).text
    assert f'<a class="button" href="{address}" download>' in state
    assert Document.objects.count() == 1


def test_the_same_guide_is_made_once_and_again_after_a_change(
    client, guide, django_capture_on_commit_callbacks
):
    for _time in range(2):
        fetch(client, "/de/guides/schule.pdf", django_capture_on_commit_callbacks)
    assert Document.objects.count() == 1
    text = guide.translations.get(language="de")
    text.body = "Neu."
    text.save()
    fetch(client, "/de/guides/schule.pdf", django_capture_on_commit_callbacks)
    assert Document.objects.count() == 2


def test_an_unknown_land_leads_back_to_the_page_that_says_so(client, guide):
    response = client.get("/de/guides/schule.pdf?land=DE-XX")
    assert response["Location"] == "/de/guides/schule/?land=DE-XX"
    assert client.get("/de/guides/fehlt.pdf").status_code == 404


def test_the_booklet_has_all_guides_of_the_language_but_those_that_leave_no_trace(
    client, guide, django_capture_on_commit_callbacks
):
    TextFactory(guide__slug="geld", guide__position=200, title="Geld", body="## Mehr\n\n{{link:schule}}")
    TextFactory(guide__slug="gewalt", guide__is_sensitive=True, title="Gewalt")
    content = fetch(client, "/de/guides/booklet.pdf?land=DE-NW", django_capture_on_commit_callbacks)
    file = PdfReader(io.BytesIO(content))
    text = "".join(page.extract_text() for page in file.pages)
    assert "Nordrhein-Westfalen" in text
    assert text.index("So geht Schule") < text.index("6 Jahre alt bis 30. September") < text.rindex("Geld")
    assert "Gewalt" not in text
    assert "/StructTreeRoot" in file.trailer["/Root"]


def test_paper_says_what_is_doubtful_and_what_is_out_of_date(
    client, guide, django_capture_on_commit_callbacks
):
    LandFact.objects.update(certainty=Certainty.OWN)
    TextFactory(guide=guide, language="en", title="School", body="{{fact:enrolment-cutoff}}")
    guide.revision = 2
    guide.save()
    for address in ("/en/guides/booklet.pdf", "/en/guides/schule.pdf"):
        file = PdfReader(io.BytesIO(fetch(client, address, django_capture_on_commit_callbacks)))
        text = " ".join(" ".join(page.extract_text() for page in file.pages).split())
        assert "Nordrhein-Westfalen Please ask the school" in text
        assert "What you read here may be out of date." in text


def test_the_booklet_is_gathered_in_few_queries(guide, django_assert_num_queries):
    from portal.guides.reports.documents import BookletPdf

    for number in range(3):
        TextFactory(guide__slug=f"mehr-{number}", body="{{fact:enrolment-cutoff}} {{term:elternabend}}")
    with django_assert_num_queries(6):
        BookletPdf().gather({"land": "DE-NW"}, "de")


def test_there_is_no_booklet_in_a_language_without_guides(client, guide):
    assert client.get("/uk/guides/booklet.pdf").status_code == 404


def test_a_picture_stands_in_the_pdf_with_its_words(client, django_capture_on_commit_callbacks):
    PictureFactory()
    TextFactory(guide__slug="schule", body="{{picture:schulhof}}")
    file = PdfReader(io.BytesIO(fetch(client, "/de/guides/schule.pdf", django_capture_on_commit_callbacks)))
    assert len([image for page in file.pages for image in page.images]) == 1
    assert list(descriptions(file.trailer["/Root"]["/StructTreeRoot"])) == ["Kinder auf dem Schulhof"]


def descriptions(element):
    """What the figures below an element of the tagged structure say for those who do not see them."""
    if "/Alt" in element:
        yield str(element["/Alt"])
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        if isinstance(child.get_object(), dict):
            yield from descriptions(child.get_object())
