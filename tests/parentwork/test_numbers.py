"""A family comes with more or fewer people than it said, and keeps its place."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from parentwork.models import Seat
from parentwork.services.bookings import book, cancel_booking
from parentwork.services.numbers import Numbers, change_numbers
from tests.factories.parentwork import BookingFactory, SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def evening(cast):
    """Four seats and two childcare places."""
    return WorkshopDateFactory(
        workshop__organisation=cast.association, workshop__seats=4, workshop__childcare=2
    )


@pytest.fixture
def workshop(evening):
    return evening.workshop


def places(booking) -> list[tuple[str, int, int]]:
    return list(booking.seats.order_by("date__starts").values_list("state", "adults", "childcare"))


def test_fewer_people_free_places_for_who_waits(workshop, family):
    booking = book(workshop, family(adults=4, children={"children_3_5": 2}))
    waiting = book(workshop, family(adults=2, children={"children_6_9": 1}, accepts_waiting=True))
    change_numbers(booking, Numbers(2, {"children_3_5": 1}))
    assert places(booking) == [("confirmed", 2, 1)]
    assert places(waiting) == [("confirmed", 2, 1)]
    booking.refresh_from_db()
    assert (booking.adults, booking.children_3_5, booking.childcare) == (2, 1, 1)


def test_more_people_get_places_where_there_is_room_for_all(workshop, family):
    booking = book(workshop, family(adults=1))
    book(workshop, family(adults=1))
    change_numbers(booking, Numbers(3, {"children_0_2": 2}))
    assert places(booking) == [("confirmed", 3, 2)]
    with pytest.raises(ValidationError) as raised:
        change_numbers(booking, Numbers(4, {"children_0_2": 2, "children_3_5": 1}))
    assert raised.value.message_dict == {
        "adults": ["There is room for 3 adults."],
        "children_3_5": ["There is childcare for 2 children."],
    }
    assert places(booking) == [("confirmed", 3, 2)]


def test_nobody_grows_into_places_that_others_wait_for(workshop, family):
    booking = book(workshop, family(adults=3))
    book(workshop, family(adults=2, accepts_waiting=True))
    with pytest.raises(ValidationError) as raised:
        change_numbers(booking, Numbers(4))
    assert raised.value.message_dict == {"adults": ["There is room for 3 adults."]}


def test_who_waits_and_takes_fewer_moves_up_from_the_same_place_in_line(workshop, family):
    book(workshop, family(adults=3))
    first = book(workshop, family(adults=3, accepts_waiting=True))
    second = book(workshop, family(adults=1, accepts_waiting=True))
    change_numbers(first, Numbers(2))
    assert [seat.queue for seat in Seat.objects.waiting()] == [1, 2]
    change_numbers(first, Numbers(1))
    assert [places(first), places(second)] == [[("confirmed", 1, 0)], [("waiting", 1, 0)]]


def test_who_waits_cannot_wait_for_more_than_the_room_holds(workshop, family):
    book(workshop, family(adults=4))
    waiting = book(workshop, family(accepts_waiting=True))
    with pytest.raises(ValidationError) as raised:
        change_numbers(waiting, Numbers(5))
    assert raised.value.message_dict == {"adults": ["There is room for 4 adults."]}


def test_dates_that_are_over_stay_as_they_were(workshop, evening, family):
    booking = book(workshop, family(adults=2))
    over = WorkshopDateFactory(workshop=workshop, starts=evening.starts.replace(year=2020))
    SeatFactory(date=over, booking=booking, adults=2)
    change_numbers(booking, Numbers(1))
    assert places(booking) == [("confirmed", 2, 0), ("confirmed", 1, 0)]


def test_a_booking_without_a_coming_date_has_nothing_to_change(workshop, family):
    booking = book(workshop, family())
    cancel_booking(booking)
    with pytest.raises(ValidationError):
        change_numbers(booking, Numbers(2))


def test_strangers_change_no_numbers(cast, workshop, family):
    booking = book(workshop, family())
    for by in (cast.reader, cast.foreign_coordinator, cast.portal_staff):
        with pytest.raises(PermissionDenied):
            change_numbers(booking, Numbers(2), by=by)


def test_the_family_changes_its_numbers_on_its_own_page(client, workshop, family):
    booking = book(workshop, family(adults=3, children={"children_3_5": 1}))
    address = f"/en/b/{booking.secret}/numbers/"
    assert f'href="{address}"' in client.get(f"/en/b/{booking.secret}/").text
    form = client.get(address).context["form"]
    assert (form["adults"].value(), form["children_3_5"].value(), form["children_6_9"].value()) == (3, 1, 0)

    wrong = client.post(address, {"adults": "5", "children_3_5": "1"})
    assert wrong.status_code == 422
    assert "There is room for 4 adults." in wrong.text
    assert wrong.context["form"]["adults"].value() == "5"

    after = client.post(address, {"adults": "2", "children_3_5": "0", "children_6_9": "1"}, follow=True)
    assert "Your numbers are changed" in after.text
    assert places(booking) == [("confirmed", 2, 1)]


def test_a_get_changes_nothing_and_what_is_over_leads_back(client, workshop, family):
    booking = book(workshop, family(adults=3))
    client.get(f"/en/b/{booking.secret}/numbers/?adults=1")
    assert places(booking) == [("confirmed", 3, 0)]
    cancel_booking(booking)
    assert client.get(f"/en/b/{booking.secret}/numbers/")["Location"] == f"/en/b/{booking.secret}/"


def test_an_age_that_is_no_longer_offered_keeps_its_children(client, workshop, family):
    booking = book(workshop, family(children={"children_0_2": 1}))
    workshop.childcare_from_age = 3
    workshop.save()
    form = client.get(f"/en/b/{booking.secret}/numbers/").context["form"]
    assert form.bands == ["children_0_2", "children_3_5", "children_6_9", "children_10"]


def test_the_association_changes_them_for_a_family_that_calls(desk, workshop, family):
    booking = book(workshop, family(adults=3))
    assert desk.address("desk_numbers", pk=booking.pk) in desk.get("desk_booking", pk=booking.pk).text
    assert desk.post("desk_numbers", {"adults": "9"}, pk=booking.pk).status_code == 422
    answer = desk.post("desk_numbers", {"adults": "4"}, pk=booking.pk)
    assert answer["Location"] == desk.address("desk_booking", pk=booking.pk)
    assert places(booking) == [("confirmed", 4, 0)]


def test_a_family_of_another_association_is_not_found(desk):
    assert desk.get("desk_numbers", pk=BookingFactory().pk).status_code == 404
