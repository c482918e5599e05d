"""A phone number as people dial it in Germany."""

import pytest
from phonenumber_field.phonenumber import to_python

from portal.lib import phones


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+49231555010", "0231 555010"),
        ("+380671234567", "+380 67 123 4567"),
        ("+43720111222", "+43 720 111222"),
    ],
)
def test_a_number_of_another_country_keeps_its_code(number: str, written: str) -> None:
    assert phones.written(to_python(number)) == written
    assert phones.written(number) == written, "as messages keep it"
