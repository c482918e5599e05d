"""IBANs are read as people type them, and what cannot be one is refused with its reason."""

import pytest
from django.core.exceptions import ValidationError

from portal.lib import iban


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        (" de89370400440532013000 ", "DE89370400440532013000"),
        ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        ("DE89-3704-0044-0532-0130-00", "DE89370400440532013000"),
        ("GB29\u00a0NWBK\u00a06016\u00a01331\u00a09268\u00a019", "GB29NWBK60161331926819"),
    ],
)
def test_blanks_and_small_letters_do_no_harm(typed: str, kept: str) -> None:
    assert iban.parse(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("DE89 3704 0044 0532 0130 01", "checksum"),
        ("DE98 3704 0044 0532 0130 00", "checksum"),
        ("DE89 3704 0044 0532 0103 00", "checksum"),
        ("DE89 3704 0044 0532 0130 0", "length"),
        ("DE00 0000 0000 0000 0000 00", "checksum"),
        ("GB16 WEST 1234 5698 7654 3200", "country"),  # two digits too many, with check digits that fit
        ("XX57 WEST 1234 5698 7654 32", "country"),
        ("0532013000", "shape"),
        ("DE٨٩370400440532013000", "shape"),
        ("=1+1", "shape"),
        ("", "shape"),
    ],
)
def test_what_is_none_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        iban.parse(typed)
    assert refused.value.code == code


def test_on_paper_it_stands_in_groups_of_four() -> None:
    assert iban.grouped("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"


def test_a_column_holds_it_without_blanks() -> None:
    iban.validate("DE89370400440532013000")
    with pytest.raises(ValidationError):
        iban.validate("DE89 3704 0044 0532 0130 00")
