"""What a planner is told before something is saved that is mostly a slip."""

from decimal import Decimal

import pytest

from parentwork.choices import AssignmentState, DateState
from parentwork.models import Assignment, Helper, WorkshopDate
from tests.factories.parentwork import AssignmentFactory, HelperFactory, SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


class TestAnotherTaskOnTheSameDate:
    @pytest.fixture
    def asked(self, cast, workshop) -> Assignment:
        helper = HelperFactory(organisation=cast.association, name="Fatma", email="fatma@example.org")
        return AssignmentFactory(
            date=WorkshopDateFactory(workshop=workshop), helper=helper, role="interpreter",
            state=AssignmentState.ASKED, secret="s",
        )  # fmt: skip

    def test_a_question_does_not_vanish_without_a_word(self, desk, asked):
        said = {"helper": asked.helper_id, "role": "childcare"}
        refused = desk.post("desk_assign", said, pk=asked.date_id)
        assert refused.status_code == 422
        assert "“Fatma” is asked about another task on this date (interprets)." in refused.text
        asked.refresh_from_db()
        assert (asked.role, asked.state) == ("interpreter", "asked")
        desk.post("desk_release", pk=asked.date_id, assignment=asked.pk)
        assert desk.post("desk_assign", said, pk=asked.date_id).status_code == 302
        assert Assignment.objects.get().role == "childcare"

    def test_the_same_task_is_agreed_to_and_who_has_said_no_is_free_for_another(self, desk, asked):
        said = {"helper": asked.helper_id, "role": "interpreter"}
        assert desk.post("desk_assign", said, pk=asked.date_id).status_code == 302
        Assignment.objects.update(state=AssignmentState.DECLINED)
        assert desk.post("desk_assign", said | {"role": "lead"}, pk=asked.date_id).status_code == 302
        assert Assignment.objects.get().role == "lead"


class TestTheSameHelperTwice:
    @pytest.mark.parametrize(
        "said", [{"name": "fatma  yıldız"}, {"name": "F. Y.", "email": "Fatma@example.org"}]
    )
    def test_it_is_asked_about_once(self, cast, desk, said):
        HelperFactory(organisation=cast.association, name="Fatma Yıldız", email="fatma@example.org")
        asked = desk.post("desk_helpers", said)
        assert "helps already" in asked.text
        assert Helper.objects.count() == 1
        assert desk.post("desk_helpers", said | {"sure": "1"}).status_code == 302
        assert Helper.objects.count() == 2

    def test_nobody_else_is_meant(self, cast, desk):
        HelperFactory(organisation=cast.foreign_association, name="Fatma")
        HelperFactory(organisation=cast.association, name="Fatma", is_active=False)
        HelperFactory(organisation=cast.association, name="Layla")
        assert desk.post("desk_helpers", {"name": "Fatma"}).status_code == 302


def test_who_may_help_already_is_asked_about_on_top(cast, desk):
    HelperFactory(organisation=cast.association, name="Fatma")
    asked = desk.post("desk_helpers", {"name": "fatma", "languages": []})
    assert '<a href="#sure">Somebody with this name or this mail address helps already.</a>' in asked.text
    assert '<button id="sure" name="sure"' in asked.text
    assert Helper.objects.count() == 1


class TestAHigherCost:
    @pytest.fixture
    def form(self, workshop):
        return {
            "version": workshop.version, "format": workshop.format_id, "title_de": workshop.title_de,
            "languages": workshop.languages, "audience": "all", "venue": workshop.venue_id,
            "sign_up": workshop.sign_up, "seats": "12", "childcare": "4", "childcare_from_age": "0",
            "childcare_to_age": "12", "cost": "5",
        }  # fmt: skip

    def test_it_is_asked_about_where_families_have_booked(self, desk, workshop, form):
        SeatFactory(date__workshop=workshop)
        asked = desk.post("desk_edit", form, pk=workshop.pk)
        assert '<a href="#sure">1 family has booked while it cost' in asked.text, "seen on top"
        workshop.refresh_from_db()
        assert workshop.cost == 0
        assert desk.post("desk_edit", form | {"sure": "1"}, pk=workshop.pk).status_code == 302
        workshop.refresh_from_db()
        assert workshop.cost == Decimal(5)

    def test_before_anybody_has_booked_and_when_it_gets_cheaper_nothing_is_asked(self, desk, workshop, form):
        assert desk.post("desk_edit", form, pk=workshop.pk).status_code == 302
        SeatFactory(date__workshop=workshop)
        cheaper = form | {"cost": "2", "version": workshop.version + 1}
        assert desk.post("desk_edit", cheaper, pk=workshop.pk).status_code == 302


def test_a_cancelled_date_counts_no_places(desk, workshop):
    seat = SeatFactory(date__workshop=workshop)
    page = desk.get("desk_workshop", pk=workshop.pk).text
    assert "1 of 12" in page
    WorkshopDate.objects.filter(pk=seat.date_id).update(state=DateState.CANCELLED)
    assert "1 of 12" not in desk.get("desk_workshop", pk=workshop.pk).text
    assert 'class="tile"' not in desk.get("desk_date", pk=seat.date_id).text
