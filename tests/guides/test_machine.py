"""Machine drafts: only what is empty, only our own words, step by step, and never published by themselves."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from portal.guides import clock
from portal.guides.choices import RunState
from portal.guides.dispatch import machine as job
from portal.guides.models import MachineRun, Translation, TranslationDraft
from portal.guides.reports.exchange import machine as texts
from portal.guides.reports.translations import pieces
from portal.guides.services import machine, save_text, translating
from portal.lib.errors import Stale
from tests.factories.accounts import UserFactory
from tests.factories.guides import TermFactory, TextFactory, TranslatorFactory
from tests.machine_provider import arabic, provider

__all__ = ["provider"]
pytestmark = pytest.mark.django_db
PAGE = "/de/desk/translations/ar/schule/machine/"
BODY = (
    "Gehen Sie zum **{{term:elternabend}}** und fragen Sie [hier](https://x.de).\n\n"
    "- Der erste Punkt der Liste ist lang.\n- {{term:elternabend}}\n\n## Das Ende dieser Seite kommt\n"
)
SAID = arabic("x").strip()


@pytest.fixture
def rana():
    return TranslatorFactory(user__name="Rana").user


@pytest.fixture
def desk(rana) -> Client:
    client = Client()
    client.force_login(rana)
    return client


@pytest.fixture
def guide():
    TermFactory()
    return TextFactory(guide__slug="schule", title="Schule", summary="Alles über Schule.", body=BODY).guide


@pytest.fixture
def start(guide, rana, provider, django_capture_on_commit_callbacks):
    def begin(language="ar"):
        with django_capture_on_commit_callbacks(execute=True):
            return machine.translate(guide, language, by=rana)

    return begin


def run() -> MachineRun:
    return MachineRun.objects.get()


def drafted() -> list[str]:
    return [piece.text for piece in pieces.read(TranslationDraft.objects.get().pieces)]


def faults() -> list[list]:
    return run().failures


def test_what_is_empty_is_filled_and_waits_for_a_person(start, rana):
    start()
    assert drafted() == [
        SAID, SAID, f"{SAID} **{{{{term:elternabend}}}}** {SAID} [{SAID}](https://x.de) {SAID}",
        f"- {SAID}\n- {{{{term:elternabend}}}}", f"## {SAID}",
    ]  # fmt: skip
    draft = TranslationDraft.objects.get()
    assert (draft.step, draft.author) == ("writing", rana)
    assert all(piece.by_machine for piece in pieces.read(draft.pieces))
    assert (run().state, run().done, run().total, run().failures) == (RunState.DONE, 5, 5, [])
    assert not Translation.objects.filter(language="ar").exists()


def test_only_words_go_out_and_tokens_as_numbers(start, provider):
    start()
    sent = [text for texts in provider.asked for text in texts]
    assert sent == [
        "Schule", "Alles über Schule.",
        'Gehen Sie zum <g id="1"><x id="2"/></g> und fragen Sie <g id="3">hier</g>.',
        "Der erste Punkt der Liste ist lang.", "Das Ende dieser Seite kommt",
    ]  # fmt: skip


def test_what_a_person_has_written_stays(start, guide, rana):
    draft = translating.begin(guide, "ar", by=rana)
    translating.keep(draft, {0: "المدرسة"}, {}, by=rana, version=draft.version)
    start()
    assert drafted()[0] == "المدرسة"
    assert run().total == 4
    by_machine = [piece.by_machine for piece in pieces.read(TranslationDraft.objects.get().pieces)]
    assert by_machine == [False, True, True, True, True]


def test_what_a_person_writes_meanwhile_stays(start, rana, monkeypatch):
    class Slow:
        at_once = 20

        def translate(self, sent, source, target):
            draft = TranslationDraft.objects.get()
            if not draft.pieces[1]["text"]:
                translating.keep(draft, {1: "كتبته أنا"}, {}, by=rana, version=draft.version)
            return [arabic(text.markup) for text in sent]

    monkeypatch.setattr("portal.lib.machine_translation.provider", Slow)
    start()
    assert drafted()[:2] == [SAID, "كتبته أنا"]


def test_an_open_page_does_not_save_over_what_the_machine_has_filled_in(start, guide, rana):
    draft = translating.begin(guide, "ar", by=rana)
    draft = translating.keep(draft, {0: "المدرسة"}, {}, by=rana, version=draft.version, page="open")
    start()
    empty = dict.fromkeys(range(1, 5), "")
    with pytest.raises(Stale):
        translating.keep(draft, empty, {}, by=rana, version=draft.version, page="open")
    assert drafted()[1] == SAID


def test_twice_is_once(start, provider):
    start()
    asked = len(provider.asked)
    job.run(run().pk, "another")
    with pytest.raises(ValidationError):
        start()
    assert len(provider.asked) == asked


def test_a_busy_provider_is_left_alone_as_long_as_it_asks(start, provider):
    provider.first = [(429, {"Retry-After": "120"})]
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False) as clocks:
        start()
        assert (run().state, run().done) == (RunState.QUEUED, 0)
        assert run().not_before == datetime(2026, 11, 25, 12, 2, tzinfo=UTC)
        clock.translate()
        assert len(provider.asked) == 1
        clocks.shift(timedelta(seconds=121))
        clock.translate()
    assert (run().state, run().done) == (RunState.DONE, 5)


def test_a_provider_that_is_down_is_given_up_after_five_times(start, provider):
    provider.first = [(500, {})] * job.MAX_ATTEMPTS
    start()
    for hours in range(1, job.MAX_ATTEMPTS):
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
            clock.translate()
    assert (run().state, faults()) == (RunState.DONE, [[place, "later"] for place in range(5)])
    start()
    assert (run().done, faults()) == (5, [])


def test_a_timeout_is_tried_again(start, provider, monkeypatch):
    monkeypatch.setattr("portal.lib.machine_translation.TIMEOUT_SECONDS", 0.05)
    provider.hangs = True
    start()
    assert run().state == RunState.QUEUED
    provider.delay.set()


def test_a_wrong_key_ends_it_at_once(start, provider):
    provider.first = [(403, {})]
    start()
    assert (len(provider.asked), {fault for _place, fault in faults()}) == (1, {"closed"})


def test_a_paragraph_that_is_refused_is_named_and_the_others_are_kept(start, provider):
    provider.refuses = lambda sent: 400 if any("Punkt" in text for text in sent) else 0
    start()
    assert faults() == [[3, "refused"]]
    assert [bool(text) for text in drafted()] == [True, True, True, False, True]


@pytest.mark.parametrize(
    "damage",
    [
        lambda markup: markup.replace('<x id="2"/>', ""),
        lambda markup: markup.replace('<x id="2"/>', '<x id="2"/><x id="2"/>'),
        lambda markup: markup.replace('<x id="2"/>', '<x id="7"/>'),
        lambda markup: markup.replace('<x id="2"/>', "<x>"),
        lambda markup: markup.replace('<x id="2"/>', '<x id="2"/> {{term:elternabend}}'),
        lambda markup: markup.replace('<x id="2"/>', "{{term:elternabend}}"),
    ],
)
def test_a_paragraph_with_a_damaged_token_is_not_taken(start, provider, damage):
    provider.translate = lambda markup: damage(arabic(markup))
    start()
    assert faults() == [[2, "damaged"]]
    assert drafted()[2] == ""


def test_elements_may_come_back_as_html_and_in_another_order(start, provider):
    provider.translate = lambda markup: (
        '<g id="3">هنا</g>&nbsp;كلمات كثيرة جدا في هذه الجملة <g id="1"><x id="2"></x></g>'
        if "<x" in markup else arabic(markup)
    )  # fmt: skip
    start()
    assert faults() == []
    assert drafted()[2].startswith("[هنا](https://x.de)")


def test_an_answer_in_the_wrong_language_is_not_taken(start, provider):
    provider.translate = lambda markup: markup
    start()
    assert [2, "language"] in faults()
    assert drafted()[2] == ""


def test_a_second_run_tries_only_what_failed(start, provider):
    provider.refuses = lambda sent: 400 if any("Punkt" in text for text in sent) else 0
    start()
    provider.refuses = lambda sent: 0
    provider.asked.clear()
    start()
    assert provider.asked == [["Der erste Punkt der Liste ist lang."]]
    assert all(drafted())


def test_german_that_has_changed_meanwhile_does_not_go_out(start, guide, rana, provider):
    translating.begin(guide, "ar", by=rana)
    german = guide.translations.get(language="de")
    save_text(
        german, title=german.title, summary=german.summary, body="Neu.\n", version=german.version,
        by=UserFactory(is_staff=True),
    )  # fmt: skip
    start()
    assert faults() == [[2, "german"], [3, "german"], [4, "german"]]
    assert "Punkt" not in str(provider.asked)


def test_what_is_no_part_of_a_german_guide_is_no_text_of_ours(guide):
    german = guide.translations.get(language="de")
    english = TextFactory(guide=guide, language="en", body="We.\n")
    assert texts.own_text("Schule", german).markup == "Schule"
    for words, text in (("Ich heiße Amal.", german), ("We.", english)):
        with pytest.raises(ValueError, match="no part"):
            texts.own_text(words, text)


def test_a_worker_that_died_is_replaced(start, provider):
    provider.first = [(429, {})]
    start()
    now = datetime.now(UTC)
    MachineRun.objects.update(
        state=RunState.RUNNING, claim="dead", seen=now - timedelta(hours=1), not_before=None
    )
    clock.translate()
    with time_machine.travel(now + timedelta(minutes=1)):
        clock.translate()
    assert (run().state, run().done) == (RunState.DONE, 5)


def test_a_draft_that_is_gone_ends_the_run(start, provider, rana):
    provider.first = [(429, {})]
    start()
    TranslationDraft.objects.all().delete()
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        clock.translate()
    assert (run().state, run().done) == (RunState.DONE, 0)
    assert len(provider.asked) == 1


def test_who_may_not_translate_may_not_ask_a_machine(guide, provider):
    with pytest.raises(PermissionDenied):
        machine.translate(guide, "ar", by=TranslatorFactory(language="tr").user)


def test_easy_german_is_written_by_people(guide, provider):
    person = TranslatorFactory(language="de-x-leicht").user
    with pytest.raises(ValidationError):
        machine.translate(guide, "de-x-leicht", by=person)


def test_without_a_provider_there_is_no_machine(desk, guide, settings):
    settings.MACHINE_TRANSLATION_URL = ""
    assert desk.get(PAGE).status_code == 200
    assert desk.post(PAGE, follow=True).status_code == 200
    assert not MachineRun.objects.exists()


def test_a_person_starts_it_sees_how_far_it_is_and_goes_on_to_the_draft(
    desk, guide, provider, django_capture_on_commit_callbacks
):
    assert "/machine/" in desk.get("/de/desk/translations/ar/schule/").content.decode()
    with django_capture_on_commit_callbacks():
        assert desk.post(PAGE).status_code == 302
    page = desk.get(PAGE).content.decode()
    assert '<progress id="progress" max="100" value="0">' in page
    asks = {"HTTP_HX_REQUEST": "true"}
    assert desk.get(f"{PAGE}?at=0", **asks).status_code == 204
    provider.refuses = lambda sent: 400 if any("Punkt" in text for text in sent) else 0
    job.run(run().pk, "job")
    part = desk.get(f"{PAGE}?at=0", **asks).content.decode()
    assert "<html" not in part
    assert "Der erste Punkt" in part
    assert "/de/desk/translations/ar/schule/" in part
