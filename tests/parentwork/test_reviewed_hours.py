"""Recorded hours are corrected or refused with a word to the helper, and the form stays where it was."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.utils import timezone

from organisations.choices import Role
from parentwork.models import HoursReview, VolunteerHours, Workshop
from parentwork.services import people, team
from portal.lib.dates import BERLIN
from tests.factories.organisations import MembershipFactory
from tests.factories.parentwork import HelperFactory, WorkshopDateFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
        yield


@pytest.fixture
def row(cast, workshop) -> VolunteerHours:
    helper = HelperFactory(organisation=cast.association, name="Amira")
    return VolunteerHours.objects.create(workshop=workshop, helper=helper, day=DAY, hours=Decimal(3))


def counted() -> Decimal:
    return Workshop.objects.all().evidence(DAY, DAY).volunteer_hours


class TestDecisions:
    def test_hours_are_corrected_with_a_word_and_count_so(self, cast, desk, row, workshop):
        link = re.search(r'href="([^"]*/hours/\d+/)"', desk.get("desk_hours").text)[1]
        assert 'name="hours" value="3"' in desk.follow(link).text
        answer = desk.post("desk_review_hours", {"hours": "2,5", "word": "We closed at eight."}, pk=row.pk)
        assert answer.status_code == 302
        row.refresh_from_db()
        assert (row.hours, row.confirmed_by, row.self_confirmed) == (Decimal("2.5"), cast.coordinator, False)
        assert counted() == Decimal("2.5")
        log = HoursReview.objects.get()
        assert (log.verb, log.recorded, log.word, log.by) == (
            "correct", Decimal(3), "We closed at eight.", cast.coordinator
        )  # fmt: skip

    def test_the_helper_reads_the_word(self, cast, client, desk, row):
        desk.post("desk_review_hours", {"hours": "2", "word": "We closed at eight."}, pk=row.pk)
        row.helper.user = cast.helper
        row.helper.save()
        client.force_login(cast.helper)
        page = desk.get("desk_hours").text
        assert 'corrected (recorded were 3): <bdi class="muted">We closed at eight.</bdi>' in page
        assert "Correct or refuse" not in page

    def test_refused_hours_count_nowhere_and_wait_for_nobody(self, cast, desk, row):
        people.confirm_hours(cast.association, [row.pk], by=cast.coordinator)
        assert counted() == 3
        desk.post("desk_review_hours", {"hours": "3", "word": "It fell through.", "refuse": "1"}, pk=row.pk)
        row.refresh_from_db()
        assert (row.refused, row.confirmed, row.confirmed_by) == (timezone.now(), None, None)
        assert counted() == 0
        page = desk.get("desk_hours").text
        assert '<span class="tag tag-warn">refused</span>' in page
        assert 'name="shown"' not in page
        assert people.confirm_hours(cast.association, [row.pk], by=cast.coordinator) == 0

    def test_refused_hours_can_be_recorded_anew(self, cast, row, workshop):
        people.refuse_hours(row, word="Too many.", by=cast.coordinator)
        people.record_hours(workshop, row.helper, day=DAY, hours=Decimal(1), by=cast.editor)
        again = VolunteerHours.objects.get()
        assert (again.hours, again.refused) == (Decimal(1), None)

    @pytest.mark.parametrize(
        ("said", "field", "error"),
        [
            ({"hours": "2", "word": " "}, "word", "Please tell the helper why."),
            ({"hours": "3", "word": "", "refuse": "1"}, "word", "Please tell the helper why."),
            ({"hours": "3", "word": "x"}, "hours", "That is what is recorded already."),
            ({"hours": "25", "word": "x"}, "hours", "A day has 24 hours."),
            (
                {"hours": "1,1", "word": "x"},
                "hours",
                "Please write quarter hours, for example 1,5 or 2,25.",
            ),
        ],
    )
    def test_what_is_missing_is_named_and_nothing_changes(self, desk, row, said, field, error):
        answer = desk.post("desk_review_hours", said, pk=row.pk)
        assert (answer.status_code, answer.context["form"].errors) == (422, {field: [error]})
        row.refresh_from_db()
        assert (row.hours, row.is_open, HoursReview.objects.count()) == (Decimal(3), True, 0)

    def test_nobody_decides_about_her_own_while_another_person_could(self, cast, desk, row):
        row.helper.user = cast.coordinator
        row.helper.save()
        assert desk.get("desk_review_hours", pk=row.pk).status_code == 200
        MembershipFactory(organisation=cast.association, role=Role.COORDINATOR)
        assert desk.get("desk_review_hours", pk=row.pk).status_code == 404
        with pytest.raises(PermissionDenied):
            people.correct_hours(row, hours=Decimal(4), word="x", by=cast.coordinator)

    def test_a_helper_and_a_stranger_decide_about_nothing(self, cast, row):
        for person in (cast.helper, cast.foreign_coordinator):
            with pytest.raises(PermissionDenied):
                people.refuse_hours(row, word="x", by=person)

    def test_the_log_is_only_added_to_and_forgets_the_word_with_the_name(self, cast, row):
        people.refuse_hours(row, word="x", by=cast.coordinator)
        for change in ({"verb": "correct"}, {"word": "y"}, {"by": cast.helper}):
            with pytest.raises(ProgrammingError), transaction.atomic():
                HoursReview.objects.update(**change)
        team.retire_helper(row.helper, by=cast.coordinator)
        with time_machine.travel(timezone.now() + timedelta(days=5 * 366 + 2)):
            team.purge()
        assert HoursReview.objects.get().word == ""


class TestTheForm:
    def form(self, workshop, helper, **change) -> dict:
        said = {"helper": helper.pk, "workshop": workshop.pk, "day": "2026-11-24", "hours": "2"}
        return said | {"sure": "1"} | change

    def test_from_the_page_of_a_date_one_comes_back_to_it(self, desk, row, workshop):
        evening = WorkshopDateFactory(workshop=workshop, starts=datetime(2026, 11, 24, 17, tzinfo=BERLIN))
        desk.post("desk_attendance", {"version": 0}, pk=evening.pk)
        link = re.search(r'href="([^"]*/hours/[^"#]*)#record"', desk.get("desk_date", pk=evening.pk).text)[1]
        action = re.search(r'<form class="form" method="post" action="([^"]*)"', desk.follow(link).text)[1]
        answer = desk.send(action, self.form(workshop, row.helper))
        assert answer.url == desk.address("desk_date", pk=evening.pk)

    def test_after_saving_the_form_stays_at_the_workshop_and_the_day(self, cast, desk, row, workshop):
        other = WorkshopFactory(organisation=cast.association)
        answer = desk.post("desk_hours", self.form(other, row.helper, day="2026-11-20"))
        page = desk.follow(answer.url).text
        assert f'<option value="{other.pk}" selected>' in page
        assert 'name="day" value="2026-11-20"' in page

    def said_after(self, desk, workshop, helper) -> str:
        answer = desk.post("desk_hours", self.form(workshop, helper))
        return str(next(iter(desk.follow(answer.url).context["messages"])))

    def test_whoever_records_is_told_who_confirms(self, cast, client, desk, row, workshop):
        own = HelperFactory(organisation=cast.association, user=cast.coordinator)
        here = "The hours are saved. You can confirm them under “Volunteer hours”."
        assert self.said_after(desk, workshop, row.helper) == here
        assert self.said_after(desk, workshop, own) == here
        MembershipFactory(organisation=cast.association, role=Role.COORDINATOR)
        VolunteerHours.objects.all().delete()  # of the same again it is only said that they are there
        elsewhere = "The hours are saved. They are your own, so another coordinator confirms them."
        assert self.said_after(desk, workshop, own) == elsewhere
        client.force_login(cast.editor)
        said = "The hours are saved. A coordinator confirms them."
        VolunteerHours.objects.all().delete()
        assert self.said_after(desk, workshop, row.helper) == said


class TestTheAccountOfWhoConfirms:
    """Whose hours are whose own rests on the account of the helper."""

    @pytest.fixture
    def own(self, cast, row) -> VolunteerHours:
        row.helper.user = cast.coordinator
        row.helper.save()
        return row

    def without_account(self, desk, helper):
        return desk.post("desk_helper", {"name": helper.name, "user": ""}, pk=helper.pk)

    def test_she_does_not_take_it_off_her_own_hours(self, cast, desk, own):
        refused = self.without_account(desk, own.helper)
        assert refused.status_code == 422
        assert "another person has to do this" in refused.text
        own.helper.refresh_from_db()
        assert own.helper.user == cast.coordinator

    def test_she_does_not_become_nobody_by_helping_no_more(self, cast, desk, own):
        answer = desk.post("desk_retire_helper", pk=own.helper_id)
        assert "another person has to do this" in desk.follow(answer.url).text
        own.helper.refresh_from_db()
        assert (own.helper.is_active, own.helper.user) == (True, cast.coordinator)

    def test_another_person_takes_it_off(self, cast, client, desk, own):
        other = MembershipFactory(organisation=cast.association, role=Role.COORDINATOR)
        client.force_login(other.user)
        assert self.without_account(desk, own.helper).status_code == 302
        own.helper.refresh_from_db()
        assert own.helper.user is None

    def test_all_else_of_her_own_she_changes_herself(self, cast, desk, own):
        sent = {"name": "Amira B.", "user": cast.coordinator.pk}
        assert desk.post("desk_helper", sent, pk=own.helper_id).status_code == 302
        own.helper.refresh_from_db()
        assert own.helper.name == "Amira B."

    def test_hours_that_she_confirmed_before_she_gave_her_account_are_marked(self, cast, desk, row):
        people.confirm_hours(cast.association, [row.pk], by=cast.coordinator)
        sent = {"name": row.helper.name, "user": cast.coordinator.pk}
        assert desk.post("desk_helper", sent, pk=row.helper_id).status_code == 302
        row.refresh_from_db()
        assert row.self_confirmed
