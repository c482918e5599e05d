"""What changed between two wordings."""

from hypothesis import given
from hypothesis import strategies as st

from portal.lib.differences import Change, between, is_changed, paragraphs


def told(old: str, new: str) -> list[tuple[str, str]]:
    """Each paragraph with what went in brackets and what came in braces."""
    marks = {Change.SAME: "{}", Change.GONE: "[{}]", Change.NEW: "<{}>"}
    return [
        (it.change.value, "".join(marks[piece.change].format(piece.text) for piece in it.pieces))
        for it in between(old, new)
    ]


def test_equal_texts_have_no_difference():
    assert told("Eins.\n\nZwei.", "Eins.\r\n\r\nZwei.\n") == [("same", "Eins."), ("same", "Zwei.")]
    assert not is_changed(between("Eins.", "Eins."))


def test_a_changed_word_is_told_within_its_paragraph():
    assert told("Das Kind geht zur Schule.", "Das Kind geht in die Schule.") == [
        ("partly", "Das Kind geht [zur]<in die> Schule.")
    ]


def test_a_paragraph_comes_between_two_others():
    assert told("Eins.\n\nDrei.", "Eins.\n\nZwei.\n\nDrei.") == [
        ("same", "Eins."),
        ("new", "<Zwei.>"),
        ("same", "Drei."),
    ]


def test_paragraphs_with_little_in_common_are_not_mixed():
    assert told("Die Kita kostet Geld.", "Wer hilft mir, wenn ich krank bin?") == [
        ("new", "<Wer hilft mir, wenn ich krank bin?>"),
        ("gone", "[Die Kita kostet Geld.]"),
    ]


def test_a_number_changes_alone():
    assert told("Es sind 195 € im Jahr.", "Es sind 200 € im Jahr.") == [
        ("partly", "Es sind [195]<200> € im Jahr.")
    ]


TEXTS = st.lists(st.text(alphabet="ab c.ش\n", max_size=30), max_size=6).map("\n\n".join)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_difference(old, new):
    found = between(old, new)
    for wanted, left_out in ((old, Change.NEW), (new, Change.GONE)):
        read = ["".join(p.text for p in it.pieces if p.change != left_out) for it in found]
        assert [text for text in read if text] == paragraphs(wanted)
