"""A request that was corrected: the Office sees what has changed, and reads what was sent before."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import FundingRequest
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_sent import answered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def at(name: str, row: FundingRequest, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id, *more])


def words(answer: Any) -> str:
    return " ".join(answer.text.split())


def test_the_case_shows_what_has_changed_since_the_last_submission(cast: Cast, officer: Client) -> None:
    page = officer.get(at("case", answered(cast)))
    assert [(change.label, change.before, change.after) for change in page.context["changes"]] == [
        ("where it takes place", "Dortmund", "Hamm")
    ]
    assert "What submission 2 changes" in page.text


def test_each_submission_can_be_read_from_the_case(cast: Cast, officer: Client) -> None:
    row = answered(cast)
    page = officer.get(at("case", row)).text
    for number in (1, 2):
        assert f'href="{at("case_submission", row, number)}"' in page
        assert officer.get(at("case_submission", row, number)).status_code == 200
    assert officer.get(at("case_submission", row, 3)).status_code == 404


def test_the_first_submission_is_compared_with_nothing(cast: Cast, officer: Client) -> None:
    page = officer.get(at("case", scenes.received(cast)))
    assert page.context["changes"] == []
    assert "All submissions" not in page.text


def test_strangers_read_no_submission(cast: Cast) -> None:
    row = answered(cast)
    for stranger in (cast.foreign_caseworker, cast.berlin_caseworker, cast.coordinator):
        client = Client()
        client.force_login(stranger)
        assert client.get(at("case_submission", row, 1)).status_code == 404
