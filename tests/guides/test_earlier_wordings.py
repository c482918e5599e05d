"""A translator reads the older wordings of a translation, and brings one back into the draft."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from portal.guides.models import Translation, TranslationDraft
from portal.guides.reports.translations import pieces
from portal.guides.services import save_text, translating
from tests.factories.accounts import UserFactory
from tests.factories.guides import TextFactory, TranslatorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HISTORY = "/en/desk/guides/schule/history/"
PAGE = "/en/desk/translations/ar/schule/"


@pytest.fixture
def staff():
    return UserFactory(name="Ines", is_staff=True, is_superuser=True)


@pytest.fixture
def rana():
    return TranslatorFactory(user__name="Rana").user


@pytest.fixture
def german():
    return TextFactory(
        guide__slug="schule", title="Schule", summary="Alles.", body="Anfang.\n\nEnde.\n"
    )  # fmt: skip


@pytest.fixture
def arabic(german):
    return TextFactory(guide=german.guide, language="ar", title="المدرسة", summary="كل.", body="أ\n\nب\n")


@pytest.fixture
def desk(rana) -> Client:
    client = Client()
    client.force_login(rana)
    return client


def reworded(text: Translation, by, body: str, **how) -> Translation:
    text.refresh_from_db()
    words = {"title": text.title, "summary": text.summary, "body": body}
    return save_text(text, **words, version=text.version, by=by, **how)


def first_event(text: Translation):
    return text.events.order_by("pgh_id").first()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_she_reads_the_history_of_her_language_and_of_no_other(arabic, german, staff, desk):
    reworded(arabic, staff, "ج\n\nب\n")
    page = desk.get(f"{HISTORY}ar/").content.decode()
    assert "first wording" in page
    assert "new wording" in page
    assert "/desk/guides/schule/place/" not in page
    assert f"{HISTORY}de/" not in page
    edit = desk.get(f"{HISTORY}ar/{arabic.events.latest('pgh_id').pgh_id}/").content.decode()
    assert "<del>أ</del>" in edit
    assert "<ins>ج</ins>" in edit
    for closed in (f"{HISTORY}de/", f"{HISTORY}tr/", f"{HISTORY}xx/"):
        assert desk.get(closed).status_code == 404


def test_an_older_wording_comes_into_her_draft_and_readers_keep_theirs(arabic, staff, rana, desk):
    reworded(arabic, staff, "ج\n\nب\n")
    event = first_event(arabic)
    page = desk.get(f"{HISTORY}ar/{event.pgh_id}/").content.decode()
    address = f"{PAGE}history/{event.pgh_id}/restore/"
    assert f'action="{address}"' in page
    assert "The older wording stands in the draft." in words(desk.post(address, follow=True).content.decode())
    draft = TranslationDraft.objects.get()
    assert (draft.author, draft.writers) == (rana, [rana.pk])
    assert [piece.text for piece in pieces.read(draft.pieces)] == ["المدرسة", "كل.", "أ", "ب"]
    assert [piece.original for piece in pieces.read(draft.pieces)] == ["المدرسة", "كل.", "ج", "ب"]
    arabic.refresh_from_db()
    assert arabic.body == "ج\n\nب\n"


def test_words_for_another_german_wait_for_a_look(german, arabic, staff, rana):
    reworded(german, staff, "Der Anfang.\n\nEnde.\n")
    reworded(arabic, staff, "ج\n\nب\n", made_from=2)
    draft = translating.restore(german.guide, "ar", first_event(arabic), by=rana)
    changed = [(piece.text, piece.is_changed, piece.is_done) for piece in pieces.read(draft.pieces)][2:]
    assert changed == [("أ", True, False), ("ب", False, True)]
    with pytest.raises(translating.Faulty):
        translating.submit(draft, by=rana, version=draft.version)


def test_words_for_a_german_that_nobody_knows_wait_for_a_look_too(german, arabic, staff, rana):
    reworded(german, staff, "Der Anfang.\n\nEnde.\n")
    reworded(arabic, staff, "ج\n\nب\n", made_from=2)
    event = first_event(arabic)
    event.made_from = 7  # of a revision that the history does not have
    draft = translating.restore(german.guide, "ar", event, by=rana)
    assert [piece.is_done for piece in pieces.read(draft.pieces)] == [False] * 4


def test_it_takes_the_place_of_nothing_that_she_has_written(arabic, staff, rana, desk):
    draft = translating.begin(arabic.guide, "ar", by=rana)
    translating.keep(draft, {2: "د"}, {}, by=rana, version=draft.version)
    reworded(arabic, staff, "ج\n\nب\n")
    answer = desk.post(f"{PAGE}history/{first_event(arabic).pgh_id}/restore/", follow=True)
    assert "There are words in the draft that readers do not have." in words(answer.content.decode())
    assert pieces.read(TranslationDraft.objects.get().pieces)[2].text == "د"


def test_an_older_wording_goes_through_a_review_even_of_a_machine_s_text(arabic, staff, rana):
    Translation.objects.filter(pk=arabic.pk).update(machine_assisted=True)
    reworded(arabic, staff, "ج\n\nب\n")
    draft = translating.restore(arabic.guide, "ar", first_event(arabic), by=rana)
    assert not translating.is_confirmable(draft)
    with pytest.raises(ValidationError, match="needs a second person"):
        translating.confirm(draft, by=rana, version=draft.version, machine_read=True)


def test_it_takes_the_place_of_nothing_that_somebody_else_writes(arabic, staff, rana):
    other = TranslatorFactory(user__name="Samir").user
    draft = translating.begin(arabic.guide, "ar", by=other)
    with pytest.raises(ValidationError, match="Somebody else goes on"):
        translating.restore(arabic.guide, "ar", first_event(arabic), by=rana)
    draft.refresh_from_db()
    assert draft.author == other


def test_strangers_restore_nothing(arabic, rana):
    with pytest.raises(PermissionDenied):
        translating.restore(arabic.guide, "ar", first_event(arabic), by=UserFactory())
    stranger = Client()
    stranger.force_login(TranslatorFactory(language="uk").user)
    assert stranger.post(f"{PAGE}history/{first_event(arabic).pgh_id}/restore/").status_code == 404
    assert not TranslationDraft.objects.exists()


def test_the_history_tells_small_corrections_from_new_wordings(german, staff):
    reworded(german, staff, "Der Anfang.\n\nEnde.\n")
    reworded(german, staff, "Der Anfang!\n\nEnde.\n", small=True)
    client = Client()
    client.force_login(staff)
    rows = client.get(f"{HISTORY}de/").content.decode().partition("<tbody>")[2].split("<tr>")[1:]
    said = [re.search(r"small correction|new wording|first wording", row) for row in rows]
    assert [found and found[0] for found in said] == ["small correction", "new wording", "first wording"]
    small = client.get(f"{HISTORY}de/{german.events.latest('pgh_id').pgh_id}/").content.decode()
    assert '<span class="tag">small correction</span>' in small


@pytest.mark.parametrize("rows", [1, 3])
def test_the_history_costs_the_same_however_long_it_is(arabic, staff, desk, django_assert_num_queries, rows):
    for number in range(rows):
        reworded(arabic, staff, f"ج {number}\n\nب\n")
    desk.get(f"{HISTORY}ar/")
    with django_assert_num_queries(15):
        desk.get(f"{HISTORY}ar/")
