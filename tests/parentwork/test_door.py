"""The helper at the door: one date, first names and ticks, no account, dead the next noon."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from parentwork.choices import DateState
from parentwork.models import Attendance, DoorLink
from parentwork.queries.turnout import turnout_of
from parentwork.services import door
from parentwork.services.attendance import Came, Said
from portal.lib.dates import BERLIN, moment_words
from tests.factories.parentwork import BookingFactory, SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
EVENING = datetime(2026, 12, 1, 17, 30, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def clock():
    """The evening has just begun."""
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def evening(cast):
    return WorkshopDateFactory(workshop__organisation=cast.association, starts=EVENING)


@pytest.fixture
def seat(evening):
    """Samira's family of two adults and one child."""
    booking = BookingFactory(
        workshop=evening.workshop, name="Samira", adults=2, children_3_5=1, childcare=1, phone="+492311234567"
    )
    return SeatFactory(date=evening, booking=booking)


@pytest.fixture
def link(cast, evening):
    return door.open_door(evening, by=cast.coordinator)


def came(seat) -> tuple[int, int, int] | None:
    return Attendance.objects.filter(seat=seat).values_list("adults", "children", "cared_for").first()


def ticked(client, link, seat, **said):
    data = {"seat": seat.pk, "came": "on"} | said
    return client.post(f"{link.get_absolute_url()}tick/", data)


def test_a_helper_makes_the_link_and_sees_it_as_a_qr_code(cast, client, evening, helps):
    helps(evening)
    client.force_login(cast.helper)
    address = f"/en/desk/organisations/{cast.association.slug}/workshops/dates/{evening.pk}/door/"
    assert "Make the link" in client.get(address).text
    page = client.post(address, follow=True).text
    link = DoorLink.objects.get()
    assert link.get_absolute_url() in page
    assert f"It ends by itself: {moment_words(datetime(2026, 12, 2, 12, tzinfo=BERLIN), 'en')}." in page
    client.post(address)
    assert DoorLink.objects.get().secret == link.secret


def test_the_page_shows_first_names_and_numbers_and_no_contact(client, link, seat):
    page = client.get(link.get_absolute_url())
    assert "Samira" in page.text
    assert "2 adults, 1 child" in page.text
    assert "231" not in page.text.replace(link.secret, "")
    assert seat.booking.code not in page.text
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]


def test_one_tap_ticks_a_family_and_a_second_takes_it_back(client, link, seat):
    answer = ticked(client, link, seat)
    assert answer["Location"] == f"{link.get_absolute_url()}#seat-{seat.pk}"
    assert came(seat) == (2, 1, 1)
    assert 'aria-pressed="true"' in client.get(link.get_absolute_url()).text
    ticked(client, link, seat, came="")
    assert came(seat) == (0, 0, 0)
    assert 'aria-pressed="true"' not in client.get(link.get_absolute_url()).text


def test_a_tick_that_is_sent_twice_counts_once(client, link, seat):
    for _ in range(2):
        ticked(client, link, seat)
    assert Attendance.objects.count() == 1


def test_other_numbers_than_booked(client, link, seat):
    ticked(client, link, seat, adults="1", children="2")
    assert came(seat) == (1, 2, 1)
    wrong = ticked(client, link, seat, adults="0", children="0")
    assert wrong.status_code == 422
    assert "Write how many came, or take the tick out." in wrong.text
    assert came(seat) == (1, 2, 1)


@pytest.mark.parametrize("typed", ["21", "-1", "zwei"])
def test_a_wrong_number_is_named_at_its_field_and_what_was_typed_stays(client, link, seat, typed):
    other = SeatFactory(date=link.date)
    page = ticked(client, link, seat, adults=typed, children="2")
    assert page.status_code == 422
    rows = {row["seat"]: row["form"] for row in page.context["rows"]}
    assert (rows[seat]["adults"].value(), rows[seat]["children"].value()) == (typed, "2")
    assert list(rows[seat].errors) == ["adults"]
    assert rows[other]["adults"].value() == other.adults
    assert f'href="#id_{seat.pk}_adults"' in page.text
    assert f'id="id_{seat.pk}_adults"' in page.text
    assert page.text.count("<details open>") == 1
    assert "2 adults, 1 child" in page.text, "the large button says what is known"
    assert came(seat) is None


class TestScanning:
    """The family's QR code is the address of its booking, as on its slip."""

    def scan(self, client, seat, language: str = "en"):
        with translation.override(language):
            return client.get(seat.booking.get_absolute_url())

    def test_on_the_phone_at_the_door_leads_to_the_button_of_the_family(self, client, link, seat):
        client.get(link.get_absolute_url())
        assert self.scan(client, seat, "ar")["Location"] == f"{link.get_absolute_url()}#seat-{seat.pk}"
        assert came(seat) is None, "a code only shows"

    def test_on_any_other_phone_shows_the_booking(self, client, link, seat):
        assert self.scan(client, seat).status_code == 200

    @pytest.mark.parametrize("days", [-1, 1])
    def test_before_and_after_the_evening_shows_the_booking(self, client, link, seat, clock, days):
        clock.shift(timedelta(days=min(days, 0)))
        client.get(link.get_absolute_url())
        clock.shift(timedelta(days=max(days, 0)))
        assert self.scan(client, seat).status_code == 200

    def test_a_link_that_was_taken_back_knows_no_code(self, cast, client, link, seat):
        client.get(link.get_absolute_url())
        door.close_door(link.date, by=cast.coordinator)
        assert self.scan(client, seat).status_code == 200

    def test_the_code_of_another_evening_shows_its_booking(self, client, link):
        client.get(link.get_absolute_url())
        assert self.scan(client, SeatFactory()).status_code == 200

    def test_a_made_up_mark_opens_nothing(self, client, link, seat):
        client.cookies["door"] = f"en:{link.secret}"
        assert self.scan(client, seat).status_code == 200

    def test_who_types_code_and_contact_there_sees_the_booking(self, client, link, seat):
        client.get(link.get_absolute_url())
        said = {"code": seat.booking.code, "contact": str(seat.booking.phone)}
        page = client.post(reverse("parentwork:lookup"), said, follow=True)
        assert seat.booking.secret in page.request["PATH_INFO"]


def test_people_without_a_booking_are_only_counted(client, link, evening):
    address = f"{link.get_absolute_url()}others/"
    client.post(address, {"adults": "3", "children": "2", "cared_for": "1"})
    counts = evening.headcounts.get()
    assert (counts.adults, counts.children, counts.cared_for) == (3, 2, 1)
    wrong = client.post(address, {"adults": "3", "children": "1", "cared_for": "2"})
    assert wrong.status_code == 422
    assert wrong.context["others"]["adults"].value() == "3"


def test_the_date_is_recorded_once_all_are_said_to_be_here(client, link, seat, evening):
    absent = SeatFactory(date=evening)
    ticked(client, link, seat)
    evening.refresh_from_db()
    assert evening.recorded is None
    page = client.post(f"{link.get_absolute_url()}finish/", follow=True).text
    assert "Saved. Thank you for your help." in page
    evening.refresh_from_db()
    assert evening.recorded
    assert came(absent) == (0, 0, 0)
    turnout = turnout_of(evening)
    assert (turnout.adults, turnout.children, turnout.families, turnout.absent) == (2, 1, 1, 1)


def test_before_the_meeting_begins_nobody_can_say_that_all_are_here(client, link, seat, evening, clock):
    clock.move_to(EVENING - timedelta(minutes=20))
    said = "You can say so from 17:30 on, when the meeting begins."
    assert said in client.get(link.get_absolute_url()).text
    page = client.post(f"{link.get_absolute_url()}finish/", {"adults": "3", "initial-adults": "0"})
    assert page.status_code == 422
    assert page.text.count(said) == 2
    assert page.context["others"]["adults"].value() == "3"
    evening.refresh_from_db()
    assert (evening.recorded, came(seat)) == (None, None)
    clock.move_to(EVENING)
    assert client.post(f"{link.get_absolute_url()}finish/").status_code == 302
    assert said not in client.get(link.get_absolute_url()).text


def test_who_is_typed_in_without_a_booking_is_saved_with_the_last_button(client, link, evening):
    page = client.get(link.get_absolute_url()).text
    finish = f"{link.get_absolute_url()}finish/"
    assert f'form="walk-ins" formaction="{finish}"' in page
    wrong = client.post(finish, {"adults": "3", "children": "1", "cared_for": "2"})
    assert wrong.status_code == 422
    evening.refresh_from_db()
    assert evening.recorded is None
    client.post(finish, {"adults": "9", "children": "2", "cared_for": "1"})
    counts = evening.headcounts.get()
    assert (counts.adults, counts.children, counts.cared_for) == (9, 2, 1)
    evening.refresh_from_db()
    assert evening.recorded


def test_the_last_button_leaves_what_another_phone_has_counted_meanwhile(client, link, evening):
    page = client.get(link.get_absolute_url())
    seen = {field.name: field.value() for field in page.context["others"]}
    seen |= {field.html_initial_name: field.value() for field in page.context["others"]}
    assert page.text.count('name="initial-') == 3
    client.post(f"{link.get_absolute_url()}others/", {"adults": "5", "children": "1", "cared_for": "1"})
    client.post(f"{link.get_absolute_url()}finish/", seen)
    counts = evening.headcounts.get()
    assert (counts.adults, counts.children, counts.cared_for) == (5, 1, 1)
    evening.refresh_from_db()
    assert evening.recorded


def test_of_a_family_that_was_late_the_expected_numbers_stand_on_its_button(client, link, seat, evening):
    client.post(f"{link.get_absolute_url()}finish/")
    page = client.get(link.get_absolute_url())
    (row,) = page.context["rows"]
    assert (row["came"], row["form"]["adults"].value()) == (False, seat.adults)


def test_a_family_of_another_date_is_refused(client, link):
    other = SeatFactory()
    answer = ticked(client, link, other)
    assert answer.status_code == 422
    assert "A booking changed in the meantime." in answer.text
    assert came(other) is None


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (datetime(2026, 12, 1, 0, 0, tzinfo=BERLIN), 200),
        (datetime(2026, 12, 2, 11, 59, tzinfo=BERLIN), 200),
        (datetime(2026, 12, 2, 12, 0, tzinfo=BERLIN), 410),
    ],
)
def test_it_is_open_from_the_day_itself_until_the_next_noon(client, link, seat, clock, moment, status):
    clock.move_to(moment)
    page = client.get(link.get_absolute_url())
    assert (page.status_code, "Samira" in page.text) == (status, status == 200)
    assert ticked(client, link, seat).status_code == (302 if status == 200 else 410)
    assert came(seat) == ((2, 1, 1) if status == 200 else None)


def test_before_the_day_no_name_is_shown_and_nothing_is_ticked(client, link, seat, clock):
    clock.move_to(EVENING - timedelta(days=1))
    page = client.get(link.get_absolute_url()).text
    assert "The names stand here on the day itself." in page
    assert "Samira" not in page
    with pytest.raises(ValidationError):
        door.tick(link, seat.pk, Said(True))


def test_a_link_that_is_taken_back_or_whose_date_is_cancelled_is_dead(cast, client, link, evening):
    client.force_login(cast.coordinator)
    desk = f"/en/desk/organisations/{cast.association.slug}/workshops/dates/{evening.pk}/door/"
    client.post(f"{desk}close/")
    assert client.get(link.get_absolute_url()).status_code == 410
    new = door.open_door(evening, by=cast.coordinator)
    assert client.get(link.get_absolute_url()).status_code == 404
    assert client.get(new.get_absolute_url()).status_code == 200
    evening.state = DateState.CANCELLED
    evening.save()
    assert client.get(new.get_absolute_url()).status_code == 410


def test_for_a_date_that_is_over_no_link_is_made(cast, evening, clock):
    clock.move_to(evening.ends)
    with pytest.raises(ValidationError):
        door.open_door(evening, by=cast.coordinator)


def test_strangers_make_and_close_no_link(cast, evening):
    for by in (cast.reader, cast.foreign_coordinator, cast.portal_staff):
        with pytest.raises(PermissionDenied):
            door.open_door(evening, by=by)
        with pytest.raises(PermissionDenied):
            door.close_door(evening, by=by)


def test_a_get_ticks_nobody(client, link, seat):
    """Whoever opens such an address, as after a reload, comes to the door."""
    for what in ("tick", "others", "count", "finish"):
        for read in (client.get, client.head):
            assert read(f"{link.get_absolute_url()}{what}/").url == link.get_absolute_url()
        assert client.put(f"{link.get_absolute_url()}{what}/").status_code == 405
        assert client.get(f"/en/door/unknown/{what}/").status_code == 404
    assert came(seat) is None


def test_who_types_it_in_at_the_same_time_learns_of_the_ticks(cast, client, desk, link, seat, evening):
    version = evening.attendance_version
    ticked(client, link, seat)
    answer = desk.post(
        "desk_attendance",
        {"version": version, "walk_adults": "0", "walk_children": "0", "walk_cared": "0"},
        pk=evening.pk,
    )
    assert answer.status_code == 422
    assert came(seat) == (2, 1, 1)


def test_dead_links_are_purged(link, clock):
    assert door.purge() == {"links for the door": 0}
    clock.move_to(EVENING + timedelta(days=3))
    assert door.purge() == {"links for the door": 1}


@pytest.mark.parametrize("families", [1, 3])
def test_the_page_asks_as_often_for_three_families(
    client, link, evening, families, django_assert_num_queries
):
    for _ in range(families):
        SeatFactory(date=evening)
    with django_assert_num_queries(3):
        assert client.get(link.get_absolute_url()).status_code == 200


def test_numbers_that_cannot_be_are_refused(link):
    with pytest.raises(ValidationError):
        door.count_others(link, Came(adults=501))
