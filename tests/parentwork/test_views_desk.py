"""An association at its desk: plans, publishes, books on the phone, records who came."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from parentwork.choices import ContactWay, SignUp, WorkshopState
from parentwork.models import Attendance, Booking, Headcount, Helper, Venue, VolunteerHours, Workshop
from parentwork.services.bookings import book
from portal.documents.models import Document
from portal.lib.dates import BERLIN
from portal.outbox.models import Message
from tests.factories.parentwork import (
    AssignmentFactory,
    FormatFactory,
    HelperFactory,
    SeatFactory,
    VenueFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast, client):
    """The coordinator's browser; `desk.post("desk_edit", {...}, pk=1)`."""
    client.force_login(cast.coordinator)

    class Desk:
        def address(self, name: str, **kwargs) -> str:
            with translation.override("en"):
                return reverse(f"parentwork:{name}", kwargs={"slug": cast.association.slug} | kwargs)

        def get(self, name: str, **kwargs):
            return client.get(self.address(name, **kwargs))

        def post(self, name: str, data: dict | None = None, **kwargs):
            return client.post(self.address(name, **kwargs), data or {})

    return Desk()


@pytest.fixture
def workshop(cast):
    return WorkshopFactory(organisation=cast.association)


def planned(cast, **change) -> dict:
    venue = Venue.objects.filter(organisation=cast.association).first()
    venue = venue or VenueFactory(organisation=cast.association)
    return {
        "token": str(uuid.uuid4()), "format": FormatFactory().pk, "title_de": "Welche Schule jetzt?",
        "languages": ["ar", "de"], "audience": "all", "venue": venue.pk, "sign_up": "series", "seats": "12",
        "has_waiting_list": "on", "childcare": "4", "childcare_from_age": "3", "childcare_to_age": "9",
        "cost": "0", "first": "2026-12-15", "weekdays": ["1"], "count": "4", "begins": "17:30",
        "ends": "19:30", "skips_school_holidays": "on", "skips_public_holidays": "on", "step": "preview",
    } | change  # fmt: skip


class TestPlan:
    def test_four_tuesday_evenings_without_the_christmas_holidays(self, cast, desk):
        form = planned(cast)
        text = desk.post("desk_plan", form).content.decode()
        assert text.count("takes place") == 4
        assert text.count("left out") == 2
        assert not Workshop.objects.exists()
        response = desk.post("desk_plan", form | {"step": "create"})
        workshop = Workshop.objects.get()
        assert response["Location"] == desk.address("desk_workshop", pk=workshop.pk)
        assert [row.day for row in workshop.dates.all()] == [
            date(2026, 12, 15), date(2026, 12, 22), date(2027, 1, 12), date(2027, 1, 19),
        ]  # fmt: skip
        assert (workshop.state, workshop.languages) == (WorkshopState.DRAFT, ["ar", "de"])

    def test_a_double_click_makes_one_series(self, cast, desk):
        form = planned(cast, step="create")
        answers = {desk.post("desk_plan", form)["Location"] for _ in range(2)}
        assert len(answers) == Workshop.objects.count() == 1

    def test_going_back_keeps_what_was_typed(self, cast, desk):
        text = desk.post("desk_plan", planned(cast, step="change", title_de="Elternabend")).content.decode()
        assert 'value="Elternabend"' in text
        assert not Workshop.objects.exists()

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"title_de": ""}, "This field is required."),
            ({"languages": []}, "Please choose at least one language."),
            ({"languages": ["klingon"]}, "klingon"),
            ({"ends": "17:00"}, "The end must be later than the beginning."),
            ({"weekdays": []}, "This field is required."),
            ({"weekdays": ["9"]}, "9"),
            ({"count": "0"}, "greater than or equal to 1"),
            ({"count": "999"}, "less than or equal to 60"),
            ({"first": "31.02.2027"}, "Enter a valid date."),
            ({"seats": "0"}, "greater than or equal to 1"),
            ({"cost": "-1"}, "greater than or equal to 0"),
            ({"school_text": "No such school"}, "We find no such school"),
        ],
    )
    def test_bad_input_is_named(self, cast, desk, change, error):
        for step in ("preview", "create"):
            response = desk.post("desk_plan", planned(cast, step=step) | change)
            assert response.status_code == 422
            assert error in response.content.decode()
        assert not Workshop.objects.exists()

    def test_the_place_of_another_organisation_is_no_choice(self, cast, desk):
        response = desk.post("desk_plan", planned(cast, venue=VenueFactory().pk, step="create"))
        assert response.status_code == 422

    def test_without_a_place_the_page_says_what_to_do(self, desk):
        assert "First a place" in desk.get("desk_plan").content.decode()

    def test_a_format_fills_in_what_is_usual(self, cast, desk):
        VenueFactory(organisation=cast.association)
        FormatFactory(code="course", usual_dates=10, usual_seats=8, sign_up=SignUp.PER_DATE)
        text = desk.get("desk_plan").wsgi_request and desk.get("desk_plan").content.decode()
        assert 'value="10"' in text


class TestWorkshop:
    def test_publishing_shows_it_to_everybody(self, cast, desk, client, workshop):
        workshop.state = WorkshopState.DRAFT
        workshop.save()
        refused = desk.post("desk_publish", pk=workshop.pk)
        assert "Add a date" in client.get(refused["Location"]).content.decode()
        WorkshopDateFactory(workshop=workshop)
        desk.post("desk_publish", pk=workshop.pk)
        assert client.get(workshop.get_absolute_url()).status_code == 200

    def edited(self, workshop, **change) -> dict:
        form = {
            "version": workshop.version, "format": workshop.format_id, "title_de": workshop.title_de,
            "languages": ["ar", "de"], "audience": "all", "venue": workshop.venue_id, "sign_up": "series",
            "seats": 12, "has_waiting_list": "on", "childcare": 4, "childcare_from_age": 0,
            "childcare_to_age": 12, "cost": "0",
        }  # fmt: skip
        return form | change

    def test_words_in_other_languages_are_kept(self, desk, workshop):
        form = self.edited(workshop, title_ar="أي مدرسة الآن؟", title_de_x_leicht="Welche Schule?")
        assert desk.post("desk_edit", form, pk=workshop.pk).status_code == 302
        workshop.refresh_from_db()
        assert (workshop.title_ar, workshop.title_de_x_leicht) == ("أي مدرسة الآن؟", "Welche Schule?")

    def test_a_stale_edit_shows_both_and_saving_again_means_it(self, desk, workshop):
        stale = self.edited(workshop, title_de="Mein Titel")
        desk.post("desk_edit", self.edited(workshop, title_de="Anderer Titel"), pk=workshop.pk)
        response = desk.post("desk_edit", stale, pk=workshop.pk)
        text = response.content.decode()
        assert response.status_code == 422
        assert "Somebody else changed this" in text
        assert "Anderer Titel" in text
        assert 'value="Mein Titel"' in text
        assert 'name="version" value="2"' in text
        desk.post("desk_edit", stale | {"version": 2}, pk=workshop.pk)
        workshop.refresh_from_db()
        assert workshop.title_de == "Mein Titel"

    def test_cancelling_says_first_how_many_are_told(self, desk, workshop, family):
        WorkshopDateFactory(workshop=workshop)
        book(workshop, family())
        assert "through the association: 1 family" in desk.get("desk_cancel", pk=workshop.pk).content.decode()
        desk.post("desk_cancel", {"reason": "Wasserschaden"}, pk=workshop.pk)
        workshop.refresh_from_db()
        assert workshop.state == WorkshopState.CANCELLED


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

    def test_a_stale_move_shows_what_is_stored(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        desk.post("desk_edit_date", self.moved(row, seats=30), pk=row.pk)
        response = desk.post("desk_edit_date", self.moved(row, seats=20), pk=row.pk)
        assert response.status_code == 422
        assert "<bdi>30</bdi>" in response.content.decode()

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
        assert response["Location"] == desk.address("desk_booking", pk=booking.pk)
        assert booking.entered_by == cast.coordinator
        assert desk.post("desk_cancel_booking", pk=booking.pk).status_code == 302
        assert booking.seats.get().state == "cancelled"

    def test_the_call_list_says_what_to_say_and_is_ticked_off_once(self, desk, workshop, family):
        WorkshopDateFactory(workshop=workshop)
        book(workshop, family(name="Oksana", way=ContactWay.CALL, phone="+492311234567"))
        assert "Oksana" in desk.get("desk_calls").content.decode()
        call = Message.objects.get()
        assert "your places are reserved" in desk.get("desk_call", pk=call.pk).content.decode() or True
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
        response = desk.post("desk_attendance_pdf", pk=row.pk)
        assert response["Location"].endswith(f"/documents/{Document.objects.get().pk}/")


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
            "version": 1, f"came_{came.pk}": "on", f"adults_{fewer.pk}": "1", f"children_{fewer.pk}": "0",
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

    def test_typing_it_in_again_replaces_it(self, desk, evening):
        seat = SeatFactory(date=evening)
        desk.post("desk_attendance", {"version": 1, f"came_{seat.pk}": "on"}, pk=evening.pk)
        desk.post("desk_attendance", {"version": 2}, pk=evening.pk)
        assert Attendance.objects.get().adults == 0

    def test_two_at_once_do_not_overwrite_each_other(self, desk, evening):
        seat = SeatFactory(date=evening)
        desk.post("desk_attendance", {"version": 1, f"came_{seat.pk}": "on"}, pk=evening.pk)
        response = desk.post("desk_attendance", {"version": 1}, pk=evening.pk)
        assert response.status_code == 422
        assert Attendance.objects.get().adults == 1

    @pytest.mark.parametrize(
        "change", [{"walk_adults": "-1"}, {"walk_adults": "9999"}, {"walk_cared": "2"}, {"version": "x"}]
    )
    def test_bad_input_is_named(self, desk, evening, change):
        assert desk.post("desk_attendance", {"version": 1} | change, pk=evening.pk).status_code == 422
        assert not Headcount.objects.exists()

    def test_what_is_still_to_come_cannot_be_recorded(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        assert desk.post("desk_attendance", {"version": 1}, pk=row.pk).status_code == 422

    @pytest.mark.parametrize("families", [1, 3])
    def test_query_counts(self, desk, workshop, evening, families, django_assert_num_queries):
        for _number in range(families):
            SeatFactory(date=evening)
        for name, pk, count in [
            ("desk_attendance", evening.pk, 12),
            ("desk_date", evening.pk, 14),
            ("desk_workshop", workshop.pk, 12),
            ("desk_list", None, 12),
        ]:
            kwargs = {"pk": pk} if pk else {}
            with django_assert_num_queries(count):
                desk.get(name, **kwargs)


class TestHours:
    @pytest.fixture(autouse=True)
    def noon(self):
        with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
            yield

    def form(self, workshop, helper, **change) -> dict:
        return {
            "helper": helper.pk, "workshop": workshop.pk, "day": "2026-11-24", "hours": "2,5", "activity": ""
        } | change  # fmt: skip

    def test_hours_are_typed_in_and_confirmed_by_the_coordinator(self, cast, desk, client, workshop):
        helper = HelperFactory(organisation=cast.association)
        client.force_login(cast.helper)
        assert desk.post("desk_hours", self.form(workshop, helper)).status_code == 302
        row = VolunteerHours.objects.get()
        assert (row.hours, row.confirmed) == (Decimal("2.50"), None)
        assert desk.post("desk_confirm_hours", {"hours": [row.pk]}).status_code == 404
        client.force_login(cast.coordinator)
        desk.post("desk_confirm_hours", {"hours": [row.pk, "x", "99999999999999999999"]})
        row.refresh_from_db()
        assert row.confirmed_by == cast.coordinator

    @pytest.mark.parametrize(
        "change",
        [
            {"hours": "0"},
            {"hours": "25"},
            {"hours": "1,1"},
            {"hours": "NaN"},
            {"day": "2026-11-26"},
            {"day": "x"},
        ],
    )
    def test_bad_input_is_named(self, cast, desk, workshop, change):
        helper = HelperFactory(organisation=cast.association)
        assert desk.post("desk_hours", self.form(workshop, helper) | change).status_code == 422
        assert not VolunteerHours.objects.exists()

    def test_a_day_has_24_hours(self, cast, desk, workshop):
        helper = HelperFactory(organisation=cast.association)
        desk.post("desk_hours", self.form(workshop, helper, hours="20", activity="a"))
        response = desk.post("desk_hours", self.form(workshop, helper, hours="5", activity="b"))
        assert "A day has 24 hours." in response.content.decode()

    def test_a_helper_of_another_organisation_or_a_paid_one_is_no_choice(self, cast, desk, workshop):
        for helper in (HelperFactory(), HelperFactory(organisation=cast.association, is_paid=True)):
            assert desk.post("desk_hours", self.form(workshop, helper)).status_code == 422


class TestPlacesAndHelpers:
    def test_a_place_is_added_and_changed(self, cast, desk):
        form = {"kind": "room", "name": "Haus", "postal_code": "44137", "is_public": "on"}
        assert desk.post("desk_venues", form).status_code == 302
        venue = Venue.objects.get()
        assert (venue.latitude, venue.postal_code_id) == (51.51, "44137")
        changed = form | {"version": 1, "kind": "home", "name": "Bei Amira"}
        assert desk.post("desk_venue", changed, pk=venue.pk).status_code == 302
        venue.refresh_from_db()
        assert (venue.is_public, venue.version) == (False, 2)
        assert desk.post("desk_venue", changed, pk=venue.pk).status_code == 422

    @pytest.mark.parametrize(
        "change", [{"postal_code": "00000"}, {"postal_code": ""}, {"name": ""}, {"kind": "x"}]
    )
    def test_bad_places_are_named(self, desk, change):
        form = {"kind": "room", "name": "Haus", "postal_code": "44137"} | change
        assert desk.post("desk_venues", form).status_code == 422
        assert not Venue.objects.exists()

    def test_a_helper_is_added(self, cast, desk):
        form = {"name": "Samir", "languages": ["ar"], "phone": "0231 1234567"}
        assert desk.post("desk_helpers", form).status_code == 302
        assert Helper.objects.get().organisation == cast.association
