"""Thirty families on one Wi-Fi reopen their bookings: the code of the evening lifts the limit."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from parentwork.services import door
from portal.lib.codes import spaced
from portal.lib.dates import BERLIN
from tests.factories.parentwork import SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
EVENING = datetime(2026, 12, 1, 17, 30, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def link(cast):
    evening = WorkshopDateFactory(workshop__organisation=cast.association, starts=EVENING)
    return door.open_door(evening, by=cast.coordinator)


@pytest.fixture
def look(client, link):
    """Families in the room look for their bookings, one after the other, from one address."""
    bookings = [SeatFactory(date=link.date).booking for _ in range(36)]

    def ask(evening: str = "") -> list[int]:
        address = reverse("parentwork:lookup")
        said = {"evening": evening} if evening else {}
        sent = [{"code": it.code, "contact": it.number} | said for it in bookings]
        return [client.post(address, data).status_code for data in sent]

    return ask


def test_without_it_the_thirty_first_has_to_wait(look):
    assert look() == [302] * 30 + [429] * 6


def test_with_it_all_find_their_bookings(look, link):
    assert look(link.evening_code) == [302] * 36


def test_a_wrong_one_lifts_nothing(look):
    assert look("CDFGHJ")[30:] == [429] * 6


def test_it_ends_with_the_link(look, link, clock, cast):
    door.close_door(link.date, by=cast.coordinator)
    assert look(link.evening_code)[30:] == [429] * 6
    clock.move_to(EVENING + timedelta(days=1))
    assert look(link.evening_code)[30:] == [429] * 6


def test_the_door_shows_it_as_a_qr_code_and_the_form_sends_it_along(client, link):
    SeatFactory(date=link.date)
    page = client.get(link.get_absolute_url())
    assert page.context["lookup"].endswith(f"/b/?evening={link.evening_code}")
    form = client.get(f"{reverse('parentwork:lookup')}?evening={link.evening_code}").text
    assert f'name="evening" value="{link.evening_code}"' in form


def test_it_can_be_read_at_the_door_and_typed(client, link):
    SeatFactory(date=link.date)
    page = client.get(link.get_absolute_url()).text
    assert f'<span class="code">{spaced(link.evening_code)}</span>' in page
    assert "http://localhost:8000/en/b/</bdi>" in page
    assert "Code of the evening" in client.get(reverse("parentwork:lookup")).text


def test_typed_with_a_gap_and_in_small_letters_it_lifts_the_limit_too(look, link):
    assert look(spaced(link.evening_code).lower()) == [302] * 36
