"""The translator's desk as whole requests."""

import re

import pytest
from django.test import Client

from portal.guides.choices import Step
from portal.guides.models import Translation, TranslationDraft, Translator
from portal.guides.reports.translations import pieces
from portal.guides.services import save_text, translating
from portal.lib import duties
from tests.factories.accounts import UserFactory
from tests.factories.guides import TermFactory, TextFactory, TranslatorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(name="Ines", is_staff=True, is_superuser=True)


@pytest.fixture
def rana():
    return TranslatorFactory(user__name="Rana").user


@pytest.fixture
def samir():
    return TranslatorFactory(user__name="Samir").user


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(rana) -> Client:
    return signed_in(rana)


@pytest.fixture
def german():
    TermFactory()
    return TextFactory(
        guide__slug="schule", title="Schule", summary="Alles.",
        body="Gehen Sie zum {{term:elternabend}}.\n\nEnde.\n",
    )  # fmt: skip


@pytest.fixture
def arabic(german):
    return TextFactory(
        guide=german.guide, language="ar", title="المدرسة", summary="كل شيء.",
        body="اذهبوا إلى {{term:elternabend}}.\n\nالنهاية.\n",
    )  # fmt: skip


@pytest.fixture
def outdated(german, arabic, staff):
    """The German text said something else in one paragraph since the Arabic one was made."""
    return save_text(
        german, title="Schule", summary="Alles.",
        body="Gehen Sie immer zum {{term:elternabend}}.\n\nEnde.\n", version=1, by=staff,
    )  # fmt: skip


HOME = "/en/desk/translations/"
PAGE = f"{HOME}ar/schule/"
WORDS = {
    "text-0": "المدرسة", "text-1": "كل شيء.", "text-2": "اذهبوا دائمًا إلى {{term:elternabend}}.",
    "text-3": "النهاية.",
}  # fmt: skip


def opened(client: Client) -> dict[str, str]:
    """The hidden fields of the page as a browser would send them."""
    return _hidden(client.get(PAGE).content.decode())


def asking(client: Client) -> dict[str, str]:
    """Those of the question whether to show what is new."""
    form = client.get(PAGE).content.decode().split("/refresh/")[1].split("</form>")[0]
    return _hidden(form)


def _hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(version|page)" value="([^"]*)"', html))


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", answer.content.decode()))


def draft_now() -> TranslationDraft:
    return TranslationDraft.objects.get()


def test_from_the_queue_to_the_readers(outdated, arabic, desk, samir):
    assert "out of date" in text_of(desk.get(HOME))
    assert "says something else" in text_of(desk.get(PAGE))
    begun = desk.post(f"{PAGE}begin/")
    assert begun["Location"] == PAGE
    page = desk.get(PAGE).content.decode()
    assert "<ins> immer</ins>" in page
    assert "3 of 4 paragraphs" in page
    assert "<code>{{term:elternabend}}</code>" in page
    assert '<b lang="de">Elternabend</b><span lang="ar" dir="rtl">' in page
    handed_in = desk.post(PAGE, {**opened(desk), **WORDS, "act": "submit"}, follow=True)
    assert "Handed in." in text_of(handed_in)
    assert "a second person" in text_of(handed_in)
    arabic.refresh_from_db()
    assert arabic.made_from == 1
    second = signed_in(samir)
    assert "It is your turn" in text_of(second.get(PAGE))
    done = second.post(f"{PAGE}publish/", {"version": draft_now().version}, follow=True)
    assert "Published. The translator gets a mail." in text_of(done)
    arabic.refresh_from_db()
    assert (arabic.body.split("\n")[0], arabic.made_from) == (WORDS["text-2"], 2)
    again = second.post(f"{PAGE}publish/", {"version": 3}, follow=True)
    assert "no longer open" in text_of(again)
    assert arabic.events.count() == 2


def test_fields_and_passages_say_their_language_and_direction(outdated, desk):
    desk.post(f"{PAGE}begin/")
    page = desk.get(PAGE).content.decode()
    areas = re.findall(r"<textarea[^>]*>", page)
    assert len(areas) == 4
    assert all('lang="ar"' in area and 'dir="rtl"' in area for area in areas)
    assert page.count('class="pair-text" lang="de" dir="ltr"') == 4


def test_typing_saves_itself_and_counts(german, desk):
    desk.post(f"{PAGE}begin/")
    hidden = opened(desk)
    answer = desk.post(f"{PAGE}autosave/", {**hidden, "text-0": "المدرسة"})
    assert "1 of 4 paragraphs" in answer.json()["fragments"]["progress"]
    answer = desk.post(f"{PAGE}autosave/", {**hidden, "text-0": "المدرسة", "text-1": "كل شيء."})
    assert "2 of 4 paragraphs" in answer.json()["fragments"]["progress"]
    assert "كل شيء." in desk.get(PAGE).content.decode()


def test_without_a_script_the_button_saves(german, desk):
    desk.post(f"{PAGE}begin/")
    answer = desk.post(PAGE, {**opened(desk), "text-0": "المدرسة", "act": "save"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Saved: 1 of 4 paragraphs are done." in text_of(answer)


def test_an_error_stands_at_its_paragraph_and_loses_nothing(outdated, desk):
    desk.post(f"{PAGE}begin/")
    answer = desk.post(PAGE, {**opened(desk), **WORDS, "text-2": "اذهبوا.", "act": "submit"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_text-2"' in page
    assert "This is missing: {{term:elternabend}}." in page
    assert pieces.read(draft_now().pieces)[2].text == "اذهبوا."
    hidden = dict(re.findall(r'<input type="hidden" name="(version|page)" value="([^"]*)"', page))
    assert desk.post(PAGE, {**hidden, **WORDS, "act": "submit"}).status_code == 302
    assert draft_now().step == Step.REVIEW


def test_old_words_that_still_fit_are_ticked(outdated, desk):
    desk.post(f"{PAGE}begin/")
    words = {**WORDS, "text-2": "اذهبوا إلى {{term:elternabend}}."}
    refused = desk.post(PAGE, {**opened(desk), **words, "act": "submit"})
    assert "say that it still fits" in text_of(refused)
    words["agreed-2"] = "on"
    assert desk.post(PAGE, {**opened(desk), **words, "act": "submit"}).status_code == 302


def test_two_pages_at_once_show_both_versions(german, desk):
    desk.post(f"{PAGE}begin/")
    one, two = opened(desk), opened(desk)
    desk.post(PAGE, {**one, "text-0": "العنوان الأول", "act": "save"})
    kept = desk.post(f"{PAGE}autosave/", {**two, "text-0": "العنوان الثاني"})
    assert kept.status_code == 409
    answer = desk.post(PAGE, {**two, "text-0": "العنوان الثاني", "act": "save"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "العنوان الأول" in page
    assert "العنوان الثاني" in page
    assert pieces.read(draft_now().pieces)[0].text == "العنوان الأول"
    hidden = dict(re.findall(r'<input type="hidden" name="(version|page)" value="([^"]*)"', page))
    desk.post(PAGE, {**hidden, "text-0": "العنوان الثاني", "act": "save"})
    assert pieces.read(draft_now().pieces)[0].text == "العنوان الثاني"


def test_an_expired_sign_in_eats_no_text(german, desk, rana):
    desk.post(f"{PAGE}begin/")
    hidden = opened(desk)
    client = Client()
    assert "/accounts/login/" in client.post(PAGE, {**hidden, "text-0": "عنوان طويل"})["Location"]
    said = client.post(f"{PAGE}autosave/", hidden, headers={"x-requested-with": "autosave"})
    assert said.status_code == 401
    client.force_login(rana)
    assert "عنوان طويل" in client.get(PAGE).content.decode()


def test_a_second_person_sends_it_back_with_a_note(outdated, desk, samir):
    desk.post(f"{PAGE}begin/")
    desk.post(PAGE, {**opened(desk), **WORDS, "act": "submit"})
    second, version = signed_in(samir), draft_now().version
    refused = second.post(f"{PAGE}send-back/", {"version": version, "note": " "})
    assert refused.status_code == 422
    assert 'href="#id_note"' in refused.content.decode()
    second.post(f"{PAGE}send-back/", {"version": version, "note": "Bitte kürzer."})
    page = text_of(desk.get(PAGE))
    assert "Bitte kürzer." in page
    assert "sent back" in text_of(desk.get(HOME))


def test_an_expired_sign_in_eats_no_note_of_a_reviewer(outdated, desk, samir):
    desk.post(f"{PAGE}begin/")
    desk.post(PAGE, {**opened(desk), **WORDS, "act": "submit"})
    client = Client()
    sent = {"version": draft_now().version, "note": "Bitte kürzer."}
    refused = client.post(f"{PAGE}send-back/", sent)
    assert refused["Location"].partition("?next=")[2] == PAGE
    client.force_login(samir)
    assert "Bitte kürzer.</textarea>" in client.get(PAGE).text


def test_nobody_lets_their_own_words_through(outdated, desk):
    desk.post(f"{PAGE}begin/")
    desk.post(PAGE, {**opened(desk), **WORDS, "act": "submit"})
    page = desk.get(PAGE).content.decode()
    assert "A second person has to read it" in page
    assert "publish/" not in page
    assert desk.post(f"{PAGE}publish/", {"version": draft_now().version}).status_code == 404


def test_somebody_else_reads_and_may_go_on(german, desk, samir):
    desk.post(f"{PAGE}begin/")
    hidden = opened(desk)
    second = signed_in(samir)
    assert "Rana is translating this guide." in text_of(second.get(PAGE))
    second.post(f"{PAGE}take-over/", {"version": draft_now().version})
    assert draft_now().author == samir
    answer = desk.post(PAGE, {**hidden, "text-0": "عنواني", "act": "save"})
    assert answer.status_code == 422
    assert "Somebody else goes on with this translation now." in text_of(answer)
    assert "عنواني" in answer.content.decode()


@pytest.mark.usefixtures("in_english")
def test_an_earlier_writer_waits_for_a_second_person(german, desk, rana, samir):
    draft = translating.begin(german.guide, "ar", by=rana)
    words = {at: WORDS[f"text-{at}"] for at in range(4)}
    draft = translating.keep(draft, words, {}, by=rana, version=draft.version)
    draft = translating.take_over(draft, by=samir, version=draft.version)
    translating.submit(draft, by=samir, version=draft.version)
    assert "It is your turn" not in text_of(desk.get(PAGE))
    assert "It is your turn" not in text_of(desk.get(HOME))
    assert waiting(rana) == [("Schule (العربية)", False)]
    sent = {"version": str(TranslationDraft.objects.get().version)}
    assert desk.post(f"{PAGE}publish/", sent).status_code == 404


MACHINE = "A machine has written some of this draft."


def test_a_machine_is_named_until_a_person_has_been_everywhere(german, arabic, desk, rana, samir):
    Translation.objects.filter(pk=arabic.pk).update(machine_assisted=True)
    draft = translating.begin(german.guide, "ar", by=rana)
    assert MACHINE in text_of(desk.get(PAGE))
    draft = translating.keep(draft, {0: "مدرسة"}, {}, by=rana, version=draft.version)
    assert MACHINE in text_of(desk.get(PAGE))
    assert MACHINE in text_of(signed_in(samir).get(PAGE))
    words = {1: "الكل.", 2: "اذهبوا الآن إلى {{term:elternabend}}.", 3: "انتهى."}
    translating.keep(draft, words, {}, by=rana, version=draft.version)
    assert MACHINE not in text_of(desk.get(PAGE))
    assert MACHINE not in text_of(signed_in(samir).get(PAGE))


def test_no_machine_is_named_where_people_wrote(german, arabic, desk, rana):
    translating.begin(german.guide, "ar", by=rana)
    assert MACHINE not in text_of(desk.get(PAGE))


def test_the_newest_german_is_brought_in(german, desk, staff):
    desk.post(f"{PAGE}begin/")
    desk.post(PAGE, {**opened(desk), "text-0": "المدرسة", "act": "save"})
    assert "was changed since you began" not in text_of(desk.get(PAGE))
    save_text(german, title="Schule", summary="Alles.", body="Neu.\n", version=1, by=staff)
    assert "was changed since you began" in text_of(desk.get(PAGE))
    answer = desk.post(f"{PAGE}refresh/", opened(desk), follow=True)
    page = answer.content.decode()
    assert "Neu." in page
    assert "المدرسة" in page
    assert "was changed since you began" not in page


def test_the_newest_german_comes_to_a_page_that_has_saved_by_itself(german, desk, staff):
    desk.post(f"{PAGE}begin/")
    save_text(german, title="Schule", summary="Alles.", body="Neu.\n", version=1, by=staff)
    hidden = asking(desk)
    for words in ("الم", "المدرسة"):
        desk.post(f"{PAGE}autosave/", hidden | {"text-0": words})
    page = text_of(desk.post(f"{PAGE}refresh/", hidden, follow=True))
    assert "The newest German text is in." in page
    assert draft_now().pieces[0]["text"] == "المدرسة"


def test_a_page_from_before_the_newest_german_does_not_save_over_its_places(german, desk, staff):
    desk.post(f"{PAGE}begin/")
    body = "Vorab.\n\n" + german.body
    save_text(german, title="Schule", summary="Alles.", body=body, version=1, by=staff)
    hidden = asking(desk)
    desk.post(f"{PAGE}autosave/", {**hidden, "text-2": "اذهبوا"})
    desk.post(f"{PAGE}refresh/", hidden)
    before = draft_now().pieces
    assert desk.post(f"{PAGE}autosave/", {**hidden, "text-2": "غير"}).status_code == 409
    assert draft_now().pieces == before


def test_a_machine_made_text_is_confirmed_on_the_same_page(german, arabic, desk, rana):
    Translation.objects.filter(pk=arabic.pk).update(machine_assisted=True)
    desk.post(f"{PAGE}begin/")
    words = {**WORDS, "text-2": "اذهبوا إلى {{term:elternabend}}."}
    answer = desk.post(PAGE, {**opened(desk), **words, "act": "confirm", "machine_read": "on"}, follow=True)
    assert "marked as checked by a person" in text_of(answer)
    arabic.refresh_from_db()
    assert (arabic.version, arabic.machine_assisted, arabic.checked_by) == (2, False, rana)


def test_a_machine_made_text_in_which_something_was_changed_is_handed_in(german, arabic, desk):
    Translation.objects.filter(pk=arabic.pk).update(machine_assisted=True)
    desk.post(f"{PAGE}begin/")
    answer = desk.post(PAGE, {**opened(desk), **WORDS, "act": "confirm", "machine_read": "on"})
    assert answer.status_code == 422
    assert "This text needs a second person. Hand it in for a review." in text_of(answer)
    assert 'value="confirm"' not in answer.content.decode()
    arabic.refresh_from_db()
    assert (arabic.version, arabic.machine_assisted) == (1, True)


def test_a_draft_is_thrown_away_once(german, desk):
    desk.post(f"{PAGE}begin/")
    for _click in range(2):
        answer = desk.post(f"{PAGE}discard/", follow=True)
        assert "was thrown away" in text_of(answer)
    assert not TranslationDraft.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"version": "x"}, {"version": "1" * 30}, {"version": "1", "page": "p" * 99}]
)
def test_forged_versions_change_nothing(german, desk, sent):
    desk.post(f"{PAGE}begin/")
    assert desk.post(PAGE, {**sent, "text-0": "x"}).status_code == 422
    assert desk.post(f"{PAGE}autosave/", {**sent, "text-0": "x"}).status_code == 422
    for verb in ("refresh", "take-over"):
        assert desk.post(f"{PAGE}{verb}/", {**sent, "version": "1" * 30}).status_code == 302
    assert draft_now().version == 1


def test_a_translation_without_end_is_refused(german, desk):
    desk.post(f"{PAGE}begin/")
    answer = desk.post(f"{PAGE}autosave/", {**opened(desk), "text-2": "ا" * 40_001})
    assert (answer.status_code, answer.json()["text"]) == (422, "This is too long to be kept.")


# -- other languages, other people ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "path"),
    [
        ("get", ""), ("post", ""), ("post", "begin/"), ("post", "autosave/"), ("post", "refresh/"),
        ("post", "take-over/"), ("post", "discard/"), ("post", "publish/"), ("post", "send-back/"),
    ],
)  # fmt: skip
def test_a_translator_of_another_language_finds_nothing(german, rana, samir, way, path):
    draft = translating.begin(german.guide, "ar", by=samir)
    translating.keep(draft, {0: "المدرسة"}, {}, by=samir, version=1)
    stranger = signed_in(TranslatorFactory(language="uk").user)
    assert getattr(stranger, way)(PAGE + path, {"version": 2}).status_code == 404
    assert draft_now().author == samir


@pytest.mark.parametrize("language", ["de", "xx", "de-x-easy"])
def test_there_is_no_page_for_the_master_or_an_unknown_language(german, staff, language):
    assert signed_in(staff).get(f"{HOME}{language}/schule/").status_code == 404


def test_the_queue_shows_the_own_languages_only(german, desk):
    page = desk.get(HOME).content.decode()
    assert f"{HOME}ar/schule/" in page
    assert f"{HOME}uk/schule/" not in page
    assert "the translators of this language" in page


def test_the_overview_links_to_the_own_languages_only(german, desk):
    page = desk.get(f"{HOME}overview/").content.decode()
    assert f"{HOME}ar/schule/" in page
    assert f"{HOME}uk/schule/" not in page
    assert "0 % of all translations are done" in page


@pytest.mark.parametrize("path", [HOME, f"{HOME}overview/", f"{HOME}people/"])
def test_tables_without_rows_say_what_will_stand_there(staff, path):
    assert '<div class="empty">' in signed_in(staff).get(path).content.decode()


@pytest.mark.parametrize("query", ["?status=missing", "?language=ar", "?language=uk", "?status=x&page=99"])
def test_the_queue_is_filtered_and_survives_nonsense(german, desk, query):
    assert "Schule" in desk.get(HOME + query).content.decode()


def test_staff_give_a_language_on_the_desk(staff):
    person, client = UserFactory(email="neu@portal.example"), signed_in(staff)
    refused = client.post(f"{HOME}people/", {"email": "niemand@portal.example", "language": "uk"})
    assert refused.status_code == 422
    assert "There is no account with this address." in text_of(refused)
    client.post(f"{HOME}people/", {"email": "NEU@portal.example", "language": "uk"})
    translator = Translator.objects.get()
    assert (translator.user, translator.language) == (person, "uk")
    client.post(f"{HOME}people/{translator.pk}/remove/")
    assert not Translator.objects.exists()


# -- the desk's overview --------------------------------------------------------------------------------


def waiting(user) -> list[tuple[str, bool]]:
    return [(duty.title, duty.is_mine) for duty in duties.of(user)]


@pytest.mark.usefixtures("in_english")
def test_the_overview_of_the_desk_says_what_waits(german, rana, samir, staff):
    assert waiting(rana) == [("Translate a guide", True)]
    assert waiting(staff) == []
    draft = translating.begin(german.guide, "ar", by=rana)
    assert waiting(rana) == [("Finish a translation", True)]
    assert waiting(samir) == []
    words = {at: WORDS[f"text-{at}"] for at in range(4)}
    draft = translating.keep(draft, words, {}, by=rana, version=draft.version)
    draft = translating.submit(draft, by=rana, version=draft.version)
    assert waiting(rana) == [("Schule (العربية)", False)]
    assert waiting(samir) == waiting(staff) == [("Read a translation and publish it", True)]
    translating.send_back(draft, "Bitte.", by=samir, version=draft.version)
    assert waiting(rana) == [("Change a translation that was sent back", True)]


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("number", "more"), [(10, []), (11, ["1 more translation"]), (14, ["4 more translations"])]
)
def test_of_many_texts_ten_are_named_and_the_rest_is_counted(rana, desk, number, more):
    for at in range(number):
        TextFactory(guide__slug=f"guide-{at}")
    assert [title for title, _is_mine in waiting(rana)] == ["Translate a guide"] * 10 + more
    links = re.findall(r'href="([^"]*)"><bdi>\d+ more', desk.get("/en/desk/").content.decode())
    assert links == [HOME] * len(more)


def test_the_desk_leads_translators_to_their_texts(german, desk, rana):
    assert HOME in desk.get("/en/desk/").content.decode()
    rana.translator_languages.all().delete()
    assert HOME not in desk.get("/en/desk/").content.decode()


# -- queries ---------------------------------------------------------------------------------------------


def several(number: int, by) -> None:
    for at in range(number):
        guide = TextFactory(guide__slug=f"guide-{at}").guide
        TextFactory(guide=guide, language="ar")
        translating.begin(guide, "ar", by=by)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [(HOME, 11), (f"{HOME}overview/", 11), (f"{HOME}ar/guide-0/", 16)]
)
def test_queries(rana, desk, django_assert_num_queries, rows, path, queries):
    several(rows, rana)
    desk.get(path)
    with django_assert_num_queries(queries):
        desk.get(path)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_translators(staff, django_assert_num_queries, rows):
    client = signed_in(staff)
    for _row in range(rows):
        TranslatorFactory()
    client.get(f"{HOME}people/")
    with django_assert_num_queries(8):
        client.get(f"{HOME}people/")
