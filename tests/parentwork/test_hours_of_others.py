"""Confirmed hours are evidence: nobody takes them away by typing in others, and none count twice unasked."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from parentwork.models import HoursReview, VolunteerHours
from parentwork.services import people
from portal.lib.dates import BERLIN
from tests.factories.parentwork import AssignmentFactory, HelperFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
        yield


@pytest.fixture
def evening(workshop):
    """Yesterday, for two hours."""
    starts = datetime(2026, 11, 24, 17, tzinfo=BERLIN)
    return WorkshopDateFactory(workshop=workshop, starts=starts, ends=starts + timedelta(hours=2))


@pytest.fixture
def fatma(cast):
    return HelperFactory(organisation=cast.association, name="Fatma")


@pytest.fixture
def samir(cast):
    return HelperFactory(organisation=cast.association, name="Samir", user=cast.helper)


@pytest.fixture
def confirmed(cast, evening, fatma) -> VolunteerHours:
    row, _ = people.record_hours(
        evening.workshop, fatma, day=evening.day, hours=Decimal("2.5"), by=cast.coordinator
    )
    people.confirm_hours(cast.association, [row.pk], by=cast.coordinator)
    row.refresh_from_db()
    return row


def form(evening, helper, **change) -> dict:
    said = {"helper": helper.pk, "workshop": evening.workshop_id, "day": "2026-11-24", "hours": "2,5"}
    return said | change


class TestWhoseHours:
    def test_who_helps_records_the_own_ones_alone(self, cast, client, desk, evening, fatma, samir):
        client.force_login(cast.helper)
        assert list(desk.get("desk_hours").context["form"].fields["helper"].queryset) == [samir]
        refused = desk.post("desk_hours", form(evening, fatma))
        assert refused.status_code == 422
        assert "helper" in refused.context["form"].errors
        with pytest.raises(PermissionDenied):
            people.record_hours(evening.workshop, fatma, day=evening.day, hours=Decimal(2), by=cast.helper)
        assert not VolunteerHours.objects.exists()
        assert desk.post("desk_hours", form(evening, samir)).status_code == 302
        assert VolunteerHours.objects.get().helper == samir

    def test_the_button_at_the_evening_is_there_for_the_own_ones_alone(
        self, cast, client, desk, evening, fatma, samir
    ):
        hers, his = (AssignmentFactory(date=evening, helper=helper) for helper in (fatma, samir))
        client.force_login(cast.helper)
        page = desk.get("desk_date", pk=evening.pk).text
        assert desk.address("desk_record_whole", pk=evening.pk, assignment=his.pk) in page
        assert desk.address("desk_record_whole", pk=evening.pk, assignment=hers.pk) not in page
        with pytest.raises(PermissionDenied):
            people.record_whole(hers, by=cast.helper)
        client.force_login(cast.editor)
        page = desk.get("desk_date", pk=evening.pk).text
        assert desk.address("desk_record_whole", pk=evening.pk, assignment=hers.pk) in page

    def test_without_a_name_among_the_helpers_the_page_says_what_to_do(self, cast, client, desk, evening):
        client.force_login(cast.helper)
        page = desk.get("desk_hours").text
        assert "as soon as your account stands with your name" in page
        assert 'name="activity"' not in page


class TestConfirmedHours:
    def test_others_typed_in_are_refused_with_the_way_to_correct_them(self, desk, confirmed, evening):
        answer = desk.post("desk_hours", form(evening, confirmed.helper, hours="9"))
        assert answer.status_code == 422
        (error,) = answer.context["form"].errors["hours"]
        assert error.startswith("These hours are confirmed already")
        assert "Confirmed hours: 2.5. They stay as they are." in answer.text
        note = answer.text.partition("They stay as they are.")[2]
        assert desk.address("desk_review_hours", pk=confirmed.pk) in note.partition("</p>")[0]
        confirmed.refresh_from_db()
        assert (confirmed.hours, bool(confirmed.confirmed)) == (Decimal("2.5"), True)

    def test_a_helper_finds_her_own_on_the_time_sheet(self, cast, client, desk, confirmed, evening):
        confirmed.helper.user = cast.helper
        confirmed.helper.save()
        client.force_login(cast.helper)
        answer = desk.post("desk_hours", form(evening, confirmed.helper, hours="1"))
        note = answer.text.partition("They stay as they are.")[2].partition("</p>")[0]
        assert desk.address("desk_time_sheet", pk=confirmed.helper_id) in note

    def test_the_same_again_keep_their_confirmation(self, cast, desk, confirmed, evening):
        answer = desk.post("desk_hours", form(evening, confirmed.helper, hours="2.50"))
        assert answer.status_code == 302
        page = desk.follow(answer["Location"]).text
        assert "These hours are confirmed already. Nothing has changed." in page
        assert "The hours are saved" not in page
        before = confirmed.confirmed
        confirmed.refresh_from_db()
        assert (confirmed.confirmed, confirmed.confirmed_by) == (before, cast.coordinator)

    def test_a_coordinator_corrects_them_and_the_log_says_so(self, cast, desk, confirmed):
        desk.post("desk_review_hours", {"hours": "2", "word": "We closed at seven."}, pk=confirmed.pk)
        confirmed.refresh_from_db()
        assert (confirmed.hours, HoursReview.objects.get().recorded) == (Decimal(2), Decimal("2.5"))


class TestTheSameHoursTwice:
    def test_more_than_the_date_took_is_asked_about(self, desk, confirmed, evening):
        said = form(evening, confirmed.helper, activity="Leitung 😀")
        asked = desk.post("desk_hours", said)
        assert "With these hours “Fatma” has 5 at the time of this date, which took 2." in asked.text
        assert 'value="Leitung 😀"' in asked.text
        summary = asked.text.partition('class="error-summary"')[2].partition("</div>")[0]
        assert "Nothing is saved yet" in summary
        assert '<a href="#sure">With these hours “Fatma” has 5' in summary
        assert '<button id="sure"' in asked.text.partition('class="error-summary"')[2]
        assert VolunteerHours.objects.count() == 1
        assert desk.post("desk_hours", said | {"sure": "1"}).status_code == 302
        assert VolunteerHours.objects.count() == 2

    def test_nobody_helps_in_two_places_at_once_unasked(self, cast, desk, confirmed, evening):
        other = WorkshopDateFactory(
            workshop__organisation=cast.association, starts=evening.starts, ends=evening.ends
        )
        asked = desk.post("desk_hours", form(other, confirmed.helper, hours="2"))
        assert "has 4.5 at the time of this date" in asked.text
        later = WorkshopDateFactory(
            workshop__organisation=cast.association, starts=evening.ends,
            ends=evening.ends + timedelta(hours=2),
        )  # fmt: skip
        assert desk.post("desk_hours", form(later, confirmed.helper, hours="2")).status_code == 302

    @pytest.mark.parametrize(("hours", "status"), [("3", 302), ("3,25", 200)])
    def test_setting_up_and_clearing_away_is_asked_of_nobody(self, desk, evening, fatma, hours, status):
        assert desk.post("desk_hours", form(evening, fatma, hours=hours)).status_code == status

    @pytest.fixture
    def twice(self, cast, evening, fatma) -> list[VolunteerHours]:
        said = {"day": evening.day, "hours": Decimal("2.5"), "by": cast.coordinator}
        return [
            people.record_hours(evening.workshop, fatma, activity=activity, **said)[0]
            for activity in ("Leitung", "Leitung 😀")
        ]

    def test_they_are_named_before_all_are_confirmed(self, cast, desk, evening, twice):
        other = HelperFactory(organisation=cast.association)
        right, _ = people.record_hours(
            evening.workshop, other, day=evening.day, hours=Decimal(2), by=cast.coordinator
        )
        page = desk.get("desk_hours").text
        assert page.count("the date took 2 hours, 5 are recorded for that time") == 2
        shown = re.findall(r'name="shown" value="(\d+)"', page)
        asked = desk.post("desk_confirm_hours", {"all": "1", "shown": shown})
        assert asked.status_code == 200
        assert not VolunteerHours.objects.confirmed().exists()
        box = asked.text.partition("Nothing is confirmed yet.")[2].partition("</form>")[0]
        reviews = [desk.address("desk_review_hours", pk=row.pk) for row in twice]
        assert [address in box for address in reviews] == [True, True]
        assert desk.address("desk_review_hours", pk=right.pk) not in box
        before = asked.text.partition("Nothing is confirmed yet.")[0].rpartition("<form")[2]
        sent = re.findall(r'name="hours" value="(\d+)"', before)
        assert desk.post("desk_confirm_hours", {"hours": sent, "sure": "1"}).status_code == 302
        assert VolunteerHours.objects.confirmed().count() == 3

    def test_what_was_refused_counts_for_nothing(self, cast, desk, twice):
        people.refuse_hours(twice[1], word="Twice.", by=cast.coordinator)
        assert "are recorded for that time" not in desk.get("desk_hours").text
        assert desk.post("desk_confirm_hours", {"hours": [twice[0].pk]}).status_code == 302


class TestHoursToBeConfirmed:
    def test_of_the_same_again_it_is_said_that_they_are_there(self, cast, desk, evening, fatma):
        assert (
            "The hours are saved"
            in desk.follow(desk.post("desk_hours", form(evening, fatma))["Location"]).text
        )
        page = desk.follow(desk.post("desk_hours", form(evening, fatma))["Location"]).text
        assert "These hours are recorded already. Nothing has changed." in page
        assert "The hours are saved" not in page
        VolunteerHours.objects.update(refused=timezone.now())
        page = desk.follow(desk.post("desk_hours", form(evening, fatma))["Location"]).text
        assert "The hours are saved" in page, "refused ones can be recorded anew"

    def test_it_is_about_quarter_hours_before_it_asks_whether_they_are_many(self, desk, evening, fatma):
        answer = desk.post("desk_hours", form(evening, fatma, hours="9,3"))
        assert answer.status_code == 422
        said = ["Please write quarter hours, for example 1,5 or 2,25."]
        assert answer.context["form"].errors == {"hours": said}
        assert answer.context.get("question", "") == ""
