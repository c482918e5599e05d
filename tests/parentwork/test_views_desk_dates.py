"""An association at its desk: dates, families on the phone, and who came."""

import re
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from parentwork.choices import ContactWay, SeatState
from parentwork.models import Attendance, Booking, Headcount, Seat, VolunteerHours, Workshop, WorkshopDate
from parentwork.services.bookings import book
from parentwork.services.deletion import forget
from parentwork.services.families import Family
from portal.lib.dates import BERLIN
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import (
    AssignmentFactory,
    HelperFactory,
    SeatFactory,
    WorkshopDateFactory,
)

pytestmark = pytest.mark.django_db


def words_of(response) -> str:
    """The words of the main part of a page, in one line."""
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def version_in(response) -> int:
    """The version that the next press would send."""
    return int(re.search(r'name="version" value="(\d+)"', response.text)[1])


@pytest.mark.usefixtures("in_english")
def test_the_page_of_a_date_tells_which_families_have_cancelled(desk, workshop):
    row = WorkshopDateFactory(workshop=workshop)
    SeatFactory(date=row, booking__name="Samira")
    assert "Have cancelled" not in words_of(desk.get("desk_date", pk=row.pk))
    gone = SeatFactory(date=row, state="cancelled", adults=2, childcare=0, booking__name="Oksana")
    text = words_of(desk.get("desk_date", pk=row.pk)).partition("Have cancelled")[2]
    when = date_format(timezone.localtime(gone.since), "SHORT_DATETIME_FORMAT")
    assert text.startswith(f" Oksana : 2 adults {when} Helpers")


@pytest.mark.usefixtures("in_english")
def test_the_language_of_a_family_is_named_in_the_words_of_the_reader(desk, workshop):
    seat = SeatFactory(date=WorkshopDateFactory(workshop=workshop), booking__language="ar")
    for name, pk in (("desk_date", seat.date_id), ("desk_booking", seat.booking_id)):
        page = words_of(desk.get(name, pk=pk))
        assert "Arabic" in page
        assert "العربية" not in page


class TestDate:
    def moved(self, row, **change) -> dict:
        starts = row.starts.astimezone(BERLIN)
        return {
            "version": row.version, "starts": f"{starts:%Y-%m-%d}", "begins": "18:00", "ends": "20:00",
            "venue": row.venue_id, "seats": row.seats, "childcare": row.childcare,
        } | change  # fmt: skip

    def test_a_date_is_moved_in_berlin_time(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        assert desk.post("desk_edit_date", self.moved(row), pk=row.pk).status_code == 302
        row.refresh_from_db()
        assert f"{row.starts.astimezone(BERLIN):%H:%M}" == "18:00"

    def test_a_date_that_families_know_is_not_moved_into_the_past(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        SeatFactory(date=row, booking__way="mail", booking__email="a@example.org")
        last_year = f"{row.starts - timedelta(days=365):%Y-%m-%d}"
        for pressed in ({}, {"sure": "1"}):
            refused = desk.post("desk_edit_date", self.moved(row, starts=last_year) | pressed, pk=row.pk)
            assert refused.status_code == 422
            assert refused.context["form"].errors == {
                "starts": ["Please choose a day that is still to come."]
            }
        row.refresh_from_db()
        assert (row.version, Message.objects.exists()) == (1, False)

    def test_of_a_draft_a_day_that_is_over_is_asked_about(self, desk, workshop):
        Workshop.objects.filter(pk=workshop.pk).update(state="draft")
        row = WorkshopDateFactory(workshop=workshop)
        last_year = f"{row.starts - timedelta(days=365):%Y-%m-%d}"
        asked = desk.post("desk_edit_date", self.moved(row, starts=last_year), pk=row.pk)
        assert "This date is over." in asked.context["question"]["doubts"]
        sure = self.moved(row, starts=last_year) | {"sure": "1"}
        assert desk.post("desk_edit_date", sure, pk=row.pk).status_code == 302

    def test_what_is_over_is_set_right_and_found_a_way_back(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=3))
        before = f"{row.starts - timedelta(days=7):%Y-%m-%d}"
        sure = self.moved(row, starts=before) | {"sure": "1"}
        assert desk.post("desk_edit_date", sure, pk=row.pk).status_code == 302

    @pytest.mark.parametrize(
        ("families", "said"),
        [(0, "Moved."), (1, "Moved. 1 family is told."), (2, "Moved. 2 families are told.")],
    )
    def test_after_a_move_one_reads_how_many_families_are_told(self, desk, workshop, families, said):
        row = WorkshopDateFactory(workshop=workshop)
        for _family in range(families):
            SeatFactory(date=row, booking__workshop=workshop, booking__way="call")
        answer = desk.post("desk_edit_date", self.moved(row) | {"sure": "1"}, pk=row.pk)
        assert [str(message) for message in desk.follow(answer.url).context["messages"]] == [said]

    def test_after_a_change_of_size_no_family_is_spoken_of(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        begins, ends = (f"{moment.astimezone(BERLIN):%H:%M:%S.%f}" for moment in (row.starts, row.ends))
        answer = desk.post("desk_edit_date", self.moved(row, seats=30, begins=begins, ends=ends), pk=row.pk)
        assert [str(message) for message in desk.follow(answer.url).context["messages"]] == ["Saved."]

    def test_a_helper_who_is_elsewhere_then_is_named_before_anybody_is_told(self, cast, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        person = HelperFactory(organisation=cast.association, name="Samir")
        AssignmentFactory(date=row, helper=person)
        other = WorkshopDateFactory(workshop=workshop, starts=row.starts + timedelta(days=2))
        AssignmentFactory(date=other, helper=person)
        then = other.starts.astimezone(BERLIN)
        change = {"starts": f"{then:%Y-%m-%d}", "begins": f"{then:%H:%M}", "ends": "23:59"}
        asked = desk.post("desk_edit_date", self.moved(row, **change), pk=row.pk)
        assert "Samir is needed elsewhere at that time." in asked.context["question"]["doubts"]
        sure = self.moved(row, **change) | {"sure": "1"}
        assert desk.post("desk_edit_date", sure, pk=row.pk).status_code == 302
        assert row.assignments.get().is_elsewhere

    def test_what_speaks_against_a_new_date_is_asked_about_before_it_is_added(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop, seats=4, childcare=0)
        SeatFactory(date=row, booking__way="call", booking__workshop=workshop)
        over = self.moved(row, starts=f"{timezone.now() - timedelta(days=3):%Y-%m-%d}")
        asked = desk.post("desk_add_date", over, pk=workshop.pk)
        assert (asked.status_code, workshop.dates.count()) == (200, 1)
        assert "This date is over." in asked.context["question"]["doubts"]
        assert "Add this date?" in asked.text
        again = desk.post("desk_add_date", over | {"back": "1"}, pk=workshop.pk)
        assert 'name="begins" value="18:00"' in again.text
        assert desk.post("desk_add_date", over | {"sure": "1"}, pk=workshop.pk).status_code == 302
        assert (workshop.dates.count(), Message.objects.exists()) == (2, False)

    def test_a_date_against_which_nothing_speaks_is_added_at_once(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop, starts=datetime(2027, 3, 2, 18, tzinfo=BERLIN))
        free = self.moved(row, starts="2027-03-16")
        assert desk.post("desk_add_date", free, pk=workshop.pk).status_code == 302
        assert workshop.dates.count() == 2

    def test_what_cannot_be_added_is_refused_before_anything_is_asked(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 12, 25, 18, tzinfo=BERLIN))
        same = self.moved(row, starts="2026-12-25")
        for name, pk in (("desk_add_date", workshop.pk), ("desk_edit_date", self.beside(row).pk)):
            refused = desk.post(name, same, pk=pk)
            assert refused.status_code == 422
            assert refused.context["form"].errors == {"starts": ["There is a date at this time already."]}

    def beside(self, row) -> WorkshopDate:
        return WorkshopDateFactory(workshop=row.workshop, starts=row.starts + timedelta(days=30))

    def test_its_page_leads_to_the_change_and_to_the_cancellation_as_long_as_it_takes_place(
        self, desk, workshop
    ):
        row = WorkshopDateFactory(workshop=workshop)
        ways = [desk.address(name, pk=row.pk) for name in ("desk_edit_date", "desk_cancel_date")]
        page = desk.get("desk_date", pk=row.pk).text
        assert all(way in page for way in ways)
        desk.post("desk_cancel_date", {"version": row.version, "sure": "1"}, pk=row.pk)
        page = desk.get("desk_date", pk=row.pk).text
        assert not any(way in page for way in ways)

    def test_of_a_date_that_is_over_the_page_says_that_and_not_that_nobody_booked(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=3))
        SeatFactory(date=row, booking__workshop=workshop, booking__way="call")
        page = desk.get("desk_cancel_date", pk=row.pk).text
        assert "This date is over and cannot be cancelled." in page
        assert "Nobody has booked yet." not in page
        assert 'name="reason"' not in page

    def test_a_stale_move_shows_what_is_stored(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        desk.post("desk_edit_date", self.moved(row, seats=30), pk=row.pk)
        response = desk.post("desk_edit_date", self.moved(row, seats=20), pk=row.pk)
        assert response.status_code == 422
        assert "<bdi>30</bdi>" in response.content.decode()

    def test_a_date_that_was_moved_meanwhile_is_cancelled_after_a_second_look(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        sent = {"version": row.version, "reason": "Der Saal ist nicht frei.", "sure": "1"}
        desk.post("desk_edit_date", self.moved(row), pk=row.pk)
        refused = desk.post("desk_cancel_date", sent, pk=row.pk)
        assert refused.status_code == 422
        assert "Somebody else changed this in the meantime. Please look at it again." in refused.text
        assert "18:00" in words_of(refused)  # as it stands now
        assert 'value="Der Saal ist nicht frei."' in refused.text
        again = desk.post("desk_cancel_date", sent | {"version": version_in(refused)}, pk=row.pk)
        assert again.status_code == 302
        row.refresh_from_db()
        assert row.is_cancelled

    def test_before_it_is_cancelled_one_sees_who_is_told_how_and_in_which_language(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        for language, state in (("ar", "confirmed"), ("ar", "waiting"), ("tr", "confirmed")):
            queue = 1 if state == "waiting" else None
            SeatFactory(
                date=row, state=state, queue=queue, booking__workshop=workshop, booking__language=language,
                booking__way="mail", booking__email="a@example.org",
            )  # fmt: skip
        assert "3 families (Arabic 2, Turkish 1)" in words_of(desk.get("desk_cancel_date", pk=row.pk))
        asked = words_of(desk.post("desk_cancel_date", {"version": row.version}, pk=row.pk))
        assert "Cancel this date?" in asked
        assert "3 families are told: e-mail: 3 families (Arabic 2, Turkish 1)" in asked
        assert "1 of them is on the waiting list." in asked
        assert "Cancel it and tell 3 families" in asked
        row.refresh_from_db()
        assert (row.is_cancelled, Message.objects.exists()) == (False, False)

    def test_who_would_get_an_sms_where_there_is_no_gateway_is_counted_as_to_be_called(
        self, desk, workshop, settings
    ):
        row = WorkshopDateFactory(workshop=workshop)
        for way in ("sms", "call"):
            SeatFactory(date=row, booking__way=way, booking__language="ar")
        assert "SMS: 1 family (Arabic 1)" in words_of(desk.get("desk_cancel_date", pk=row.pk))
        settings.SMS_POSSIBLE = False
        assert "by phone: 2 families (Arabic 2)" in words_of(desk.get("desk_cancel_date", pk=row.pk))

    def test_what_was_chosen_can_be_changed_again_and_is_carried_out_once(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        SeatFactory(date=row, booking__way="mail", booking__email="a@example.org")
        day = row.starts.astimezone(BERLIN).date() + timedelta(days=2)
        sent = {
            "version": row.version, "reason": "Der Saal ist nicht frei.", "starts": f"{day:%Y-%m-%d}",
            "begins": "18:00", "ends": "20:00",
        }  # fmt: skip
        asked = desk.post("desk_cancel_date", sent, pk=row.pk)
        assert "Move this date?" in words_of(asked)
        assert "Move it and tell 1 family" in words_of(asked)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.text))
        assert {name: hidden[name] for name in sent} == {name: str(value) for name, value in sent.items()}
        back = desk.post("desk_cancel_date", sent | {"back": "1"}, pk=row.pk)
        assert 'value="Der Saal ist nicht frei."' in back.text
        for _press in range(2):
            assert desk.post("desk_cancel_date", sent | {"sure": "1"}, pk=row.pk).status_code == 302
        row.refresh_from_db()
        assert (row.version, f"{row.starts.astimezone(BERLIN):%H:%M}") == (2, "18:00")
        assert Message.objects.filter(kind="parentwork.date_changed").count() == 1

    def test_it_is_put_off_in_the_same_place(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        seat = SeatFactory(date=row, booking__way="mail", booking__email="a@example.org")
        day = row.starts.astimezone(BERLIN).date() + timedelta(days=2)
        sent = {"version": row.version, "reason": "Der Saal ist nicht frei.", "starts": f"{day:%Y-%m-%d}"}
        assert desk.post("desk_cancel_date", sent | {"sure": "1"}, pk=row.pk).status_code == 302
        before, (row) = row.starts, type(row).objects.get(pk=row.pk)
        assert row.starts == before + timedelta(days=2), "at the hour at which it was"
        assert (row.is_cancelled, seat.state) == (False, "confirmed")
        text = text_of(Message.objects.get(kind="parentwork.date_changed"), "en")
        assert "Der Saal ist nicht frei." in text.body
        assert not Message.objects.filter(kind="parentwork.date_cancelled").exists()

    @pytest.mark.parametrize("said", ["other hours alone", "the same time"])
    def test_what_is_no_move_neither_cancels_nor_tells(self, desk, workshop, said):
        row = WorkshopDateFactory(workshop=workshop)
        SeatFactory(date=row, booking__way="mail", booking__email="a@example.org")
        day = f"{row.starts.astimezone(BERLIN):%Y-%m-%d}"
        change = {"begins": "00:01", "ends": "00:02"} if said == "other hours alone" else {"starts": day}
        sure = {"version": row.version, "sure": "1"}
        refused = desk.post("desk_cancel_date", sure | change, pk=row.pk)
        assert refused.status_code == 422
        assert list(refused.context["form"].errors) == ["starts"]
        row.refresh_from_db()
        assert (row.is_cancelled, Message.objects.exists()) == (False, False)

    def test_not_to_a_day_that_has_a_date_already(self, desk, workshop):
        row, other = (WorkshopDateFactory(workshop=workshop) for _date in range(2))
        other.starts, other.ends = row.starts + timedelta(days=1), row.ends + timedelta(days=1)
        other.save()
        day = f"{other.starts.astimezone(BERLIN):%Y-%m-%d}"
        sent = {"version": row.version, "starts": day, "sure": "1"}
        refused = desk.post("desk_cancel_date", sent, pk=row.pk)
        assert refused.status_code == 422
        assert refused.context["form"].errors["starts"] == ["There is a date at this time already."]
        past = {"version": row.version, "starts": f"{row.starts - timedelta(days=365):%Y-%m-%d}"}
        assert "still to come" in str(desk.post("desk_cancel_date", past, pk=row.pk).context["form"].errors)

    @pytest.mark.parametrize("change", [{"begins": "x"}, {"starts": ""}, {"seats": "-3"}, {"ends": "17:00"}])
    def test_bad_input_is_named(self, desk, workshop, change):
        row = WorkshopDateFactory(workshop=workshop)
        assert desk.post("desk_edit_date", self.moved(row) | change, pk=row.pk).status_code == 422

    def test_a_helper_is_put_on_a_date_and_taken_off(self, cast, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        person = HelperFactory(organisation=cast.association)
        desk.post("desk_assign", {"helper": person.pk, "role": "lead"}, pk=row.pk)
        assert person.name in desk.get("desk_date", pk=row.pk).content.decode()
        stranger = desk.post("desk_assign", {"helper": HelperFactory().pk, "role": "lead"}, pk=row.pk)
        assert stranger.status_code == 422
        assignment = row.assignments.get()
        for _twice in range(2):
            answer = desk.post("desk_release", pk=row.pk, assignment=assignment.pk)
            assert answer.status_code == 302
        assert not row.assignments.exists()

    def test_rows_of_other_organisations_are_not_found(self, desk):
        foreign = SeatFactory()
        helping = AssignmentFactory()
        for name, kwargs in [
            ("desk_workshop", {"pk": foreign.date.workshop_id}),
            ("desk_date", {"pk": foreign.date_id}),
            ("desk_attendance", {"pk": foreign.date_id}),
            ("desk_booking", {"pk": foreign.booking_id}),
            ("desk_book", {"pk": foreign.date.workshop_id}),
            ("desk_venue", {"pk": foreign.date.venue_id}),
        ]:
            assert desk.get(name, **kwargs).status_code == 404, name
        assert desk.post("desk_cancel_booking", pk=foreign.booking_id).status_code == 404
        assert desk.post("desk_release", pk=helping.date_id, assignment=helping.pk).status_code == 404


class TestFamilies:
    def test_a_booking_on_the_phone(self, cast, desk, workshop):
        WorkshopDateFactory(workshop=workshop)
        form = {
            "token": str(uuid.uuid4()), "name": "Samira", "adults": "1", "way": "call",
            "phone": "0231 1234567", "language": "ar",
        }  # fmt: skip
        response = desk.post("desk_book", form, pk=workshop.pk)
        booking = Booking.objects.get()
        assert response["Location"] == desk.address("desk_booking", pk=booking.pk) + "?booked"
        assert booking.entered_by == cast.coordinator
        assert desk.post("desk_cancel_booking", pk=booking.pk).status_code == 302
        assert booking.seats.get().state == "cancelled"

    def test_the_call_list_says_what_to_say_and_is_ticked_off_once(self, desk, workshop, family):
        WorkshopDateFactory(workshop=workshop)
        oksana = family(name="Oksana", way=ContactWay.CALL, phone="+492311234567", language="en")
        book(workshop, oksana)
        assert "Oksana" in desk.get("desk_calls").content.decode()
        call = Message.objects.get()
        said = words_of(desk.get("desk_call", pk=call.pk))
        assert "What to say Hello Oksana, your places are reserved: Welche Schule jetzt?" in said
        for _twice in range(2):
            assert desk.post("desk_call_done", pk=call.pk).status_code == 302
        assert "Oksana" not in desk.get("desk_calls").content.decode()

    def test_the_printed_list_holds_names_and_no_contact(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        seat = SeatFactory(date=row, booking__name="Samira", booking__phone="+492311234567")
        text = desk.get("desk_attendance_list", pk=row.pk).content.decode()
        assert "Samira" in text
        assert "1234567" not in text
        assert seat.booking.code not in text

    def test_the_list_as_a_file_leads_back_to_its_evening(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        waiting = desk.address("desk_attendance_pdf", pk=row.pk)
        evening = desk.address("desk_date", pk=row.pk)
        assert desk.get("desk_attendance_pdf", pk=row.pk)["Location"] == evening
        assert desk.post("desk_attendance_pdf", pk=row.pk)["Location"] == waiting
        page = desk.get("desk_attendance_pdf", pk=row.pk).content.decode()
        assert f'<a href="{evening}">' in page
        assert "Your document is being made" in page


class TestAttendance:
    @pytest.fixture
    def evening(self, workshop):
        return WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(hours=5))

    def test_a_tick_means_as_booked_and_walk_ins_are_counted(self, desk, evening):
        children = {"booking__children_3_5": 2, "booking__childcare": 2}
        came = SeatFactory(date=evening, booking__adults=2, **children)
        fewer = SeatFactory(date=evening, booking__adults=2, **children)
        absent = SeatFactory(date=evening)
        form = {
            "version": 0, f"came_{came.pk}": "on",
            f"came_{fewer.pk}": "on", f"adults_{fewer.pk}": "1", f"children_{fewer.pk}": "0",
            "walk_adults": "3", "walk_children": "2", "walk_cared": "1",
        }  # fmt: skip
        assert desk.post("desk_attendance", form, pk=evening.pk).status_code == 302
        rows = Attendance.objects.order_by("seat").values_list("seat", "adults", "children", "cared_for")
        assert list(rows) == [(came.pk, 2, 2, 2), (fewer.pk, 1, 0, 0), (absent.pk, 0, 0, 0)]
        walk_ins = Headcount.objects.get()
        assert (walk_ins.adults, walk_ins.children, walk_ins.cared_for) == (3, 2, 1)
        period = (date(2000, 1, 1), date(2100, 1, 1))
        evidence = Workshop.objects.all().evidence(*period)
        assert (evidence.participations_adults, evidence.participations_children) == (6, 4)

    def test_more_children_in_childcare_than_came_is_said_at_its_field(self, desk, evening):
        form = {"version": 0, "walk_children": "1", "walk_cared": "2"}
        answer = desk.post("desk_attendance", form, pk=evening.pk)
        error = "More children in childcare than children who came."
        assert (answer.status_code, answer.context["form"].errors) == (422, {"walk_cared": [error]})
        assert '<a href="#id_walk_cared">' in answer.text
        assert f'id="id_walk_cared_error"><p>{error}</p>' in answer.text

    def test_the_evening_says_who_came_and_who_typed_it_in(self, cast, desk, workshop, evening):
        children = {"booking__children_3_5": 2, "booking__childcare": 2}
        came = SeatFactory(date=evening, booking__name="Samira", booking__adults=2, **children)
        SeatFactory(date=evening, booking__name="Amal")
        helper = HelperFactory(organisation=cast.association)
        hours = {"workshop": workshop, "date": evening, "helper": helper, "day": evening.day}
        VolunteerHours.objects.create(hours=Decimal("2.5"), confirmed=timezone.now(), **hours)
        VolunteerHours.objects.create(hours=Decimal(1), activity="Aufbau", **hours)
        form = {"version": 0, f"came_{came.pk}": "on", "walk_adults": "3", "walk_children": "1"}
        desk.post("desk_attendance", form, pk=evening.pk)
        cast.coordinator.name = "Leyla Demir"
        cast.coordinator.save()

        text = words_of(desk.get("desk_date", pk=evening.pk))
        assert "5 adults" in text
        assert "3 children, 2 of them in childcare" in text
        assert "1 family with a booking came, 1 did not" in text
        assert "Among them without a booking 3 adults, 1 child" in text
        assert "Volunteer hours 2.5 confirmed, 1 to be confirmed" in text
        evening.refresh_from_db()
        recorded = date_format(timezone.localtime(evening.recorded), "DATETIME_FORMAT")
        assert f"Recorded {recorded}, Leyla Demir" in text
        assert "Samira 2 adults, 2 children" in text
        assert "Amal did not come" in text
        assert "Correct who came" in text

    def test_the_page_of_the_workshop_says_who_came_instead_of_who_had_booked(self, desk, workshop, evening):
        came = SeatFactory(date=evening, booking__adults=2)
        SeatFactory(date=evening, booking__adults=3)
        assert "5 of 12" in words_of(desk.get("desk_workshop", pk=workshop.pk))
        form = {
            "version": 0,
            f"came_{came.pk}": "on",
            "walk_adults": "4",
            "walk_children": "2",
            "walk_cared": "1",
        }
        desk.post("desk_attendance", form, pk=evening.pk)
        forget(workshop, Booking.objects.filter(pk=came.booking_id))
        page = words_of(desk.get("desk_workshop", pk=workshop.pk))
        assert "6 came 1 came –" in page
        assert "of 12" not in page

    def test_before_anybody_typed_it_in_the_evening_asks_for_it(self, desk, evening):
        text = words_of(desk.get("desk_date", pk=evening.pk))
        assert "Type in who came" in text
        assert "Among them" not in text

    def test_an_evening_still_to_come_does_not_ask_who_came(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop, starts=timezone.now() + timedelta(days=2))
        assert "Type in who came" not in words_of(desk.get("desk_date", pk=row.pk))

    def test_a_full_evening_says_so(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop, seats=2)
        SeatFactory(date=row, booking__adults=2)
        assert re.search(r"2026 .*full|full", words_of(desk.get("desk_date", pk=row.pk)))

    def test_what_deleted_bookings_left_behind_still_counts(self, desk, evening):
        seat = SeatFactory(date=evening, booking__adults=2)
        desk.post("desk_attendance", {"version": 0, f"came_{seat.pk}": "on"}, pk=evening.pk)
        forget(evening.workshop, Booking.objects.all())
        text = words_of(desk.get("desk_date", pk=evening.pk))
        assert "2 adults" in text
        assert "1 family with a booking came" in text

    def test_typing_it_in_again_replaces_it(self, desk, evening):
        seat = SeatFactory(date=evening)
        desk.post("desk_attendance", {"version": 0, f"came_{seat.pk}": "on"}, pk=evening.pk)
        desk.post(
            "desk_attendance",
            {"version": version_in(desk.get("desk_attendance", pk=evening.pk))},
            pk=evening.pk,
        )
        assert Attendance.objects.get().adults == 0

    def sent_by(self, response) -> dict[str, object]:
        """What the browser would send if the page were saved as it stands."""
        values = {field.html_name: field.value() for field in response.context["form"]}
        return {name: value for name, value in values.items() if value not in (None, False)}

    def test_a_family_that_was_missed_is_ticked_later(self, desk, evening):
        seat = SeatFactory(date=evening, booking__adults=2)
        desk.post("desk_attendance", {"version": 0}, pk=evening.pk)
        form = self.sent_by(desk.get("desk_attendance", pk=evening.pk)) | {f"came_{seat.pk}": "on"}
        assert desk.post("desk_attendance", form, pk=evening.pk).status_code == 302
        assert Attendance.objects.get().adults == 2

    def test_opening_and_saving_again_changes_nothing(self, desk, evening):
        fewer = SeatFactory(date=evening, booking__adults=3)
        SeatFactory(date=evening)
        first = {"version": 0, f"came_{fewer.pk}": "on", f"adults_{fewer.pk}": "2", "walk_adults": "1"}
        desk.post("desk_attendance", first, pk=evening.pk)
        form = self.sent_by(desk.get("desk_attendance", pk=evening.pk))
        assert desk.post("desk_attendance", form, pk=evening.pk).status_code == 302
        assert list(Attendance.objects.order_by("seat").values_list("adults", flat=True)) == [2, 0]
        assert Headcount.objects.get().adults == 1

    def test_a_number_without_a_tick_is_asked_about_and_not_counted(self, desk, evening):
        seat = SeatFactory(date=evening, booking__name="Hanan")
        form = {"version": 0, f"adults_{seat.pk}": "5"}
        refused = desk.post("desk_attendance", form, pk=evening.pk)
        assert refused.status_code == 422
        asked = (
            f'<a href="#id_came_{seat.pk}"><bdi>Hanan</bdi>: Tick that they came, or take the number out.</a>'
        )
        assert asked in refused.text
        assert not Attendance.objects.exists()

    def test_a_tick_for_nobody_is_asked_about(self, desk, evening):
        seat = SeatFactory(date=evening)
        form = {"version": 0, f"came_{seat.pk}": "on", f"adults_{seat.pk}": "0"}
        refused = desk.post("desk_attendance", form, pk=evening.pk)
        assert "Write how many came, or take the tick out." in refused.text
        assert not Attendance.objects.exists()

    def test_after_saving_the_page_says_what_was_counted(self, desk, evening):
        came = SeatFactory(date=evening, booking__adults=2)
        SeatFactory(date=evening)
        form = {"version": 0, f"came_{came.pk}": "on", "walk_adults": "1", "walk_children": "1"}
        desk.post("desk_attendance", form, pk=evening.pk)
        assert (
            "Saved. This is counted: 3 adults, 1 child, 1 family with a booking came, 1 did not."
            in words_of(desk.get("desk_date", pk=evening.pk))
        )

    def test_two_at_once_do_not_overwrite_each_other(self, desk, evening):
        seat = SeatFactory(date=evening, booking__name="Samira")
        desk.post("desk_attendance", {"version": 0, f"came_{seat.pk}": "on"}, pk=evening.pk)
        other = {"version": 0, f"came_{seat.pk}": "on", f"adults_{seat.pk}": "3", "walk_adults": "4"}
        response = desk.post("desk_attendance", other, pk=evening.pk)
        assert response.status_code == 422
        assert Attendance.objects.get().adults == 1

        stored = re.findall(r"<dt>(.*?)</dt><dd><bdi>(.*?)</bdi>", response.text)
        assert stored == [
            ("Samira", "Adults: 1, Children: 0, Children in childcare: 0"),
            ("People without a booking", "Adults: 0, Children: 0, Children in childcare: 0"),
        ]
        assert f'name="adults_{seat.pk}" value="3"' in response.text
        again = desk.post("desk_attendance", other | {"version": version_in(response)}, pk=evening.pk)
        assert again.status_code == 302
        assert Attendance.objects.get().adults == 3

    def test_a_version_that_nobody_gave_out_records_nothing(self, desk, evening):
        assert desk.post("desk_attendance", {"version": 7}, pk=evening.pk).status_code == 422
        assert not Headcount.objects.exists()

    def test_a_date_that_was_moved_meanwhile_blocks_nobody_who_types_in_who_came(self, desk, evening):
        seat = SeatFactory(date=evening)
        version = version_in(desk.get("desk_attendance", pk=evening.pk))
        WorkshopDate.objects.update(seats=30, version=2)
        answer = desk.post("desk_attendance", {"version": version, f"came_{seat.pk}": "on"}, pk=evening.pk)
        assert answer.status_code == 302
        assert WorkshopDate.objects.get().version == 2  # nor is a change of the date refused for that

    @pytest.mark.parametrize(
        "change", [{"walk_adults": "-1"}, {"walk_adults": "9999"}, {"walk_cared": "2"}, {"version": "x"}]
    )
    def test_bad_input_is_named(self, desk, evening, change):
        assert desk.post("desk_attendance", {"version": 0} | change, pk=evening.pk).status_code == 422
        assert not Headcount.objects.exists()

    def test_what_is_still_to_come_cannot_be_recorded(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        assert desk.post("desk_attendance", {"version": 0}, pk=row.pk).status_code == 422

    @pytest.mark.parametrize("families", [1, 3])
    def test_query_count_of_a_recorded_evening(self, desk, evening, families, django_assert_num_queries):
        seats = [SeatFactory(date=evening) for _each in range(families)]
        desk.post("desk_attendance", {"version": 0, f"came_{seats[0].pk}": "on"}, pk=evening.pk)
        desk.get("desk_date", pk=evening.pk)  # shows the message of the recording, once
        with django_assert_num_queries(23):
            assert desk.get("desk_date", pk=evening.pk).status_code == 200

    @pytest.mark.parametrize("families", [1, 3])
    @pytest.mark.parametrize(
        ("name", "count"),
        [("desk_attendance", 16), ("desk_date", 20), ("desk_workshop", 15), ("desk_list", 13),
         ("desk_calls", 21), ("desk_hours", 22), ("desk_attendance_list", 15)],
    )  # fmt: skip
    def test_query_counts(
        self, cast, desk, workshop, evening, families, name, count, django_assert_num_queries
    ):
        for number in range(families):
            SeatFactory(date=evening)
            WorkshopDateFactory(workshop=workshop)
            helper = HelperFactory(organisation=cast.association)
            VolunteerHours.objects.create(workshop=workshop, helper=helper, day=evening.day, hours=number + 1)
            book(workshop, Family(name=f"Familie {number}", way=ContactWay.ASSOCIATION))
        about = {"desk_workshop": workshop.pk, "desk_list": None, "desk_calls": None, "desk_hours": None}
        pk = about.get(name, evening.pk)
        with django_assert_num_queries(count):
            assert desk.get(name, **({"pk": pk} if pk else {})).status_code == 200


def test_a_full_date_says_that_some_of_its_places_are_only_offered(desk, workshop):
    date = WorkshopDateFactory(workshop=workshop, seats=2)
    SeatFactory(date=date, adults=1)
    offered = SeatFactory(date=date, adults=1, state=SeatState.OFFERED, answer_by=date.starts)
    assert "full, but some places wait for an answer" in desk.get("desk_date", pk=date.pk).text
    Seat.objects.filter(pk=offered.pk).update(state=SeatState.CONFIRMED, answer_by=None)
    page = desk.get("desk_date", pk=date.pk).text
    assert '<span class="tag tag-info">full</span>' in page
