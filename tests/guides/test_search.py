"""Searching the guides, as a parent does it in their own language."""

import re

import pytest
from django.db import connection

from portal.guides import clock
from portal.guides.choices import State
from portal.guides.models import Guide, Passage, Translation
from portal.guides.services import save_text
from portal.guides.services.indexing import refresh
from tests.factories.accounts import UserFactory
from tests.factories.guides import FactKeyFactory, GuideFactory, PictureFactory, TermFactory, TextFactory
from tests.factories.places import LandFactory

pytestmark = pytest.mark.django_db

TEXTS = {
    "de": (
        "Mein Kind kommt in die Schule",
        "Wie Sie Ihr Kind anmelden.",
        "## Anmeldung\n\n"
        "Die Schuleinschreibung für Kinder ist im Herbst. "
        "Fragen Sie den Elternarbeitskreis und das Grundschulamt, auch nach einem Platz in der Kita. "
        "{{term:elternabend}}\n",
    ),
    "tr": (
        "Çocuğum okula başlıyor",
        "Çocuğunuzu nasıl kaydettirirsiniz.",
        "## Kayıt\n\nOkula kayıt sonbaharda yapılır. Belgeleri götürün. Almanya'da okul zorunludur.\n",
    ),
    "ar": (
        "طفلي يدخل المدرسة",
        "كيف تسجّلون طفلكم.",
        "## التسجيل\n\nيكون التسجيل في الخريف. اسألوا المدرسة الابتدائية أو البلدية.\n",
    ),
    "uk": (
        "Моя дитина йде до школи",
        "Як записати дитину.",
        "## Запис\n\nЗапис до школи відбувається восени. Візьміть свідоцтво про народження. "
        "Вступ — обов'язок. Сім’я має п'ять днів.\n",
    ),
    "ru": (
        "Мой ребёнок идёт в школу",
        "Как записать ребёнка.",
        "## Запись\n\nЗапись проходит осенью. Учителя ждут ваших вопросов.\n",
    ),
    "fa": (
        "فرزندم به مدرسه می‌رود",
        "چگونه نام‌نویسی کنید.",
        "## نام‌نویسی\n\nنام‌نویسی در پاییز است. کارت واکسن را همراه ببرید. ثبت‌نام رایگان است.\n",
    ),
    "pl": (
        "Moje dziecko idzie do szkoły",
        "Jak zgłosić dziecko.",
        "## Zgłoszenie\n\nZgłoszenie jest jesienią. Książeczka szczepień jest ważna.\n",
    ),
}


@pytest.fixture(autouse=True)
def guides():
    TermFactory()
    start = GuideFactory(slug="schulanfang")
    for language, (title, summary, body) in TEXTS.items():
        TextFactory(guide=start, language=language, title=title, summary=summary, body=body)
    TextFactory(
        guide__slug="geld", title="Geld und Hilfe", summary="Was Schule kostet.", body="## Bücher\n\nHefte.\n"
    )
    refresh()


def found(client, language, query):
    """Slugs of the guides found, and the words marked in them."""
    page = client.get(f"/{language}/guides/search/", {"q": query}).text
    results = page.partition('class="cards hits"')[2].partition("</ul>")[0]
    slugs = re.findall(rf'href="/{language}/guides/([\w-]+)/', results)
    return slugs, re.findall(r"<mark>([^<]*)</mark>", results)


@pytest.mark.parametrize(
    ("language", "query", "marked"),
    [
        ("de", "einschreibung", "Schuleinschreibung"),  # a part of a compound
        ("de", "Elternarbeit", "Elternarbeitskreis"),
        ("de", "Amt", "Grundschulamt"),
        ("de", "fuer kinder", "Kinder"),  # the longest word says the most
        ("de", "fuer", "für"),
        ("de", "Grundschlamt", "Grundschulamt"),  # a typing error
        ("tr", "kayit", "kayıt"),  # without the dotless i of a Turkish keyboard
        ("tr", "okulda", ""),  # another ending, found by grammar
        ("tr", "belgelr", "Belgeleri"),
        ("tr", "Elternabend", "Elternabend"),  # the German word of a letter
        ("ar", "الابتدائيه", "الابتدائية"),
        ("ar", "اسالوا", "اسألوا"),
        ("uk", "свидоцтво", "свідоцтво"),
        ("uk", "восени", "восени"),
        ("ru", "учителей", ""),
        ("ru", "осенью", "осенью"),
        ("fa", "كارت", "کارت"),  # typed on an Arabic keyboard
        # Words with an apostrophe, a hyphen, a slash or a joiner are words of several parts.
        ("tr", "Almanya'da", "Almanya"),
        ("uk", "обов'язок", "обов"),
        ("uk", "обовʼязок", "обов"),
        ("uk", "сім’я", "Сім"),
        ("uk", "п'ять", "ять"),
        ("fa", "ثبت\u200cنام", "ثبت"),
        ("de", "Kita-Plätze", "Kita"),
        ("de", "Grundschulamt/Hort", "Grundschulamt"),
        ("pl", "szczepien", "szczepień"),
        ("pl", "ksiazeczka", "Książeczka"),
    ],
)
def test_a_parent_finds_the_guide(client, language, query, marked):
    slugs, marks = found(client, language, query)
    assert slugs == ["schulanfang"]
    assert marks == ([marked] if marked else [])


def test_words_of_another_guide_do_not_lead_here(client):
    assert found(client, "de", "Geld Hilfe")[0] == ["geld"]


def other_guides(language, title, body, *, number=2):
    for at in range(number):
        TextFactory(guide__slug=f"other-{at}", language=language, title=title, body=body)
    for at in range(number):
        TextFactory(
            guide=Guide.objects.get(slug=f"other-{at}"), language="de", title=f"Anderes {at}", body="x"
        )
    refresh()


def test_what_looks_like_all_words_stands_before_what_has_a_part_of_them(client):
    other_guides("tr", "Belgeler, belgeler", "Belgeler hep belgeler.")
    assert found(client, "tr", "belgeler goturn")[0][0] == "schulanfang"


def test_turkish_words_are_not_looked_for_within_others(client):
    other_guides("tr", "Çok dil", "Çoklarında yoklama da var.")
    assert found(client, "tr", "okla kayt")[0] == ["schulanfang"]


def test_a_german_passage_is_marked_as_german_on_a_turkish_page(client):
    page = client.get("/tr/guides/search/", {"q": "Elternarbeitskreis"}).text
    assert re.search(r'<p lang="de" dir="ltr"><strong>Anmeldung</strong>', page)
    assert "Çocuğum okula başlıyor</a>" in page


def test_a_hit_leads_to_its_passage_with_the_land_of_the_reader(client):
    LandFactory(code="DE-BY", ags="09", name="Bayern")
    page = client.get("/de/guides/search/", {"q": "Herbst", "land": "DE-BY"}).text
    assert 'name="land" value="DE-BY"' in page
    assert 'href="/de/guides/schulanfang/?land=DE-BY#s1"' in page


def test_a_land_that_is_none_does_not_go_along(client):
    page = client.get("/de/guides/search/", {"q": "Herbst", "land": "DE-XX"}).text
    assert "DE-XX" not in page.partition("<main")[2].partition("</main>")[0]
    assert 'href="/de/guides/schulanfang/#s1"' in page


def test_what_was_asked_is_kept_nowhere(client):
    assert "no-store" in client.get("/de/guides/search/", {"q": "Herbst"})["Cache-Control"]


def test_what_only_looks_alike_is_said_to_be_a_guess(client):
    page = client.get("/de/guides/search/", {"q": "Grundschlamt"}).text
    assert "Grundschulamt" in page
    assert 'role="status"' in page


def test_nothing_found_offers_a_way_on(client):
    page = client.get("/de/guides/search/", {"q": "Zylinderkopfdichtung"}).text
    assert 'class="empty"' in page
    assert 'href="/de/guides/"' in page


@pytest.mark.parametrize(
    "query", ["", " ", "a", "%", "'; --", "\x00", "<script>alert(1)</script>", "und " * 60]
)
def test_odd_questions_are_answered(client, query):
    response = client.get("/de/guides/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_titles_are_shown_as_text(client):
    TextFactory(guide__slug="boese", title="<b onclick=x>Herbst</b>", body="Herbstlaub")
    refresh()
    assert "<b onclick" not in client.get("/de/guides/search/", {"q": "Herbstlaub"}).text


def test_drafts_are_not_found(client):
    Translation.objects.filter(language="tr").update(state=State.DRAFT)
    assert found(client, "tr", "belgeleri")[0] == []


def test_an_edit_in_the_portal_is_found_at_once(client):
    text = Translation.objects.get(language="tr")
    by = UserFactory(is_staff=True, is_superuser=True)
    save_text(text, title=text.title, summary=text.summary, body="Karne günü.", version=text.version, by=by)
    assert found(client, "tr", "karne")[0] == ["schulanfang"]
    assert found(client, "tr", "belgeleri")[0] == []


def test_refreshing_makes_only_what_changed():
    assert refresh() == {"passages made": 0}
    Translation.objects.filter(language="tr").update(version=7)
    assert refresh() == {"passages made": 2}


def test_labels_of_facts_are_part_of_the_text(client):
    FactKeyFactory(key="primary-years", label_de="Dauer der Grundschule")
    TextFactory(guide__slug="dauer", title="Dauer", summary="-", body="{{fact:primary-years}}")
    refresh()
    assert found(client, "de", "Dauer")[0] == ["dauer"]


def test_where_hardly_anything_has_the_word_those_that_look_alike_follow(client):
    TextFactory(guide__slug="lehre", language="de", title="Ausbildung", body="Lehre.")
    TextFactory(guide=Guide.objects.get(slug="lehre"), language="tr", title="Meslek", body="Kayıttan sonra.")
    refresh()
    page = client.get("/tr/guides/search/", {"q": "kayıtt"}).text
    hits, close = re.findall(r'<ul class="cards hits">(.*?)</ul>', page, re.DOTALL)
    assert re.findall(r'href="/tr/guides/([\w-]+)/', hits) == ["lehre"]
    assert re.findall(r'href="/tr/guides/([\w-]+)/', close) == ["schulanfang"]
    assert "<mark>kayıt</mark>" in close


def test_of_those_that_look_alike_only_the_nearest_are_shown(client):
    for number in range(7):
        TextFactory(guide__slug=f"tuete-{number}", title="Feier", body="Eine Schultüte.")
    refresh()
    assert len(found(client, "de", "Schultüttte")[0]) == 5


@pytest.mark.parametrize(("rows", "queries"), [(1, 6), (2, 4), (4, 4)])
def test_the_number_of_queries_does_not_grow(client, rows, queries, django_assert_num_queries):
    for number in range(rows):
        TextFactory(guide__slug=f"rad-{number}", title="Radweg", body="Der Radweg zur Schule.")
    refresh()
    with django_assert_num_queries(queries):
        client.get("/tr/guides/search/", {"q": "Radweg"})


def test_words_are_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        query = Passage.objects.order_by().filter(folded__contains="grundschulamt")
        assert "passage_folded" in query.explain()


# -- what stands in the places of a text -----------------------------------------------------------------


def reindexed() -> dict[int, str]:
    clock.index()
    return {row.translation_id: row.text for row in Passage.objects.filter(position=0)}


def test_the_night_indexes_the_texts_in_which_a_word_a_label_a_picture_or_a_title_changed():
    term, key = TermFactory(slug="heft", word="Heft"), FactKeyFactory(key="day", label_de="Tag")
    picture = PictureFactory(slug="hof", alternative_de="Hof")
    other = TextFactory(guide__slug="kosten", title="Geld", summary="", body="")
    body = "{{term:heft}}, {{fact:day}}, {{picture:hof}}, {{link:kosten}}"
    text = TextFactory(guide__slug="wege", title="Wege", summary="", body=body)
    before = reindexed()[text.pk]
    term.word, key.label_de, picture.alternative_de, other.title = "Mappe", "Datum", "Garten", "Hilfe"
    for row in (term, key, picture, other):
        row.save()

    after = reindexed()[text.pk]

    assert [before.count(word) for word in ("Heft", "Tag", "Hof", "Geld")] == [1, 1, 1, 1]
    assert [after.count(word) for word in ("Heft", "Tag", "Hof", "Geld")] == [0, 0, 0, 0]
    assert [after.count(word) for word in ("Mappe", "Datum", "Garten", "Hilfe")] == [1, 1, 1, 1]


def test_the_night_leaves_the_passages_of_unchanged_texts_alone():
    kept = set(Passage.objects.values_list("pk", flat=True))

    clock.index()

    assert set(Passage.objects.values_list("pk", flat=True)) == kept


def test_of_words_that_look_alike_the_nearest_comes_first(client):
    TextFactory(guide__slug="licht", title="Licht", body="## Licht\n\nDas Licht einschalten.\n")
    TextFactory(guide__slug="schulfest", title="Fest", body="## Fest\n\nZur Einschulung gibt es ein Fest.\n")
    refresh()
    assert found(client, "de", "Einschulng")[0][:2] == ["schulfest", "licht"]


@pytest.mark.parametrize("query", ["Zuckertüte", "Zuckertüe"])  # typed well, and mistyped
def test_of_guides_with_the_same_words_the_one_that_speaks_of_them_most_comes_first(client, query):
    once = "## Feier\n\nEine Zuckertüte.\n"
    twice = "## Feier\n\nEine Zuckertüte.\n\n## Kosten\n\nEine Zuckertüte.\n"
    for slug, summary, body in (("a", "-", once), ("b", "-", twice), ("c", "Eine Zuckertüte.", once)):
        TextFactory(guide__slug=slug, title="Fest", summary=summary, body=body)
    refresh()
    assert found(client, "de", query)[0] == ["c", "b", "a"]
