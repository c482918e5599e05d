"""A date that has begun or was counted: it is not put off, and those who wait hear if it is cancelled."""

from datetime import datetime, timedelta

import pytest
import time_machine

from parentwork.models import Attendance, VolunteerHours, Workshop, WorkshopDate
from portal.lib.dates import BERLIN
from portal.outbox.models import Message
from tests.factories.parentwork import AssignmentFactory, HelperFactory, SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOON = datetime(2026, 12, 1, 12, tzinfo=BERLIN)


class TestWhatHasBegun:
    """What took place stays where it was; an hour that was noted wrongly is set right."""

    def put_off(self, desk, row, to, **press):
        then = to.astimezone(BERLIN)
        form = {
            "version": row.version, "starts": f"{then:%Y-%m-%d}", "begins": f"{then:%H:%M}", "ends": "23:59",
            "venue": row.venue_id, "seats": row.seats, "childcare": row.childcare,
        }  # fmt: skip
        return desk.post("desk_edit_date", form | press, pk=row.pk)

    @pytest.fixture
    def row(self, workshop):
        row = WorkshopDateFactory(workshop=workshop, starts=NOON - timedelta(minutes=30))
        SeatFactory(date=row, booking__workshop=workshop, booking__way="mail", booking__email="a@example.org")
        return row

    @pytest.fixture(autouse=True)
    def noon(self):
        with time_machine.travel(NOON, tick=False):
            yield

    def test_it_is_not_put_off_to_a_day_to_come(self, desk, row):
        for pressed in ({}, {"sure": "1"}):
            refused = self.put_off(desk, row, NOON + timedelta(days=20), **pressed)
            assert refused.status_code == 422
            assert list(refused.context["form"].errors) == ["starts"]
        form = {"version": row.version, "starts": f"{NOON + timedelta(days=20):%Y-%m-%d}", "sure": "1"}
        assert desk.post("desk_cancel_date", form, pk=row.pk).status_code == 422
        row.refresh_from_db()
        assert (row.version, Message.objects.exists()) == (1, False)

    @pytest.mark.parametrize("counted", ["recorded", "ticked", "hours"])
    def test_what_was_counted_stays_on_its_day_but_its_hour_is_set_right(self, cast, desk, row, counted):
        if counted == "recorded":
            WorkshopDate.objects.filter(pk=row.pk).update(recorded=NOON)
        elif counted == "ticked":
            Attendance.objects.create(seat=row.taken.get(), adults=1)
        else:
            helper = HelperFactory(organisation=cast.association)
            VolunteerHours.objects.create(
                workshop=row.workshop, date=row, helper=helper, day=row.day, hours=2
            )
        for days in (-7, 20):
            refused = self.put_off(desk, row, NOON + timedelta(days=days), sure="1")
            assert "stays on its day" in str(refused.context["form"].errors)
        assert self.put_off(desk, row, NOON - timedelta(hours=1), sure="1").status_code == 302
        row.refresh_from_db()
        assert row.starts == NOON - timedelta(hours=1)

    def test_a_draft_that_nobody_knows_is_put_off(self, desk, workshop):
        Workshop.objects.filter(pk=workshop.pk).update(state="draft")
        row = WorkshopDateFactory(workshop=workshop, starts=NOON - timedelta(days=3))
        assert self.put_off(desk, row, NOON + timedelta(days=3), sure="1").status_code == 302

    def test_a_date_under_way_to_which_nobody_came_is_cancelled_and_all_are_told(
        self, cast, desk, row, django_capture_on_commit_callbacks
    ):
        samir = HelperFactory(organisation=cast.association, name="Samir", email="s@example.org")
        AssignmentFactory(date=row, helper=samir)
        asked = desk.get("desk_cancel_date", pk=row.pk)
        assert "1 family is told" in asked.text
        assert "Samir" in asked.text
        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post("desk_cancel_date", {"version": row.version, "sure": "1"}, pk=row.pk)
        said = [str(message) for message in desk.follow(answer.url).context["messages"]]
        assert said == ["Cancelled. 1 family is told."]
        assert sorted(Message.objects.values_list("kind", "state")) == [
            ("parentwork.date_cancelled", "sent"), ("parentwork.helper_released", "sent")
        ]  # fmt: skip

    def test_where_somebody_came_it_took_place_and_is_not_cancelled(self, desk, row):
        Attendance.objects.create(seat=row.taken.get(), adults=1)
        refused = desk.post("desk_cancel_date", {"version": row.version, "sure": "1"}, pk=row.pk)
        assert refused.status_code == 422
        assert "Somebody has recorded who came" in refused.text
        row.refresh_from_db()
        assert (row.is_cancelled, Message.objects.exists()) == (False, False)
