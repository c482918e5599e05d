"""Guides cut into paragraphs: nothing lost, each beside its translation, what changed marked by revision."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.guides.reports.translations.checks import faults
from portal.guides.reports.translations.pieces import (
    Piece,
    Wording,
    carry,
    compare,
    joined,
    progress,
    read,
    stored,
)
from portal.guides.services import save_text
from portal.lib import markup
from portal.lib.differences import Change
from tests.factories.accounts import UserFactory
from tests.factories.guides import FactKeyFactory, TermFactory, TextFactory

GERMAN = """Anfang.

## Anmelden

Gehen Sie zur {{term:grundschule}}.

1. Ausweis
2. Geburtsurkunde

Rufen Sie an: [030 1](tel:+49301).
"""
UKRAINIAN = """Початок.

## Запис

Ідіть до {{term:grundschule}}.

1. Паспорт
2. Свідоцтво

Телефонуйте: [030 1](tel:+49301).
"""


@pytest.fixture
def staff(db):
    return UserFactory(is_staff=True)


@pytest.fixture
def german(db):
    TermFactory(slug="grundschule", word="Grundschule")
    return TextFactory(title="Schule", summary="Alles.", body=GERMAN)


@pytest.fixture
def ukrainian(german):
    return TextFactory(guide=german.guide, language="uk", title="Школа", summary="Усе.", body=UKRAINIAN)


def edit(german, staff, old: str, new: str, **how):
    german.refresh_from_db()
    return save_text(
        german, title=german.title, summary=german.summary, body=german.body.replace(old, new),
        version=german.version, by=staff, **how,
    )  # fmt: skip


MARKDOWN = st.lists(
    st.sampled_from(
        [
            "## Titel", "### Klein", "Ein Satz.\nNoch einer.", "- a\n- b\n\n  weiter", "1. x\n2. y",
            "| a | b |\n|---|---|\n| 1 | 2 |", "> Zitat", "---", "[ref]: https://a.example", "{{fact:x}}",
            "Ein [Link][ref].", "```\ncode\n\ncode\n```",
        ]
    ),
    max_size=8,
)  # fmt: skip


@given(MARKDOWN, st.sampled_from(["\n\n", "\n\n\n"]))
def test_cutting_and_joining_says_the_same(parts, gap):
    text = gap.join(parts) + "\n"
    again = "\n\n".join(block.source for block in markup.blocks(text)) + "\n"
    assert markup.to_html(again) == markup.to_html(text)


def test_blocks_know_their_kind_and_size():
    assert [(block.kind, block.size) for block in markup.blocks(GERMAN)] == [
        ("paragraph", ()),
        ("heading", (2,)),
        ("paragraph", ()),
        ("ordered_list", (2,)),
        ("paragraph", ()),
    ]


def test_each_german_paragraph_stands_beside_its_translation(german, ukrainian):
    found = compare(german, ukrainian)
    assert [(piece.german[:6], piece.text[:6]) for piece in found] == [
        ("Schule", "Школа"),
        ("Alles.", "Усе."),
        ("Anfang", "Почато"),
        ("## Anm", "## Зап"),
        ("Gehen ", "Ідіть "),
        ("1. Aus", "1. Пас"),
        ("Rufen ", "Телефо"),
    ]
    assert progress(found) == (7, 7)
    assert joined(found) == Wording("Школа", "Усе.", UKRAINIAN)


def test_a_translation_with_more_paragraphs_loses_none(german, ukrainian):
    ukrainian.body = UKRAINIAN.replace("Початок.", "Початок.\n\nЩе слово.")
    found = compare(german, ukrainian)
    assert found[2].text == "Початок.\n\nЩе слово."
    assert found[3].text == "## Запис"
    assert joined(found).body == ukrainian.body


def test_what_changed_is_marked_word_by_word(german, ukrainian, staff):
    german = edit(german, staff, "Gehen Sie zur", "Gehen Sie im Herbst zur")
    found = compare(german, ukrainian)
    assert [at for at, piece in enumerate(found) if piece.is_changed] == [4]
    assert [mark.text for mark in found[4].marks if mark.change == Change.NEW] == [" im Herbst"]
    assert progress(found) == (6, 7)


def test_a_new_and_a_gone_paragraph_are_told(german, ukrainian, staff):
    german = edit(german, staff, "Anfang.\n", "")
    german = edit(german, staff, "\n1. Ausweis", "\nWarten Sie nicht.\n\n1. Ausweis")
    found = compare(german, ukrainian)
    assert [piece.before for piece in found if piece.is_gone] == ["Anfang."]
    assert [piece.german for piece in found if piece.is_new] == ["Warten Sie nicht."]
    assert "Початок" not in joined(found).body


def test_what_a_small_correction_changed_is_not_marked(german, ukrainian, staff):
    edit(german, staff, "Gehen", "Geehn")
    german = edit(german, staff, "Geehn", "Bitte gehen", small=True)
    ukrainian.made_from = 2
    assert not any(piece.is_changed for piece in compare(german, ukrainian))
    ukrainian.made_from = 1
    assert [piece.german for piece in compare(german, ukrainian) if piece.is_changed] == [
        "Bitte gehen Sie zur {{term:grundschule}}."
    ]


def test_a_revision_that_nobody_knows_asks_for_every_paragraph(german, ukrainian):
    german.made_from, ukrainian.made_from = 5, 3
    found = compare(german, ukrainian)
    assert progress(found) == (0, 7)
    assert found[4].marks[0].text == found[4].german


def test_typed_words_follow_their_paragraph_into_a_newer_german_text(german, ukrainian, staff):
    typed = compare(german, ukrainian)
    typed[4] = Piece(typed[4].german, typed[4].before, typed[4].original, "Йдіть до {{term:grundschule}}.")
    german = edit(german, staff, "Anfang.", "Neu.\n\nAnfang.")
    found = carry(typed, compare(german, ukrainian))
    assert [piece.text for piece in found][2:6] == [
        "", "Початок.", "## Запис", "Йдіть до {{term:grundschule}}.",
    ]  # fmt: skip


def test_words_typed_for_an_older_german_are_to_be_looked_at_again(german, ukrainian, staff):
    typed = compare(german, ukrainian)
    typed[4] = typed[4].reworded("Йдіть до {{term:grundschule}}.")
    german = edit(german, staff, "Gehen Sie zur", "Gehen Sie im Herbst zur")
    found = carry(typed, compare(german, ukrainian))
    assert [at for at, piece in enumerate(found) if not piece.is_done] == [4]
    assert list(faults(found, "uk")) == [4]
    assert [mark.text for mark in found[4].marks if mark.change == Change.NEW] == [" im Herbst"]
    again = carry(found, compare(german, ukrainian))
    assert again == found  # another refresh is no look at it


def test_so_are_the_words_of_a_paragraph_that_readers_do_not_have_yet(german, staff):
    typed = [piece.reworded("Слово") for piece in compare(german, None)]
    german = edit(german, staff, "Anfang.", "Der Anfang.")
    found = carry(typed, compare(german, None))
    assert [at for at, piece in enumerate(found) if not piece.is_done] == [2]


@pytest.mark.parametrize("deed", ["reworded", "agreed"])
def test_a_person_who_looks_at_them_settles_it(german, ukrainian, staff, deed):
    typed = compare(german, ukrainian)
    typed[2] = typed[2].reworded("Ось початок.")
    german = edit(german, staff, "Anfang.", "Der Anfang.")
    piece = carry(typed, compare(german, ukrainian))[2]
    settled = piece.reworded("Ось він.") if deed == "reworded" else replace(piece, agreed=True)
    assert (piece.is_done, settled.is_done) == (False, True)


def test_a_german_text_that_is_as_it_was_leaves_typed_words_done(german, ukrainian, staff):
    typed = compare(german, ukrainian)
    typed[2] = typed[2].reworded("Ось початок.")
    edit(german, staff, "Anfang.", "Der Anfang.")
    german = edit(german, staff, "Der Anfang.", "Anfang.")
    assert carry(typed, compare(german, ukrainian))[2].is_done


def test_pieces_come_out_of_a_draft_as_they_went_in(german, ukrainian):
    found = compare(german, ukrainian)
    assert read(stored(found)) == found


FAULTS = [
    (0, "", "There is no translation yet."),
    (0, "х" * 121, "This is too long: 120 letters at most."),
    (1, "Одне.\nДва.", "This must stand in one line."),
    (3, "### Запис", "Here is a heading: begin the line with “## ”."),
    (3, "Запис", "Here is a heading: begin the line with “## ”."),
    (4, "Ідіть.", "This is missing: {{term:grundschule}}. Copy it as it is."),
    (
        4, "{{term:grundschule}} {{fact:x}} {{term:hort}}",
        "This does not stand in the German: {{fact:x}}.",
    ),
    (4, "{{term:grundschule}} {{term:horrt}}", "There is no {{term:horrt}}."),
    (4, "## {{term:grundschule}}", "There is no heading here in the German."),
    (4, "{{term:grundschule}}\n\nЩе.", "This must be one paragraph, as in the German."),
    (4, "- {{term:grundschule}}", "This has another form than the German paragraph."),
    (5, "1. Паспорт", "The list has 2 points in the German and 1 here."),
    (5, "- Паспорт\n- Свідоцтво", "Here is a list: begin each point with “1. ”."),
    (
        6, "Телефонуйте: [030 2](tel:+49302).",
        "The telephone links differ. In the German there are: +49301.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("at", "text", "said"), FAULTS)
def test_a_fault_is_said_at_its_paragraph(german, ukrainian, in_english, at, text, said):
    TermFactory(slug="hort", word="Hort")
    FactKeyFactory(key="x")
    found = compare(german, ukrainian)
    assert faults(found, "uk") == {}
    found[at] = Piece(found[at].german, found[at].before, found[at].original, text)
    assert faults(found, "uk") == {at: [said]}


def test_old_words_fit_a_changed_paragraph_only_if_somebody_says_so(german, ukrainian, staff, in_english):
    german = edit(german, staff, "Anfang.", "Der Anfang.")
    found = compare(german, ukrainian)
    assert list(faults(found, "uk")) == [2]
    piece = found[2]
    found[2] = Piece(piece.german, piece.before, piece.original, piece.text, agreed=True)
    assert faults(found, "uk") == {}
    assert progress(found) == (7, 7)


def test_easy_german_may_part_paragraphs(german):
    leicht = TextFactory(
        guide=german.guide, language="de-x-leicht", title="Schule", summary="Alles.",
        body=GERMAN.replace("Anfang.", "Das ist der Anfang.\n\n- Eins\n- Zwei"),
    )  # fmt: skip
    assert faults(compare(german, leicht), "de-x-leicht") == {}
