"""A date was cancelled and is held after all: it is added anew, and the page says who hears of it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from parentwork.choices import SignUp
from parentwork.messages.posting import account_of
from parentwork.models import Booking, WorkshopDate
from parentwork.services import dates
from parentwork.services.dates import Day
from portal.outbox.choices import State
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ASKED = "Does it take place after all?"


@pytest.fixture
def evening(cast, workshop):
    """Of one family with a mail address, and one that waits; cancelled."""
    starts = timezone.now().replace(second=0, microsecond=0) + timedelta(days=3)
    date = WorkshopDateFactory(workshop=workshop, seats=7, childcare=3, starts=starts)
    SeatFactory(date=date, booking__way="mail", booking__email="a@example.org", booking__phone="")
    SeatFactory(date=date, state="waiting", queue=1, booking__way="call")
    dates.cancel(date, by=cast.coordinator, version=date.version)
    Message.objects.filter(address="a@example.org").update(state=State.SENT, finished_at=timezone.now())
    date.refresh_from_db()
    return date


def typed(page: str) -> dict[str, str]:
    found = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page))
    venue = re.search(r'<option value="(\d+)" selected', page)
    return found | ({"venue": venue[1]} if venue else {})


@pytest.mark.parametrize("sign_up", [SignUp.SERIES, SignUp.PER_DATE])
def test_it_is_added_anew_at_the_same_time_and_its_families_are_told(desk, workshop, evening, sign_up):
    workshop.sign_up = sign_up
    workshop.save()
    page = desk.get("desk_date", pk=evening.pk).text
    assert ASKED in page
    assert "the families that had booked are told" in page
    address = f"{desk.address('desk_add_date', pk=workshop.pk)}?like={evening.pk}"
    form = desk.follow(address).text
    assert "The families of the cancelled date are told" in form
    said = {name: typed(form)[name] for name in ("starts", "begins", "ends", "venue", "seats", "childcare")}
    assert (said["seats"], said["childcare"]) == ("7", "3")
    assert desk.send(address, said | {"sure": "1"}).status_code == 302
    new = WorkshopDate.objects.get(state="planned")
    assert new.starts == evening.starts
    assert list(new.taken.order_by("state").values_list("state", flat=True)) == ["confirmed", "waiting"]
    told = Message.objects.filter(kind="parentwork.date_held")
    assert [it.address for it in told] == ["a@example.org"], "who was never called has heard of nothing"
    assert not Message.objects.call_list(account_of(workshop.organisation_id)).exists()
    evening.refresh_from_db()
    assert evening.is_cancelled, "as families were told"


def test_a_family_of_the_series_has_one_place_on_it(cast, desk, workshop, evening):
    booking = Booking.objects.get(email="a@example.org")
    SeatFactory(date=WorkshopDateFactory(workshop=workshop), booking=booking)
    day = Day(evening.starts, evening.ends, evening.venue, 7, 3)
    new = dates.add(workshop, day, by=cast.coordinator, instead_of=evening)
    assert new.taken.filter(booking=booking).count() == 1
    with pytest.raises(ValidationError, match="at this time already"):
        dates.add(workshop, day, by=cast.coordinator, instead_of=evening)


def test_of_a_date_that_takes_place_or_of_no_date_it_asks_and_fills_in_nothing(desk, workshop, evening):
    other = WorkshopDateFactory(workshop=workshop)
    assert ASKED not in desk.get("desk_date", pk=other.pk).text
    strange = WorkshopDateFactory(seats=99)
    for like in (strange.pk, "x", "", "9" * 30):
        form = desk.follow(f"{desk.address('desk_add_date', pk=workshop.pk)}?like={like}")
        assert typed(form.text)["seats"] == str(workshop.seats)


def test_the_same_time_typed_in_again_is_the_date_held_after_all(cast, client, desk, workshop, evening):
    """Also where nobody came from the page of the cancelled one: one line, one message, one call."""
    workshop.sign_up = SignUp.PER_DATE
    workshop.save()
    Message.objects.filter(channel="call").update(state=State.DONE, finished_at=timezone.now())
    dates.add(workshop, Day(evening.starts, evening.ends, evening.venue, 7, 3), by=cast.coordinator)
    due = Message.objects.filter(state="due").exclude(kind__contains="helper")
    assert sorted(due.filter(channel="call").values_list("kind", flat=True)) == ["parentwork.date_held"]
    told = due.get(kind="parentwork.date_held", address="a@example.org")
    text = text_of(told, "en")
    assert text is not None
    assert text.subject == "A date takes place after all"
    assert "Now it takes place after all" in text.body
    assert "date takes place after all" in desk.get("desk_calls").text.lower()
    for booking in workshop.bookings.all():
        page = client.get(f"/en/b/{booking.secret}/").text
        assert page.count('<div class="date"') == 1
        assert "does not take place" not in page


def test_at_another_time_it_is_one_more_date(cast, workshop, evening):
    later = timedelta(hours=1)
    day = Day(evening.starts + later, evening.ends + later, evening.venue, 7, 3)
    dates.add(workshop, day, by=cast.coordinator, instead_of=evening)
    assert Message.objects.filter(kind="parentwork.date_added").count() == 2
    off = Message.objects.filter(kind="parentwork.date_cancelled").values_list("state", flat=True)
    assert sorted(off) == ["due", "sent"], "that it does not take place is true all the same"
