"""The sixteen Länder side by side."""

import pytest

from tests.guides.conftest import read

pytestmark = pytest.mark.django_db


def test_the_comparison_shows_every_land_and_the_map(client, guide):
    page = read(client, "/de/guides/laender/?fact=enrolment-cutoff")
    assert '<tr id="DE-NW">' in page
    assert "30. September</td>" in page
    assert page.count('class="shade-1"') == 2  # the tile and its entry in the legend


def test_the_comparison_is_empty_but_there_without_facts(client):
    assert 'class="empty"' in read(client, "/de/guides/laender/?fact=nonsense")


@pytest.mark.parametrize(
    ("language", "option"),
    [
        ("de", " selected>Stichtag"),
        ("ar", " selected>التاريخ الفاصل"),
        ("fa", ' selected lang="de" dir="ltr">Stichtag'),
    ],
)
def test_a_question_in_another_language_says_in_which(client, guide, language, option):
    page = read(client, f"/{language}/guides/laender/")
    assert f'<option value="enrolment-cutoff"{option}</option>' in page
