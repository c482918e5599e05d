"""Dates on pages: the day first and 24 hours, in every language."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.formats import date_format

from portal.lib import money
from portal.lib.dates import BERLIN

MOMENT = datetime(2026, 3, 5, 17, 30, tzinfo=BERLIN)
RLM = "\N{RIGHT-TO-LEFT MARK}"


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "5 March 2026, 17:30", "05/03/2026 17:30"),
        ("de", "5. März 2026 17:30", "05.03.2026 17:30"),
        ("de-x-leicht", "5. März 2026 17:30", "05.03.2026 17:30"),
        ("ar", "5 مارس 2026، 17:30", f"05{RLM}/03{RLM}/2026، 17:30"),
    ],
)
def test_a_moment_is_written_with_the_day_first(language: str, long: str, short: str) -> None:
    with translation.override(language):
        assert date_format(MOMENT, "DATETIME_FORMAT") == long
        assert date_format(MOMENT, "SHORT_DATETIME_FORMAT") == short


@pytest.mark.parametrize("language", ["de", "en", "tr", "ar", "ru", "uk", "fa", "pl", "ro", "de-x-leicht"])
def test_no_language_counts_to_twelve(language: str) -> None:
    with translation.override(language):
        assert date_format(MOMENT, "TIME_FORMAT") == "17:30"


def test_sizes_and_amounts_have_the_same_marks_in_arabic() -> None:
    with translation.override("ar"):
        assert filesizeformat(17300).startswith("16.9")
        assert "16.90" in money.euros(Decimal("16.90"))
