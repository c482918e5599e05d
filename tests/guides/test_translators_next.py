"""What the translators' desk says of the next step, and how a step is taken back."""

import re

import pytest
from django.test import Client

from portal.guides.choices import Step
from portal.guides.models import Translation, TranslationDraft
from portal.guides.reports.history import events_of
from portal.guides.reports.translations import pieces
from portal.guides.services import save_text, translating
from tests.factories.accounts import UserFactory
from tests.factories.guides import (
    FactKeyFactory,
    LandFactFactory,
    TermFactory,
    TextFactory,
    TranslatorFactory,
)

pytestmark = pytest.mark.django_db

PAGE = "/en/desk/translations/ar/schule/"
GERMAN = ["Schule", "Alles.", "Gehen Sie zum {{term:elternabend}}.", "Ende."]
ARABIC = ["المدرسة", "كل شيء.", "اذهبوا إلى {{term:elternabend}}.", "النهاية."]
NEW = "Ganz neu."


@pytest.fixture
def editor():
    return UserFactory(is_staff=True)


@pytest.fixture
def rana():
    return TranslatorFactory(user__name="Rana").user


@pytest.fixture
def german():
    TermFactory()
    return TextFactory(guide__slug="schule", title=GERMAN[0], summary=GERMAN[1], body=_body(GERMAN))


@pytest.fixture
def arabic(german):
    return TextFactory(
        guide=german.guide, language="ar", title=ARABIC[0], summary=ARABIC[1], body=_body(ARABIC)
    )


def _body(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs[2:]) + "\n"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def reworded(german: Translation, editor, paragraphs: list[str], **how) -> Translation:
    """The German text with other paragraphs behind title and summary."""
    german.refresh_from_db()
    words = {"title": german.title, "summary": german.summary, "body": _body([*GERMAN[:2], *paragraphs])}
    return save_text(german, **words, version=german.version, by=editor, **how)


def handed_in(german: Translation, rana) -> TranslationDraft:
    draft = translating.begin(german.guide, "ar", by=rana)
    draft = translating.keep(draft, dict(enumerate(ARABIC)), {}, by=rana, version=draft.version)
    return translating.submit(draft, by=rana, version=draft.version)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", answer.content.decode()))


def text_in(part: str) -> str:
    """The words in a part of a page that was cut within two elements."""
    blocks = re.sub(r"</?(div|span)[^>]*>", " ", part.partition(">")[2])
    return " ".join(re.sub(r"<[^>]*(>|$)", "", blocks).split())


# -- what is next to be done


def test_before_the_work_begins_the_page_shows_what_has_changed_in_german(german, arabic, editor, rana):
    reworded(german, editor, ["Gehen Sie immer zum {{term:elternabend}}.", GERMAN[3], NEW])
    page = signed_in(rana).get(PAGE).content.decode()
    assert "<ins> immer</ins>" in page
    assert '<code title="{{term:elternabend}}">Elternabend</code>' in page
    told = page.split('id="changed"')[1].split("</section>")[0]
    assert [text_in(part) for part in told.split('class="pair"')[1:]] == [
        "Alles. changed Gehen Sie immer zum Elternabend.", f"Ende. new {NEW}",
    ]  # fmt: skip


def test_new_and_changed_paragraphs_are_linked_with_the_next_one_to_do(german, arabic, editor, rana):
    reworded(german, editor, ["Gehen Sie immer zum {{term:elternabend}}.", GERMAN[3], NEW])
    translating.begin(german.guide, "ar", by=rana)
    page = signed_in(rana).get(PAGE).content.decode()
    listed = page.split('aria-labelledby="open"')[1].split("</nav>")[0]
    assert re.findall(r'href="(#id_text-\d)"', listed) == ["#id_text-2", "#id_text-4"]
    bar = page.split('id="progress"')[1].split("</div>")[0]
    assert re.findall(r'href="([^"]+)"', bar) == ["#id_text-2"]


def test_a_translation_that_is_whole_has_nothing_next(german, arabic, rana):
    translating.begin(german.guide, "ar", by=rana)
    assert "Next to do" not in text_of(signed_in(rana).get(PAGE))


def test_the_way_to_confirm_is_told_before_the_work_begins(german, arabic, rana):
    twice = "only after a second person has read it"
    assert twice in text_of(signed_in(rana).get(PAGE))
    Translation.objects.filter(pk=arabic.pk).update(machine_assisted=True)
    page = text_of(signed_in(rana).get(PAGE))
    assert "it is published at once" in page
    assert twice not in page


# -- tokens among words from right to left


def test_tokens_stand_as_one_piece_and_their_marks_are_not_kept(german, arabic, rana):
    draft = translating.begin(german.guide, "ar", by=rana)
    client = signed_in(rana)
    page = client.get(PAGE).content.decode()
    marked = "اذهبوا إلى \u2066{{term:elternabend}}\u2069."
    assert marked in page
    sent = {"version": draft.version, "text-0": "مدرسة", "text-1": ARABIC[1], "text-2": marked, "text-3": "x"}
    client.post(f"{PAGE}autosave/", sent)
    draft.refresh_from_db()
    assert [piece.text for piece in pieces.read(draft.pieces)] == ["مدرسة", ARABIC[1], ARABIC[2], "x"]


def test_words_from_left_to_right_need_no_marks(german):
    translator = TranslatorFactory(language="uk").user
    TextFactory(guide=german.guide, language="uk", title="Школа", summary="Усе.", body=_body(GERMAN))
    translating.begin(german.guide, "uk", by=translator)
    page = signed_in(translator).get("/en/desk/translations/uk/schule/").content.decode()
    assert "\u2066" not in page


# -- handed in


def test_what_was_handed_in_is_taken_back_by_its_writer(german, rana):
    draft = handed_in(german, rana)
    client = signed_in(rana)
    assert "Take it back" in text_of(client.get(PAGE))
    client.post(f"{PAGE}withdraw/", {"version": draft.version})
    draft.refresh_from_db()
    assert draft.step == Step.WRITING
    assert "<textarea" in client.get(PAGE).content.decode()


def test_nobody_else_takes_it_back(german, rana):
    draft = handed_in(german, rana)
    second = signed_in(TranslatorFactory().user)
    assert "Take it back" not in text_of(second.get(PAGE))
    answer = second.post(f"{PAGE}withdraw/", {"version": draft.version}, follow=True)
    assert "Somebody else goes on with this translation now." in text_of(answer)
    draft.refresh_from_db()
    assert draft.step == Step.REVIEW


def test_the_history_stays_within_reach(german, arabic, rana):
    handed_in(german, rana)
    assert "/history/ar/" in signed_in(rana).get(PAGE).content.decode()


def test_the_second_person_is_told_that_the_german_has_changed_meanwhile(german, editor, rana):
    handed_in(german, rana)
    second = signed_in(TranslatorFactory().user)
    assert "has changed since this was handed in" not in text_of(second.get(PAGE))
    reworded(german, editor, [GERMAN[2], "Das Ende."])
    page = second.get(PAGE)
    assert "has changed since this was handed in" in text_of(page)
    assert "it is out of date at once" in text_of(page)
    told = page.content.decode().split('class="difference"')[1].split("</div>")[0]
    assert "<ins>Das" in told
    assert GERMAN[1] not in told


def test_the_writer_is_shown_what_has_changed_and_is_not_told_to_send_it_back(german, editor, rana):
    handed_in(german, rana)
    reworded(german, editor, [GERMAN[2], "Das Ende."])
    page = text_of(signed_in(rana).get(PAGE))
    assert "has changed since this was handed in" in page
    assert "Better send it back" not in page


def test_nobody_is_told_so_of_a_draft_that_was_not_handed_in(german, editor, rana):
    translating.begin(german.guide, "ar", by=rana)
    reworded(german, editor, [GERMAN[2], "Das Ende."])
    page = text_of(signed_in(TranslatorFactory().user).get(PAGE))
    assert "Rana is translating this guide." in page
    assert "has changed since this was handed in" not in page


def test_a_small_correction_meanwhile_outdates_nothing(german, editor, rana):
    handed_in(german, rana)
    reworded(german, editor, [GERMAN[2], "Ende!"], small=True)
    page = text_of(signed_in(TranslatorFactory().user).get(PAGE))
    assert "the translation still says the same" in page
    assert "it is out of date at once" not in page


# -- what the second person sees


@pytest.fixture
def waiting(german, arabic, rana):
    """A machine's text in which she has changed the end."""
    Translation.objects.filter(pk=arabic.pk).update(machine_assisted=True)
    draft = translating.begin(german.guide, "ar", by=rana)
    draft = translating.keep(draft, {3: "انتهى."}, {}, by=rana, version=draft.version)
    return translating.submit(draft, by=rana, version=draft.version, machine_read=True)


def tags(page: str) -> list[list[str]]:
    """Those of each paragraph."""
    pairs = page.split('<div class="columns"')[0].split('<div class="pair" id="piece-')[1:]
    return [re.findall(r'class="tag[^"]*">([^<]*)<', pair) for pair in pairs]


def test_the_second_person_sees_what_a_machine_wrote_and_what_readers_do_not_have(waiting):
    page = signed_in(TranslatorFactory().user).get(PAGE).content.decode()
    assert tags(page) == [["by a machine"], ["by a machine"], ["by a machine"], ["reworded"]]
    assert re.findall(r'<a href="#(piece-\d)">To the first one</a>', page) == ["piece-0", "piece-3"]
    assert "1 paragraph is new or says something else than what readers have." in page
    assert "Because you tick the box, it says that a person has checked it" in page


def test_a_first_translation_is_new_all_over_and_nothing_is_marked(german, rana):
    handed_in(german, rana)
    page = signed_in(TranslatorFactory().user).get(PAGE).content.decode()
    assert tags(page) == [[], [], [], []]
    assert "than what readers have" not in page
    assert "Because you tick the box" not in page


def test_a_paragraph_that_readers_do_not_have_is_marked_as_new(german, arabic, editor, rana):
    reworded(german, editor, [*GERMAN[2:], NEW])
    draft = translating.begin(german.guide, "ar", by=rana)
    draft = translating.keep(draft, {4: "جديد."}, {}, by=rana, version=draft.version)
    translating.submit(draft, by=rana, version=draft.version)
    page = signed_in(TranslatorFactory().user).get(PAGE).content.decode()
    assert tags(page) == [[], [], [], [], ["new", "new"]]


def test_both_texts_say_what_readers_will_read(rana):
    FactKeyFactory()
    LandFactFactory(land=None)
    body = "## Bis {{fact:enrolment-cutoff}}\n"
    german = TextFactory(guide__slug="schule", title="S", summary="A.", body=body)
    draft = translating.begin(german.guide, "ar", by=rana)
    words = {0: "م", 1: "ك", 2: "## حتى {{fact:enrolment-cutoff}}"}
    draft = translating.keep(draft, words, {}, by=rana, version=draft.version)
    assert "التاريخ الفاصل: بلغ السادسة حتى 30 سبتمبر" in text_of(signed_in(rana).get(PAGE))
    translating.submit(draft, by=rana, version=draft.version)
    page = text_of(signed_in(TranslatorFactory().user).get(PAGE))
    assert "Bis Stichtag: 6 Jahre alt bis 30. September" in page
    assert "حتى التاريخ الفاصل: بلغ السادسة حتى 30 سبتمبر" in page
    assert "##" not in page


# -- an older wording


def test_words_that_a_person_has_confirmed_since_are_no_machine_words_when_they_come_back(
    german, arabic, editor, rana
):
    Translation.objects.filter(pk=arabic.pk).update(machine_assisted=True)
    arabic.refresh_from_db()
    words = {"title": arabic.title, "summary": "كل شيء هنا.", "body": arabic.body}
    save_text(arabic, **words, version=1, by=editor, checked=True)
    older = events_of(arabic).get(summary=ARABIC[1], machine_assisted=True)
    draft = translating.restore(german.guide, "ar", older, by=rana)
    assert [piece.is_unread for piece in pieces.read(draft.pieces)] == [False, True, False, False]


def test_a_paragraph_that_the_older_wording_lacks_is_marked_as_missing(german, arabic, editor, rana):
    older = events_of(arabic).get()
    reworded(german, editor, [*GERMAN[2:], NEW])
    translating.restore(german.guide, "ar", older, by=rana)
    page = signed_in(rana).get(PAGE).content.decode()
    assert page.count('<p class="tag tag-bad">missing</p>') == 1
