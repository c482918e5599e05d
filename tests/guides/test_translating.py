"""A translation on its way: written, handed in, read by a second person, published or sent back."""

from datetime import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.guides.choices import State, Step
from portal.guides.models import TranslationDraft
from portal.guides.reports.translations import pieces
from portal.guides.reports.translations.board import Status, overview, queue
from portal.guides.services import save_text, translating
from portal.lib.dates import BERLIN
from portal.lib.errors import Stale
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.guides import TextFactory, TranslatorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(name="Ines", is_staff=True)


@pytest.fixture
def olena():
    return TranslatorFactory(user__name="Olena", language="uk").user


@pytest.fixture
def taras():
    return TranslatorFactory(user__name="Taras", language="uk").user


@pytest.fixture
def german():
    return TextFactory(title="Schule", summary="Alles.", body="Anfang.\n\nEnde.\n")


@pytest.fixture
def ukrainian(german):
    return TextFactory(
        guide=german.guide, language="uk", title="Школа", summary="Усе.", body="Початок.\n\nКінець.\n",
        machine_assisted=True,
    )  # fmt: skip


def edit(german, staff, body: str, **how):
    german.refresh_from_db()
    german.guide.refresh_from_db()
    words = {"title": german.title, "summary": german.summary, "body": body}
    return save_text(german, **words, version=german.version, by=staff, **how)


def typed(draft, by, **texts: str) -> TranslationDraft:
    """`t2="…"`: the words of the third paragraph; the rest stays."""
    words = {int(name[1:]): text for name, text in texts.items()}
    return translating.keep(draft, words, {}, by=by, version=draft.version)


def whole(guide, by) -> TranslationDraft:
    """A translation with words everywhere, not handed in."""
    draft = translating.begin(guide, "uk", by=by)
    return typed(draft, by, t0="Школа", t1="Усе.", t2="Початок.", t3="Кінець.")


def handed_in(guide, by) -> TranslationDraft:
    draft = whole(guide, by)
    return translating.submit(draft, by=by, version=draft.version, machine_read=True)


def test_a_guide_comes_into_a_new_language(german, olena, taras):
    draft = handed_in(german.guide, olena)
    text = translating.publish(draft, by=taras, version=draft.version)
    assert (text.title, text.summary, text.body) == ("Школа", "Усе.", "Початок.\n\nКінець.\n")
    assert (text.state, text.made_from, text.machine_assisted) == (State.PUBLISHED, 1, False)
    assert (text.by, text.checked_by) == (olena, taras)
    assert text.checked_on
    assert not TranslationDraft.objects.exists()


def test_an_outdated_text_stays_with_the_readers_until_the_new_one_is_published(
    german, ukrainian, olena, taras, staff
):
    edit(german, staff, "Der Anfang.\n\nEnde.\n")
    draft = translating.begin(german.guide, "uk", by=olena)
    draft = typed(draft, olena, t2="Ось початок.")
    draft = translating.submit(draft, by=olena, version=draft.version, machine_read=True)
    ukrainian.refresh_from_db()
    assert ukrainian.body == "Початок.\n\nКінець.\n"
    text = translating.publish(draft, by=taras, version=draft.version, machine_read=True)
    assert (text.body, text.made_from, text.machine_assisted) == ("Ось початок.\n\nКінець.\n", 2, False)
    assert text.events.count() == 2


def test_a_text_made_from_an_older_revision_is_published_as_such(german, olena, taras, staff):
    draft = handed_in(german.guide, olena)
    edit(german, staff, "Anders.\n\nEnde.\n")
    text = translating.publish(draft, by=taras, version=draft.version)
    assert text.made_from == 1
    assert text.is_outdated


def test_typing_leaves_no_history(german, ukrainian, olena):
    draft = translating.begin(german.guide, "uk", by=olena)
    typed(draft, olena, t2="Ось.")
    assert ukrainian.events.count() == 1
    assert german.events.count() == 1


def test_nobody_reviews_their_own_words(german, olena, staff):
    for writer in (olena, staff):
        draft = handed_in(german.guide, writer)
        with pytest.raises(PermissionDenied):
            translating.publish(draft, by=writer, version=draft.version)
        with pytest.raises(PermissionDenied):
            translating.send_back(draft, "Nein.", by=writer, version=draft.version)
        translating.discard(draft, by=writer)


def test_only_people_of_the_language_act(german, olena):
    stranger = TranslatorFactory(language="ar").user
    with pytest.raises(PermissionDenied):
        translating.begin(german.guide, "uk", by=stranger)
    draft = whole(german.guide, olena)
    acts = [
        lambda: typed(draft, stranger, t2="Моє."),
        lambda: translating.submit(draft, by=stranger, version=draft.version),
        lambda: translating.take_over(draft, by=stranger, version=draft.version),
        lambda: translating.refresh(draft, by=stranger, version=draft.version),
        lambda: translating.discard(draft, by=stranger),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    draft = translating.submit(draft, by=olena, version=draft.version)
    with pytest.raises(PermissionDenied):
        translating.publish(draft, by=stranger, version=draft.version)


def test_nobody_translates_into_the_language_of_the_master(german, staff):
    with pytest.raises(PermissionDenied):
        translating.begin(german.guide, "de", by=staff)


def test_an_unfinished_translation_is_not_handed_in(german, olena, in_english):
    draft = whole(german.guide, olena)
    draft = typed(draft, olena, t3="")
    with pytest.raises(translating.Faulty) as refused:
        translating.submit(draft, by=olena, version=draft.version)
    assert refused.value.places == {3: ["There is no translation yet."]}
    draft.refresh_from_db()
    assert draft.step == Step.WRITING


def test_a_word_that_nobody_knows_is_refused(german, olena):
    draft = typed(whole(german.guide, olena), olena, t3="Кінець {{term:nothing}}.")
    with pytest.raises(ValidationError):
        translating.submit(draft, by=olena, version=draft.version)


def test_a_double_click_does_it_once(german, olena, taras):
    draft = whole(german.guide, olena)
    assert translating.begin(german.guide, "uk", by=taras) == draft
    first = translating.submit(draft, by=olena, version=draft.version)
    again = translating.submit(draft, by=olena, version=draft.version)
    assert (again.version, again.since) == (first.version, first.since)
    translating.publish(first, by=taras, version=first.version)
    with pytest.raises(ValidationError):
        translating.publish(first, by=taras, version=first.version)
    assert Message.objects.filter(kind="guides.accepted").count() == 1
    translating.discard(first, by=olena)


def test_two_pages_of_one_person_do_not_overwrite_each_other(german, olena):
    draft = translating.begin(german.guide, "uk", by=olena)
    page = {"by": olena, "version": draft.version, "page": "one"}
    translating.keep(draft, {2: "Перше."}, {}, **page)
    translating.keep(draft, {2: "Перше слово."}, {}, **page)
    with pytest.raises(Stale) as refused:
        translating.keep(draft, {2: "Інше."}, {}, by=olena, version=draft.version, page="two")
    assert pieces.read(refused.value.current.pieces)[2].text == "Перше слово."


def test_somebody_else_goes_on(german, olena, taras):
    draft = whole(german.guide, olena)
    with pytest.raises(ValidationError):
        typed(draft, taras, t2="Моє.")
    taken = translating.take_over(draft, by=taras, version=draft.version)
    assert taken.author == taras
    with pytest.raises(ValidationError):
        typed(taken, olena, t2="Моє.")


def test_whoever_wrote_a_part_of_it_is_no_second_person(german, olena, taras, staff):
    draft = whole(german.guide, olena)
    draft = translating.take_over(draft, by=taras, version=draft.version)
    draft = translating.submit(draft, by=taras, version=draft.version)
    with pytest.raises(PermissionDenied):
        translating.publish(draft, by=olena, version=draft.version)
    with pytest.raises(PermissionDenied):
        translating.send_back(draft, "Nein.", by=olena, version=draft.version)
    assert translating.publish(draft, by=staff, version=draft.version).by == taras


def test_whoever_began_it_and_wrote_nothing_may_read_it(german, olena, taras):
    draft = translating.begin(german.guide, "uk", by=olena)
    draft = translating.take_over(draft, by=taras, version=draft.version)
    draft = typed(draft, taras, t0="Школа", t1="Усе.", t2="Початок.", t3="Кінець.")
    draft = translating.submit(draft, by=taras, version=draft.version)
    assert translating.publish(draft, by=olena, version=draft.version).checked_by == olena


def test_a_text_that_readers_got_meanwhile_is_not_overwritten(german, ukrainian, olena, taras, staff):
    draft = translating.begin(german.guide, "uk", by=olena)
    draft = typed(draft, olena, t2="Ось.")
    draft = translating.submit(draft, by=olena, version=draft.version, machine_read=True)
    save_text(ukrainian, title="Школа", summary="Усе.", body="Виправлено.\n\nКінець.\n", version=1, by=staff)
    with pytest.raises(Stale):
        translating.publish(draft, by=taras, version=draft.version, machine_read=True)
    draft = translating.send_back(draft, "Подивіться.", by=taras, version=draft.version)
    draft = translating.refresh(draft, by=olena, version=draft.version)
    piece = pieces.read(draft.pieces)[2]
    assert (piece.text, piece.original) == ("Ось.", "Виправлено.")
    draft = translating.submit(draft, by=olena, version=draft.version, machine_read=True)
    text = translating.publish(draft, by=taras, version=draft.version, machine_read=True)
    assert text.body == "Ось.\n\nКінець.\n"


def test_the_newest_german_comes_in_and_what_was_typed_stays(german, olena, staff):
    draft = whole(german.guide, olena)
    edit(german, staff, "Neu.\n\nAnfang.\n\nEnde.\n")
    draft = translating.refresh(draft, by=olena, version=draft.version)
    assert draft.made_from == 2
    assert [piece.text for piece in pieces.read(draft.pieces)] == [
        "Школа", "Усе.", "", "Початок.", "Кінець.",
    ]  # fmt: skip


def test_a_text_made_with_a_machine_is_confirmed_by_one_person(german, ukrainian, olena):
    draft = translating.begin(german.guide, "uk", by=olena)
    text = translating.confirm(draft, by=olena, version=draft.version, machine_read=True)
    assert (text.body, text.machine_assisted) == ("Початок.\n\nКінець.\n", False)
    assert (text.checked_by, text.made_from) == (olena, 1)


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("words", [{"t0": "Школи"}, {"t2": "Початок, виправлений."}])
def test_whatever_readers_do_not_have_needs_a_second_person(german, ukrainian, olena, words):
    draft = typed(translating.begin(german.guide, "uk", by=olena), olena, **words)
    assert not translating.is_confirmable(draft)
    with pytest.raises(ValidationError, match="needs a second person"):
        translating.confirm(draft, by=olena, version=draft.version, machine_read=True)
    ukrainian.refresh_from_db()
    assert (ukrainian.title, ukrainian.body) == ("Школа", "Початок.\n\nКінець.\n")


def test_a_word_that_was_changed_and_changed_back_needs_nobody(german, ukrainian, olena):
    draft = typed(translating.begin(german.guide, "uk", by=olena), olena, t0="Школи")
    draft = typed(draft, olena, t0="Школа")
    assert translating.is_confirmable(draft)


@pytest.mark.parametrize("why", ["outdated", "by a person"])
def test_everything_else_needs_a_second_person(german, ukrainian, olena, staff, why):
    if why == "outdated":
        edit(german, staff, "Anders.\n\nEnde.\n")
    else:
        type(ukrainian).objects.update(machine_assisted=False)
    draft = translating.begin(german.guide, "uk", by=olena)
    draft = typed(draft, olena, t2="Інакше.")
    with pytest.raises(ValidationError):
        translating.confirm(draft, by=olena, version=draft.version)


def test_the_mark_of_the_machine_stays_until_a_person_confirms(german, ukrainian, olena, staff):
    save_text(ukrainian, title="Школа", summary="Усе.", body="Інакше.\n\nКінець.\n", version=1, by=staff)
    handed_in(german.guide, olena)
    ukrainian.refresh_from_db()
    assert ukrainian.machine_assisted


# -- the queue ------------------------------------------------------------------------------------


def statuses() -> dict[str, Status]:
    return {f"{place.slug}.{place.language}": place.status for place in queue(["uk"])}


def test_the_queue_says_what_is_to_be_done(german, olena, taras, staff):
    slug = f"{german.guide.slug}.uk"
    assert statuses() == {slug: Status.MISSING}
    draft = whole(german.guide, olena)
    assert statuses() == {slug: Status.WRITING}
    draft = translating.submit(draft, by=olena, version=draft.version)
    assert statuses() == {slug: Status.REVIEW}
    draft = translating.send_back(draft, "Bitte.", by=taras, version=draft.version)
    assert statuses() == {slug: Status.RETURNED}
    draft = translating.submit(draft, by=olena, version=draft.version)
    translating.publish(draft, by=taras, version=draft.version)
    assert statuses() == {}
    edit(german, staff, "Anders.\n\nEnde.\n")
    assert statuses() == {slug: Status.OUTDATED}


def test_an_unchecked_text_is_in_the_queue(german, ukrainian):
    assert list(statuses().values()) == [Status.UNCONFIRMED]


def test_a_guide_that_no_reader_sees_is_not(german):
    type(german).objects.update(state=State.DRAFT)
    assert statuses() == {}


def test_the_overview_counts_what_is_done(german, ukrainian):
    TextFactory(guide=german.guide, language="en")
    found = overview()
    assert (found.share, found.lines[0].share) == (11, 11)
    assert dict(found.shares)["en"] == 100


# -- outdated, as a property -----------------------------------------------------------------------

DEEDS = st.lists(
    st.sampled_from(["edit", "small", "same", "back", "begin", "refresh", "publish", "confirm"]), max_size=14
)


@given(DEEDS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_outdated_means_made_from_an_earlier_revision_than_the_last_real_edit(deeds):
    """Whatever happens in whatever order: the revision decides, no clock."""
    staff, olena, taras = (UserFactory(is_staff=True) for _ in range(3))
    german = TextFactory(title="Schule", summary="Alles.", body="Anfang.\n\nEnde.\n")
    text = TextFactory(
        guide=german.guide, language="uk", title="Ш", summary="У", body="П\n\nК\n", machine_assisted=True
    )
    revision, made_from, basis, first = 1, 1, 0, german.body
    for number, deed in enumerate(deeds):
        german.refresh_from_db()
        draft = TranslationDraft.objects.filter(guide=german.guide).first()
        if deed in ("edit", "small", "same"):
            body = german.body if deed == "same" else f"Satz {number}.\n\nEnde.\n"
            edit(german, staff, body, small=deed == "small")
            revision += deed == "edit"
        elif deed == "back":
            revision += german.body != first
            edit(german, staff, first)
        elif draft is None:
            translating.begin(german.guide, "uk", by=olena)
            basis = revision
        elif deed == "refresh":
            translating.refresh(draft, by=olena, version=draft.version)
            basis = revision
        elif deed in ("publish", "confirm"):
            draft = typed(draft, olena, t2=f"Речення {number}.")
            draft = translating.submit(draft, by=olena, version=draft.version, machine_read=True)
            translating.publish(draft, by=taras, version=draft.version, machine_read=True)
            made_from = basis
        text.refresh_from_db()
        text.guide.refresh_from_db()
        assert (text.made_from, text.guide.revision) == (made_from, revision)
        german.refresh_from_db()
        assert text.is_outdated == (made_from < revision and not says_again(german, made_from))


def says_again(german, revision: int) -> bool:
    """The wording with which the present revision began stood in that one too."""
    began = german.events.filter(made_from=german.made_from).order_by("pgh_id").first()
    return german.events.filter(made_from=revision, body=began.body).exists()


# -- mails -----------------------------------------------------------------------------------------


def said(kind: str) -> list[str]:
    """The texts that would go out now, in English."""
    found = (text_of(message, "en") for message in Message.objects.filter(kind=kind).order_by("id"))
    return [f"{text.subject}\n{text.body}" for text in found if text]


def test_one_mail_a_day_collects_what_has_become_outdated(german, ukrainian, olena, staff):
    second = TextFactory()
    TextFactory(guide=second.guide, language="uk", title="Друга")
    with time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=BERLIN), tick=False):
        edit(german, staff, "Eins.\n")
        edit(german, staff, "Zwei.\n")
        edit(second, staff, "Drei.\n")
    message = Message.objects.get(kind="guides.outdated")
    assert message.address == olena.email
    assert message.due == datetime(2026, 11, 25, 18, tzinfo=BERLIN)
    (text,) = said("guides.outdated")
    assert "Школа" in text
    assert "Друга" in text
    with time_machine.travel(datetime(2026, 11, 25, 19, tzinfo=BERLIN), tick=False):
        edit(german, staff, "Vier.\n")
    assert Message.objects.filter(kind="guides.outdated").count() == 2


@pytest.mark.parametrize("edit_of", ["small", "same"])
def test_nobody_hears_of_an_edit_that_says_the_same(german, ukrainian, olena, staff, edit_of):
    edit(german, staff, german.body if edit_of == "same" else "Eins.\n", small=edit_of == "small")
    assert not Message.objects.exists()


def test_translators_of_other_languages_hear_nothing(german, ukrainian, staff):
    TranslatorFactory(language="ar")
    edit(german, staff, "Eins.\n")
    assert not Message.objects.exists()


def test_a_mail_about_what_is_done_by_now_is_not_sent(german, ukrainian, olena, taras, staff):
    edit(german, staff, "Eins.\n\nEnde.\n")
    assert len(said("guides.outdated")) == 2
    draft = typed(translating.begin(german.guide, "uk", by=olena), olena, t2="Раз.")
    translating.submit(draft, by=olena, version=draft.version, machine_read=True)
    assert said("guides.outdated") == []


def test_a_person_who_translates_no_longer_hears_nothing(german, ukrainian, olena, staff):
    edit(german, staff, "Eins.\n")
    olena.translator_languages.all().delete()
    assert said("guides.outdated") == []


def test_the_translator_hears_that_her_text_is_published(german, olena, taras):
    draft = handed_in(german.guide, olena)
    translating.publish(draft, by=taras, version=draft.version)
    (text,) = said("guides.accepted")
    assert "“Schule” (Українська)" in text
    assert f"/en/desk/translations/uk/{german.guide.slug}/" in text


def test_the_translator_hears_that_her_text_came_back_until_she_hands_it_in_again(german, olena, taras):
    draft = handed_in(german.guide, olena)
    draft = translating.send_back(draft, "Geheime Notiz", by=taras, version=draft.version)
    (text,) = said("guides.returned")
    assert "Geheime Notiz" not in text
    translating.submit(draft, by=olena, version=draft.version)
    assert said("guides.returned") == []
