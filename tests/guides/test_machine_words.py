"""What a machine wrote reaches no reader as checked before a person says to have read it."""

import re

import pytest
from django.test import Client

from portal.guides.choices import State, Step
from portal.guides.models import FactKey, Translation, TranslationDraft
from portal.guides.reports.translations import pieces
from portal.guides.services import save_text, translating
from tests.factories.accounts import UserFactory
from tests.factories.guides import FactKeyFactory, TextFactory, TranslatorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PAGE = "/en/desk/translations/ar/schule/"
BOX = "I have compared every paragraph that a machine wrote"


@pytest.fixture
def german():
    return TextFactory(
        guide__slug="schule", title="Schule", summary="Alles.", body="Anfang.\n\nEnde.\n"
    )  # fmt: skip


@pytest.fixture
def arabic(german):
    return TextFactory(
        guide=german.guide, language="ar", title="المدرسة", summary="كل.", body="أ\n\nب\n",
        machine_assisted=True,
    )  # fmt: skip


@pytest.fixture
def rana():
    return TranslatorFactory(user__name="Rana").user


def desk_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hidden(client: Client) -> dict[str, str]:
    html = client.get(PAGE).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(version|page)" value="([^"]*)"', html))


def sent(client: Client, **more: str):
    words = {"text-0": "المدرسة", "text-1": "كل شيء.", "text-2": "أ", "text-3": "ب"}
    return client.post(PAGE, {**hidden(client), **words, **more})


@pytest.mark.parametrize(("act", "summary", "number"), [("submit", "كل شيء.", 3), ("confirm", "كل.", 4)])
def test_words_that_nobody_touched_wait_for_a_box(arabic, rana, act, summary, number):
    desk = desk_of(rana)
    desk.post(f"{PAGE}begin/")
    assert BOX in desk.get(PAGE).content.decode()
    answer = sent(desk, act=act, **{"text-1": summary})
    assert answer.status_code == 422
    said = f"A machine wrote {number} paragraphs that nobody has changed. Say that you have read them."
    assert answer.context["form"].errors == {"machine_read": [said]}
    draft = TranslationDraft.objects.get()
    assert (draft.step, pieces.read(draft.pieces)[1].text) == (Step.WRITING, summary)
    assert sent(desk, act=act, machine_read="on", **{"text-1": summary}).status_code == 302


def unread() -> list[bool]:
    return [piece.is_unread for piece in pieces.read(TranslationDraft.objects.get().pieces)]


def version_now() -> str:
    return str(TranslationDraft.objects.get().version)


def test_the_marks_live_through_handing_in_and_taking_back(arabic, rana):
    desk = desk_of(rana)
    desk.post(f"{PAGE}begin/")
    sent(desk, act="submit", machine_read="on")
    assert unread() == [True, False, True, True]
    desk.post(f"{PAGE}withdraw/", {"version": version_now()})
    page = desk.get(PAGE).content.decode()
    assert page.count('<p class="tag tag-warn">by a machine</p>') == 3
    assert "A machine has written some of this draft." in page
    assert BOX in page
    assert sent(desk, act="submit").status_code == 422


def test_the_marks_live_through_sending_back(arabic, rana):
    desk, second = desk_of(rana), desk_of(TranslatorFactory(user__name="Samir").user)
    desk.post(f"{PAGE}begin/")
    sent(desk, act="submit", machine_read="on")
    second.post(f"{PAGE}send-back/", {"version": version_now(), "note": "Bitte kürzer."})
    assert unread() == [True, False, True, True]
    assert sent(desk, act="submit").status_code == 422


def test_no_box_where_a_person_wrote_everything(german, rana):
    desk = desk_of(rana)
    desk.post(f"{PAGE}begin/")
    assert BOX not in desk.get(PAGE).content.decode()
    assert sent(desk, act="submit").status_code == 302


def test_the_second_person_says_it_too_where_such_words_are_left(arabic, rana):
    draft = translating.begin(arabic.guide, "ar", by=rana)
    draft = translating.submit(draft, by=rana, version=draft.version, machine_read=True)
    desk = desk_of(TranslatorFactory(user__name="Samir").user)
    answer = desk.post(f"{PAGE}publish/", {"version": str(draft.version)})
    assert answer.status_code == 422
    assert answer.context["publish_form"].errors["machine_read"][0].startswith("A machine wrote 4 paragraphs")
    arabic.refresh_from_db()
    assert arabic.machine_assisted
    desk.post(f"{PAGE}publish/", {"version": str(draft.version), "machine_read": "on"})
    arabic.refresh_from_db()
    assert (arabic.machine_assisted, arabic.state) == (False, State.PUBLISHED)


def test_a_fact_alone_is_copied_and_nobody_types_it(rana):
    FactKeyFactory(key="schulgeld")
    TextFactory(guide__slug="schule", title="Schule", summary="Alles.", body="{{fact:schulgeld}}\n\nEnde.\n")
    desk = desk_of(rana)
    desk.post(f"{PAGE}begin/")
    page = desk.get(PAGE).content.decode()
    assert "The same in every language: it is copied by itself." in page
    assert 'name="text-2"' not in page
    words = {"text-0": "المدرسة", "text-1": "كل.", "text-3": "النهاية"}
    assert desk.post(PAGE, {**hidden(desk), **words, "act": "submit"}).status_code == 302
    draft = TranslationDraft.objects.get()
    translating.publish(draft, by=TranslatorFactory().user, version=draft.version)
    assert Translation.objects.get(language="ar").body == "{{fact:schulgeld}}\n\nالنهاية\n"


def test_words_that_stand_beside_a_fact_are_kept(rana):
    FactKeyFactory(key="schulgeld")
    german = TextFactory(guide__slug="schule", title="S", summary="A.", body="{{fact:schulgeld}}\n")
    TextFactory(guide=german.guide, language="ar", title="م", summary="ك.", body="{{fact:schulgeld}} هنا\n")
    draft = translating.begin(german.guide, "ar", by=rana)
    assert pieces.read(draft.pieces)[2].text == "{{fact:schulgeld}} هنا"


def test_changed_paragraphs_are_one_link_away_and_publishing_says_what_is_outdated(german, arabic, rana):
    staff = UserFactory(is_staff=True, is_superuser=True)
    editor = desk_of(staff)
    page = "/en/desk/guides/schule/"
    seen = re.search(r'name="version" value="([^"]*)"', editor.get(page).content.decode())
    typed = {"title": "Schule", "summary": "Alles.", "body": "Der Anfang.\n\nEnde.\n", "do": "publish"}
    said = editor.post(page, {**typed, "version": seen[1] if seen else ""}, follow=True).content.decode()
    assert "The German now says something else than: Arabic." in said
    desk = desk_of(rana)
    desk.post(f"{PAGE}begin/")
    links = desk.get(PAGE).content.decode().partition('aria-labelledby="open"')[2].partition("</nav>")[0]
    assert "1 paragraph is still to be done:" in links
    assert '<a href="#id_text-2">Paragraph 3</a> <span class="tag tag-warn">changed</span>' in links


def test_a_term_that_there_is_not_is_said_at_its_paragraph(german, rana):
    desk = desk_of(rana)
    desk.post(f"{PAGE}begin/")
    answer = sent(desk, act="submit", **{"text-3": "ب {{term:tippfeler}}"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"text-3": ["There is no {{term:tippfeler}}."]}


def test_a_draft_is_published_though_the_german_went_and_came_back(german, arabic, rana):
    staff = UserFactory(is_staff=True)
    draft = translating.begin(german.guide, "ar", by=rana)
    draft = translating.keep(draft, {2: "ج"}, {}, by=rana, version=draft.version)
    translating.submit(draft, by=rana, version=draft.version, machine_read=True)
    for body in ("Anders.\n\nEnde.\n", german.body):
        german.refresh_from_db()
        save_text(german, title="Schule", summary="Alles.", body=body, version=german.version, by=staff)
    desk = desk_of(TranslatorFactory(user__name="Samir").user)
    draft = TranslationDraft.objects.get()
    said = {"version": str(draft.version), "machine_read": "on"}
    assert desk.post(f"{PAGE}publish/", said).status_code == 302
    arabic.refresh_from_db()
    assert (arabic.body, arabic.is_outdated) == ("ج\n\nب\n", False)


def test_what_has_gone_meanwhile_is_said_to_the_second_person(rana):
    FactKeyFactory(key="schulgeld")
    TextFactory(guide__slug="schule", title="Schule", summary="Alles.", body="Viel {{fact:schulgeld}}.\n")
    draft = translating.begin(Translation.objects.get().guide, "ar", by=rana)
    words = {0: "م", 1: "ك", 2: "{{fact:schulgeld}} كثير"}
    draft = translating.keep(draft, words, {}, by=rana, version=draft.version)
    draft = translating.submit(draft, by=rana, version=draft.version)
    FactKey.objects.all().delete()
    desk = desk_of(TranslatorFactory(user__name="Samir").user)
    answer = desk.post(f"{PAGE}publish/", {"version": str(draft.version)}, follow=True)
    assert "There is no {{fact:schulgeld}}." in answer.content.decode()
    assert not Translation.objects.filter(language="ar").exists()
