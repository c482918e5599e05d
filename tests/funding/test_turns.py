"""The list of requests says what comes next, also after the decision."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from funding.models import FundingRequest
from funding.services import decisions, letters
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db
READ = "It is your turn: read the decision."


def listed(cast: Cast) -> str:
    client = Client()
    client.force_login(cast.coordinator)
    address = reverse("funding:requests", args=[cast.association.slug]).replace("/de/", "/en/", 1)
    return " ".join(client.get(address).text.replace("\xa0", " ").split())


def opened(row: FundingRequest, cast: Cast) -> None:
    letters.open_letter(row.decisions.get(), by=cast.coordinator)


def later(cast: Cast) -> Any:
    """A decision on a project that begins in 2098."""
    offer = scenes.proposal(start=date(2098, 1, 1), end=date(2098, 12, 31))
    return scenes.announced(cast, offer)


def rejected(cast: Cast) -> FundingRequest:
    return scenes.announced(cast, scenes.proposal("0.00", reasons="Kein Geld mehr."))


def test_a_decision_is_to_be_read_then_can_be_contested(cast: Cast) -> None:
    row = rejected(cast)
    assert READ in listed(cast)
    opened(row, cast)
    page = listed(cast)
    assert READ not in page
    assert "You need do nothing now. Legal remedy is possible until" in page


def test_after_the_time_for_remedy_nothing_is_open_until_the_project_begins(cast: Cast) -> None:
    row = later(cast)
    opened(row, cast)
    last = decisions.contestable_until(row, row.decisions.get())
    assert last is not None
    with time_machine.travel(last + timedelta(days=1, hours=12)):
        assert "Nothing is open until your project begins on 01/01/2098." in listed(cast)


def test_a_rejection_that_is_final_leaves_nothing_open(cast: Cast) -> None:
    row = rejected(cast)
    opened(row, cast)
    last = decisions.contestable_until(row, row.decisions.get())
    assert last is not None
    with time_machine.travel(last + timedelta(days=1, hours=12)):
        assert "Nothing is open." in listed(cast)


def test_what_is_not_announced_reads_as_in_review(cast: Cast) -> None:
    scenes.countersigned(cast)
    assert "It is the Office's turn." in listed(cast).replace("&#x27;", "'")
