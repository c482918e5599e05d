import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.sms import fit, is_gsm7, segments


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ä" * 160, 1),
        ("ş" * 70, 1),
        ("ş" * 71, 2),
        ("م" * 134, 2),
        ("م" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        # 306 units in all, but a letter of two units is not divided between parts.
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
    ],
)
def test_parts_are_counted_as_networks_do(text, parts):
    assert segments(text) == parts


def test_a_short_text_stays_as_it_is():
    assert fit("Ihr Platz  am\nDienstag") == "Ihr Platz am Dienstag"


def test_a_long_text_is_cut_at_a_word():
    short = fit("Eltern " * 60)
    assert short.endswith("Eltern...")
    assert is_gsm7(short)
    assert fit("الأهل " * 60).endswith("الأهل…")
    assert segments(fit("x" * 1000)) == 2


@given(st.text(max_size=600), st.integers(1, 3))
def test_whatever_is_sent_fits(text, parts):
    assert segments(fit(text, parts)) <= parts


def test_an_address_at_the_end_stays_whole_and_the_words_before_it_give_way():
    address = "https://elternbruecke.example/uk/b/aaaaaaaaaaaaaaaaaaaaaaaa/"
    said = fit("Для вас є місця: " + "пʼятниця, 27 листопада 2026, 18:00. " * 3 + address)
    assert said.startswith("Для вас є місця: пʼятниця,")
    assert said.endswith(f"… {address}")
    assert segments(said) == 2


def test_an_address_that_fits_in_no_sms_is_cut_like_any_word():
    said = fit("Ihr Platz: https://elternbruecke.example/" + "a" * 400)
    assert (said, segments(said)) == ("Ihr Platz:...", 1)
