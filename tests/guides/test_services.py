"""Editing: revisions, versions, who may."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.guides.choices import State
from portal.guides.models import LandFact, Translation
from portal.guides.services import create_text, save_row, save_text, set_state
from portal.lib.errors import Stale
from tests.factories.accounts import UserFactory
from tests.factories.guides import LandFactFactory, TextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def german():
    return TextFactory()


def write(text: Translation, by, body: str | None = None, **how) -> Translation:
    text.refresh_from_db()
    return save_text(
        text,
        title=text.title,
        summary=text.summary,
        body=body or text.body,
        version=text.version,
        by=by,
        **how,
    )


def test_an_edit_of_the_german_text_makes_the_others_outdated(german, staff):
    english = TextFactory(guide=german.guide, language="en")
    write(german, staff, "Neu.")
    assert list(Translation.objects.outdated()) == [english]


def test_a_small_correction_does_not(german, staff):
    TextFactory(guide=german.guide, language="en")
    write(german, staff, "Kommma verbessert.", small=True)
    german.refresh_from_db()
    assert german.body == "Kommma verbessert."
    assert not Translation.objects.outdated().exists()


def test_saving_without_a_change_is_no_new_revision(german, staff):
    write(german, staff)
    german.guide.refresh_from_db()
    assert german.guide.revision == 1


def test_a_translation_made_from_an_older_revision_stays_outdated(german, staff):
    english = TextFactory(guide=german.guide, language="en")
    write(german, staff, "Zwei.")
    write(german, staff, "Drei.")
    write(english, staff, "Two.", made_from=2)
    assert Translation.objects.outdated().count() == 1
    write(english, staff, "Three.", made_from=3)
    assert not Translation.objects.outdated().exists()


def test_what_was_made_from_the_very_same_words_is_current_again(german, staff):
    english = TextFactory(guide=german.guide, language="en")
    arabic = TextFactory(guide=german.guide, language="ar")
    old = german.body
    write(german, staff, "Anders.")
    write(arabic, staff, "آخر", made_from=2)
    write(german, staff, old)
    assert list(Translation.objects.outdated()) == [arabic]
    english.refresh_from_db()
    assert (english.made_from, english.version, english.events.count()) == (1, 1, 1)


@pytest.mark.parametrize("made_from", [0, 2, 99])
def test_a_translation_cannot_be_made_from_a_text_that_never_was(german, staff, made_from):
    english = TextFactory(guide=german.guide, language="en")
    with pytest.raises(ValidationError) as refused:
        write(english, staff, "Two.", made_from=made_from)
    assert "made_from" in refused.value.message_dict


EDITS = st.lists(
    st.one_of(
        st.just(("edit", 0)), st.just(("small", 0)), st.just(("same", 0)),
        st.tuples(st.just("translate"), st.integers(0, 3)), st.tuples(st.just("restore"), st.integers(0, 9)),
    ),
    max_size=12,
)  # fmt: skip


@given(EDITS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_outdated_means_that_the_german_text_said_something_else_since(edits):
    """Beside a model: outdated if, and only if, the German now says what no wording of that revision said."""
    staff = UserFactory(is_staff=True)
    german = TextFactory()
    english = TextFactory(guide=german.guide, language="en")
    revision = made_from = 1
    said, same = [(1, german.body)], {1}
    for number, (verb, behind) in enumerate(edits):
        if verb in ("edit", "restore"):
            body = f"Fassung {number}" if verb == "edit" else said[behind % len(said)][1]
            if body != said[-1][1]:
                revision += 1
                same = {at for at, words in said if words == body} | {revision}
                said.append((revision, body))
            write(german, staff, body)
        elif verb == "small":
            write(german, staff, f"Korrektur {number}", small=True)
            said.append((revision, f"Korrektur {number}"))
        elif verb == "same":
            write(german, staff)
        else:
            made_from = max(made_from, revision - behind)
            write(english, staff, f"Version {number}", made_from=made_from)
        english.refresh_from_db()
        english.guide.refresh_from_db()
        german.refresh_from_db()
        assert english.is_outdated == (made_from not in same)
        assert german.made_from == english.guide.revision == revision
        assert Translation.objects.outdated().filter(guide=german.guide).exists() == english.is_outdated


def test_a_stale_edit_changes_nothing_and_shows_the_row_as_it_is(german, staff):
    old = german.version
    write(german, staff, "Zuerst.")
    with pytest.raises(Stale) as refused:
        save_text(german, title="x", summary="x", body="Danach.", version=old, by=staff)
    assert refused.value.current.body == "Zuerst."
    german.refresh_from_db()
    assert german.body == "Zuerst."


def test_only_staff_may_edit(german):
    for person in (None, UserFactory()):
        with pytest.raises(PermissionDenied):
            write(german, person, "Meins.")
        with pytest.raises(PermissionDenied):
            set_state(german, State.DRAFT, version=german.version, by=person)
        with pytest.raises(PermissionDenied):
            save_row(LandFactFactory(), version=1, by=person)
        LandFact.objects.all().delete()


def test_a_check_by_a_person_takes_the_mark_away(german, staff):
    english = TextFactory(guide=german.guide, language="en", machine_assisted=True)
    write(english, staff, checked=True)
    english.refresh_from_db()
    assert not english.machine_assisted
    assert english.checked_by == staff
    assert english.checked_on


@pytest.mark.parametrize("token", ["{{fact:nothing}}", "{{ term:nothing }}", "{{link:nothing}}"])
def test_a_text_may_only_ask_for_what_there_is(german, staff, token):
    with pytest.raises(ValidationError) as refused:
        write(german, staff, token)
    assert "nothing" in str(refused.value.message_dict["body"])


def test_a_new_language_starts_as_a_draft(german, staff):
    text = create_text(german.guide, "tr", title="Okul", summary="Okul.", body="Metin", made_from=1, by=staff)
    assert text.state == State.DRAFT
    with pytest.raises(ValidationError):
        create_text(german.guide, "tr", title="Okul", summary="Okul.", body="Metin", made_from=1, by=staff)


def test_a_fact_is_written_once_for_each_version(staff):
    fact = LandFactFactory()
    fact.month = 8
    save_row(fact, version=1, by=staff)
    fact.refresh_from_db()
    assert (fact.month, fact.version, fact.checked_by) == (8, 2, staff)
    with pytest.raises(Stale):
        save_row(fact, version=1, by=staff)


def test_history_keeps_every_wording_with_its_translated_columns(staff):
    fact = LandFactFactory()
    fact.note_ar = "ملاحظة"
    save_row(fact, version=1, by=staff)
    event = fact.events.order_by("pgh_id").last()
    assert event.note_ar == "ملاحظة"
