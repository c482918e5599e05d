import contextlib
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.lib import money


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("1.234", "1234"),
        ("1,234", "1234"),
        ("12.345.678", "12345678"),
        ("1 234,50 €", "1234.50"),
        ("EUR 80", "80"),
        ("0,99", "0.99"),
        (",50", "0.50"),
        ("-3,20", "-3.20"),
        ("0.125", "0.125"),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: str) -> None:
    assert money.parse(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "abc", "1,2,3", "1.23.456", "1,23.456,7", "--3", "12e3", "NaN", "١٢", "€"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        money.parse(text)


@pytest.mark.parametrize(
    ("language", "read", "refused"), [("de", "12.345", "12,345"), ("en", "12,345", "12.345")]
)
def test_three_digits_after_the_mark_before_cents_are_asked_about(
    language: str, read: str, refused: str
) -> None:
    with override(language):
        assert money.MoneyField().clean(read) == 12345
        with pytest.raises(ValidationError, match=f"“{refused}” can be read in two ways|auf zwei Arten"):
            money.MoneyField().clean(refused)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_what_is_shown_is_read_back(amount: Decimal) -> None:
    for language in ("de", "en"):
        with override(language):
            assert money.parse(money.euros(amount)) == amount
            assert money.parse(money.plain(amount)) == amount


def test_fields_show_amounts_as_the_text_beside_them_does() -> None:
    for language, typed, shown in (
        ("de", "-12.000,50", "\N{MINUS SIGN}12.000,50\N{NO-BREAK SPACE}€"),
        ("en", "-12,000.50", "\N{MINUS SIGN}€12,000.50"),
    ):
        with override(language):
            assert money.plain(Decimal("-12000.50")) == typed
            assert money.euros(Decimal("-12000.50")) == shown


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValidationError):
        assert isinstance(money.parse(text), Decimal)


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_among_words_from_right_to_left_the_minus_stays_before_its_number(language: str) -> None:
    mark = "\N{LEFT-TO-RIGHT MARK}"
    run = money.euros(Decimal(-2760), language).split(mark)[1]
    assert (run[0], run[-8:]) == ("\N{MINUS SIGN}", "2,760.00")
    assert "\N{RIGHT-TO-LEFT MARK}" not in run
    assert "\N{MINUS SIGN}" not in money.euros(Decimal(2760), language)


@pytest.mark.parametrize(("least", "words"), [(0, "below 0"), (5, "€5.00")])
def test_what_is_too_little_is_said_with_the_least_unless_that_is_nothing(least: int, words: str) -> None:
    with override("en"):
        with pytest.raises(ValidationError) as refused:
            money.MoneyField(min_value=least).clean("-20")
        assert words in str(refused.value)
