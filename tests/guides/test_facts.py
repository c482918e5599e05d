"""Facts of a Land, of all of Germany and of a school year, as a reader meets them."""

import datetime as dt
import re

import pytest
import time_machine

from portal.guides.choices import Certainty, Kind
from portal.guides.models import FactKey, LandFact
from portal.lib.dates import BERLIN
from tests.factories.guides import FactChoiceFactory, FactKeyFactory, LandFactFactory, TextFactory
from tests.factories.places import LandFactory

pytestmark = pytest.mark.django_db

EVERYWHERE = {"land": None, "month": None, "day": None}


def kind_of_fact(key: str, kind: Kind, label: str) -> FactKey:
    """A kind of fact whose value stands without words around it."""
    return FactKeyFactory(key=key, kind=kind, label_de=label, phrase_de="", phrase_ar="")


@pytest.fixture
def supplies() -> FactKey:
    """An amount that is the same in all of Germany, in a box and inside a sentence."""
    key = kind_of_fact("school-supplies", Kind.MONEY, "Schulsachen")
    LandFactFactory(**EVERYWHERE, fact_key=key, number=130)
    LandFactory()
    TextFactory(
        guide__slug="geld",
        body="Sie bekommen {{fact:school-supplies}} im August.\n\n{{fact:school-supplies}}",
    )
    return key


@pytest.fixture
def evenings() -> FactKey:
    """A text for all of Germany, and another one for Berlin."""
    key = kind_of_fact("evenings", Kind.TEXT, "Elternabende")
    LandFactFactory(**EVERYWHERE, fact_key=key, text_de="etwa zweimal im Jahr")
    berlin = LandFactory(code="DE-BE", ags="11", name="Berlin", tile_column=2)
    LandFactFactory(**EVERYWHERE | {"land": berlin}, fact_key=key, text_de="dreimal im Jahr")
    LandFactory()
    TextFactory(guide__slug="abend", body="Es gibt sie {{fact:evenings}}.\n\n{{fact:evenings}}")
    return key


def read(client, slug: str, land: str = "", language: str = "de") -> str:
    response = client.get(f"/{language}/guides/{slug}/?land={land}")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())  # no-break spaces too


def value(page: str) -> str:
    """What the box says, in its largest letters."""
    return re.search(r'<p class="fact-value[^>]*>(.*?)</p>', page)[1]


def on(day: str, hour: str = "12:00"):
    return time_machine.travel(dt.datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=BERLIN), tick=False)


@pytest.mark.parametrize("land", ["", "DE-NW"])
def test_what_holds_in_all_of_germany_needs_no_land(client, supplies, land):
    page = read(client, "geld", land)
    assert value(page) == "130 €"
    assert "<b>Schulsachen</b> · In ganz Deutschland</p>" in page
    assert 'Sie bekommen <span class="fact-inline" lang="de" dir="ltr">130 €</span> im August.' in page
    assert "Choose your Land" not in page
    assert 'href="#land"' not in page


def test_cents_are_said_where_there_are_any(client, supplies):
    LandFact.objects.update(number="14.50")
    assert value(read(client, "geld")) == "14,50 €"


def test_amounts_are_written_as_the_reader_writes_them(client, supplies):
    LandFact.objects.update(number=1014)
    assert value(read(client, "geld", language="en")) == "€1,014"
    assert value(read(client, "geld", language="fa")).strip("\u200e") == "€ ۱,۰۱۴"


def test_a_land_goes_before_all_of_germany(client, evenings):
    page = read(client, "abend", "DE-BE")
    assert value(page) == "dreimal im Jahr"
    assert "<b>Elternabende</b> · In Berlin</p>" in page
    assert "zweimal" not in page


@pytest.mark.parametrize("land", ["", "DE-NW"])
def test_without_a_fact_of_its_own_a_land_has_the_one_of_most(client, evenings, land):
    page = read(client, "abend", land)
    assert value(page) == "etwa zweimal im Jahr"
    assert "In ganz Deutschland" not in page
    assert "In Nordrhein-Westfalen" not in page
    assert 'Es gibt sie <span class="fact-inline" lang="de" dir="ltr">etwa zweimal im Jahr</span>.' in page
    assert ('href="#land"' in page) is (land == "")


def test_the_box_lists_the_laender_that_differ_and_all_others(client):
    key = kind_of_fact("books", Kind.CHOICE, "Bücher")
    free, paid = (
        FactChoiceFactory(fact_key=key, code=code, text_de=code.title()) for code in ("geliehen", "bezahlt")
    )
    LandFactFactory(**EVERYWHERE, fact_key=key, choice=free)
    berlin = LandFactory(code="DE-BE", ags="11", name="Berlin", tile_column=2)
    LandFactFactory(**EVERYWHERE | {"land": berlin}, fact_key=key, choice=paid)
    LandFactory()
    TextFactory(guide__slug="b", body="{{fact:books}}")
    page = read(client, "b")
    assert value(page) == "Geliehen"
    assert "<dt>Geliehen</dt><dd>Nordrhein-Westfalen</dd><dt>Bezahlt</dt><dd>Berlin</dd>" in page


def test_the_comparison_shows_what_differs_and_nothing_else(client, supplies):
    LandFactFactory()
    page = client.get("/de/guides/laender/").content.decode()
    assert "Stichtag" in page
    assert "Schulsachen" not in page


def test_the_comparison_fills_a_land_with_what_holds_in_all_of_germany(client, supplies):
    berlin = LandFactory(code="DE-BE", ags="11", name="Berlin", tile_column=2)
    LandFactFactory(**EVERYWHERE | {"land": berlin}, fact_key=supplies, number=99)
    LandFactFactory()  # a date, for the map
    page = client.get("/de/guides/laender/?fact=school-supplies").content.decode()
    cells = dict(re.findall(r'<tr id="(DE-..)"><th scope="row">.*?</th><td>(.*?)</td>', page))
    assert cells == {"DE-BE": "99\xa0€", "DE-NW": "130\xa0€"}


@pytest.mark.parametrize(
    ("certainty", "marked"), [(Certainty.SURE, False), (Certainty.OWN, True), (Certainty.UNCERTAIN, True)]
)
def test_a_doubtful_value_says_so_inside_a_sentence_too(client, supplies, certainty, marked):
    LandFact.objects.update(certainty=certainty)
    sentence = re.search(r"Sie bekommen .*? im August", read(client, "geld"))[0]
    assert ("Bitte fragen Sie die Schule" in sentence) is marked


@pytest.fixture
def doubtful_berlin():
    """One cut-off in two Länder, of which we are sure in one alone, and another one in a third."""
    LandFactFactory()
    berlin = LandFactory(code="DE-BE", ags="11", name="Berlin", tile_column=2)
    LandFactFactory(land=berlin, certainty=Certainty.OWN)
    LandFactFactory(land=LandFactory(code="DE-BY", ags="09", name="Bayern", tile_column=3), month=6)
    TextFactory(guide__slug="start", body="{{fact:enrolment-cutoff}}\n\nEs ist {{fact:enrolment-cutoff}}.")


def test_without_a_land_the_box_names_the_laender_of_which_we_are_not_sure(client, doubtful_berlin):
    page = read(client, "start")
    assert (
        "Berlin und Nordrhein-Westfalen "
        '<span class="tag tag-warn">Bitte fragen Sie die Schule: Berlin</span></dd>' in page
    )
    assert "<dd>Bayern</dd>" in page
    assert (
        "6 Jahre alt bis <bdi>30. Juni</bdi> – <bdi>30. September</bdi></p> "
        '<p><span class="tag tag-warn">Bitte fragen Sie die Schule</span>' in page
    )
    assert "Bitte fragen Sie die Schule" in re.search(r"Es ist .*?</p>", page)[0]


def test_what_is_doubtful_everywhere_names_no_land(client, doubtful_berlin):
    LandFact.objects.update(certainty=Certainty.UNCERTAIN)
    page = read(client, "start")
    assert '<dd>Bayern <span class="tag tag-warn">Bitte fragen Sie die Schule</span></dd>' in page


def test_the_comparison_says_the_doubt_on_the_map_in_the_legend_and_in_the_table(client, doubtful_berlin):
    page = re.sub(r"\s+", " ", client.get("/de/guides/laender/?fact=enrolment-cutoff").text)
    assert "<title>Berlin: 30. September · Bitte fragen Sie die Schule</title>" in page
    assert "<title>Bayern: 30. Juni</title>" in page
    legend = page.partition('class="legend"')[2].partition("</dl>")[0]
    assert "Bitte fragen Sie die Schule: Berlin</span>" in legend
    row = page.partition('<tr id="DE-BE">')[2].partition("</tr>")[0]
    assert '30. September <span class="tag tag-warn">Bitte fragen Sie die Schule</span></td>' in row
    everything = page.partition('class="more all-facts"')[2]
    assert everything.count('class="visually-hidden"> Bitte fragen Sie die Schule</span>') == 1


def test_the_comparison_says_once_what_is_doubtful_everywhere(client, doubtful_berlin):
    LandFact.objects.update(certainty=Certainty.UNCERTAIN)
    page = client.get("/de/guides/laender/?fact=enrolment-cutoff").text
    table = page.partition('<table class="one-fact">')[2].partition("</table>")[0]
    assert "Bitte fragen Sie die Schule" not in table
    assert 'class="note note-warn">Hier sind wir' in page.partition('<table class="one-fact">')[0]


def test_the_table_says_what_the_squares_of_the_map_are_called(client, doubtful_berlin):
    page = client.get("/ar/guides/laender/?fact=enrolment-cutoff").text
    row = page.partition('<tr id="DE-BE">')[2].partition("</tr>")[0]
    assert '<span class="short" dir="ltr">BE</span>' in row


def test_a_free_text_is_compared_in_words_without_a_map(client):
    LandFactFactory()
    key = kind_of_fact("deferral", Kind.TEXT, "Ein Jahr warten")
    LandFactFactory(fact_key=key, month=None, day=None, text_de="Auf Antrag.")
    page = client.get("/de/guides/laender/?fact=deferral").text
    assert '<option value="deferral" selected>Ein Jahr warten</option>' in page
    assert re.search(r'<tr id="DE-NW"><th scope="row">.*?</th><td>Auf Antrag.</td>', page)
    assert '<svg class="tile-map' not in page


def test_an_arabic_value_in_a_german_text_runs_from_right_to_left(client):
    LandFactFactory()
    TextFactory(guide__slug="start", body="Es ist {{fact:enrolment-cutoff}}.")
    assert '<span class="fact-inline" lang="ar" dir="rtl">بلغ' in read(client, "start", "DE-NW", "ar")


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        ("2026-07-31", "23:59", None),
        ("2026-08-01", "00:00", "Klasse 1"),
        ("2027-07-31", "23:59", "Klasse 1"),
        ("2027-08-01", "00:00", "Klassen 1 und 2"),
        ("2031-01-01", "12:00", "Klassen 1 und 2"),
    ],
)
def test_a_school_year_changes_on_the_first_of_august(client, day, hour, said):
    key = kind_of_fact("all-day", Kind.TEXT, "Ganztag")
    LandFactFactory(
        **EVERYWHERE, fact_key=key, text_de="Klasse 1", valid_from="2026-08-01", valid_until="2027-07-31"
    )
    LandFactFactory(**EVERYWHERE, fact_key=key, text_de="Klassen 1 und 2", valid_from="2027-08-01")
    LandFactory()
    TextFactory(guide__slug="ganztag", body="{{fact:all-day}}\n\nHeute {{fact:all-day}}.")
    with on(day, hour):
        page = read(client, "ganztag")
    assert f'<span class="fact-inline" lang="de" dir="ltr">{said or "…"}</span>' in page
    assert ("fact-value" in page) is bool(said)


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-06-30", "30. Juni"), ("2026-07-01", "1. Juli"), ("2026-07-02", "1. Juli")],
)
def test_a_rule_of_a_land_changes_on_its_day(client, day, said):
    LandFactFactory(month=6, day=30, valid_until="2026-06-30")
    LandFactFactory(month=7, day=1, valid_from="2026-07-01")
    TextFactory(guide__slug="start", body="{{fact:enrolment-cutoff}}")
    with on(day):
        assert value(read(client, "start", "DE-NW")) == f"6 Jahre alt bis {said}"


def test_facts_of_all_germany_cost_no_further_query(client, supplies, evenings, django_assert_num_queries):
    TextFactory(guide__slug="beide", body="{{fact:evenings}}\n\n{{fact:school-supplies}}")
    for land in ("", "DE-NW", "DE-BE"):
        with django_assert_num_queries(5):
            client.get(f"/de/guides/beide/?land={land}")
