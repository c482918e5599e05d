"""What planning says beside the dates: other languages, a place taken, a draft that is thrown away."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html import unescape
from itertools import groupby

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from parentwork.choices import DateState, VenueKind, WorkshopState
from parentwork.forms.desk_workshops import EditForm
from parentwork.models import VolunteerHours, Workshop, WorkshopDate
from parentwork.services import workshops
from portal.lib.dates import BERLIN, hours
from tests.factories.parentwork import AssignmentFactory, HelperFactory, WorkshopDateFactory, WorkshopFactory
from tests.parentwork.test_views_desk import planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


class TestOtherLanguages:
    def opened(self, page: str) -> list[str]:
        return re.findall(r'data-language="([\w-]+)" open', page)

    def test_only_the_languages_spoken_are_open_and_all_can_be_opened(self, cast, desk):
        said = planned(cast, step="change", languages=["ar", "de", "tr"])
        page = desk.post("desk_plan", said).text
        assert self.opened(page) == ["ar", "tr"]
        assert len(re.findall(r"data-language=", page)) == 9

    def test_what_is_written_is_never_folded(self, desk, workshop):
        workshop.languages, workshop.title_pl = ["de"], "Jaka szkoła?"
        workshop.save()
        assert self.opened(desk.get("desk_edit", pk=workshop.pk).text) == ["pl"]

    def test_a_place_is_described_in_all_of_them(self, desk):
        assert len(self.opened(desk.get("desk_venues").text)) == 9


def test_every_question_about_a_workshop_stands_once_on_the_page_that_changes_it(desk, workshop):
    page = desk.get("desk_edit", pk=workshop.pk).text
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page)
    asked = [name for name, _boxes in groupby(names) if name in EditForm.base_fields]
    # Without topics in the database there is no box of one.
    assert sorted(asked) == sorted(EditForm.base_fields.keys() - {"topics"})


def test_interpreters_are_chosen_among_few_languages_and_rare_ones_below(cast, desk):
    said = planned(cast, step="create", interpreting=["uk"], more_interpreting=["ti"])
    desk.post("desk_plan", said)
    workshop = Workshop.objects.get()
    assert workshop.interpreting == ["uk", "ti"]
    form = desk.get("desk_edit", pk=workshop.pk).context["form"]
    assert len(list(form["interpreting"])) == len(list(form["languages"])) < 20
    assert '<option value="ti" selected>' in str(form["more_interpreting"])


class TestAPlaceThatIsTaken:
    START = datetime(2026, 12, 15, 18, 30, tzinfo=BERLIN)

    @pytest.fixture(autouse=True)
    def november(self):
        with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
            yield

    @pytest.fixture
    def other(self, workshop):
        return WorkshopDateFactory(workshop=workshop, starts=self.START, ends=self.START + timedelta(hours=2))

    def preview(self, cast, desk, **change) -> str:
        return desk.post("desk_plan", planned(cast, **change)).text

    def test_is_said_at_its_date_and_refused_nowhere(self, cast, desk, other):
        page = self.preview(cast, desk, venue=other.venue.pk)
        assert page.count("place taken") == 1
        assert f"Welche Schule jetzt?</span>, {hours(other.starts, other.ends)}" in page
        created = planned(cast, venue=other.venue.pk, step="create")
        assert desk.post("desk_plan", created).status_code == 302

    @pytest.mark.parametrize(
        "free",
        [
            {"starts": START + timedelta(hours=1), "ends": START + timedelta(hours=2)},
            {"state": DateState.CANCELLED},
        ],
    )
    def test_not_when_the_other_begins_as_this_one_ends_or_is_cancelled(self, cast, desk, other, free):
        WorkshopDate.objects.filter(pk=other.pk).update(**free)
        assert "place taken" not in self.preview(cast, desk, venue=other.venue.pk)

    def test_not_online(self, cast, desk, other):
        other.venue.kind = VenueKind.ONLINE
        other.venue.save()
        assert "place taken" not in self.preview(cast, desk, venue=other.venue.pk)

    def test_before_a_date_is_moved_there_it_is_said_and_then_it_is_saved(self, cast, desk, other):
        own = WorkshopDateFactory(workshop=WorkshopFactory(organisation=cast.association, venue=other.venue))
        form = {
            "version": own.version, "starts": "2026-12-15", "begins": "17:30", "ends": "19:00",
            "venue": other.venue.pk, "seats": "12", "childcare": "4",
        }  # fmt: skip
        asked = desk.post("desk_edit_date", form, pk=own.pk)
        (doubt,) = asked.context["question"]["doubts"]
        assert doubt.startswith("Another date is in the same place at that time: Welche Schule jetzt?")
        assert doubt in unescape(asked.text)
        assert desk.post("desk_edit_date", form | {"sure": "1"}, pk=own.pk).status_code == 302
        own.refresh_from_db()
        assert own.starts == datetime(2026, 12, 15, 17, 30, tzinfo=BERLIN)

    def test_where_a_date_is_put_off_instead_of_cancelled_it_is_said_too(self, cast, desk, other):
        own = WorkshopDateFactory(workshop=WorkshopFactory(organisation=cast.association, venue=other.venue))
        form = {"version": own.version, "starts": "2026-12-15", "begins": "17:30", "ends": "19:00"}
        asked = desk.post("desk_cancel_date", form, pk=own.pk)
        assert "Another date is in the same place at that time: Welche Schule jetzt?" in unescape(asked.text)


class TestThrowingADraftAway:
    @pytest.fixture
    def draft(self, cast):
        draft = WorkshopFactory(organisation=cast.association, state=WorkshopState.DRAFT)
        WorkshopDateFactory(workshop=draft)
        return draft

    def test_asks_first_and_takes_its_dates_along(self, desk, draft):
        link = f'href="{desk.address("desk_discard", pk=draft.pk)}"'
        page = desk.get("desk_workshop", pk=draft.pk).text
        assert link in page
        assert "Cancel the whole workshop" not in page
        assert "Throw the draft away?" in desk.get("desk_discard", pk=draft.pk).text
        assert desk.post("desk_discard", pk=draft.pk).url == desk.address("desk_list")
        assert (Workshop.objects.count(), WorkshopDate.objects.count()) == (0, 0)

    def test_what_is_published_stays(self, desk, draft):
        Workshop.objects.update(state=WorkshopState.PUBLISHED)
        answer = desk.post("desk_discard", pk=draft.pk)
        said = [str(message) for message in desk.follow(answer.url).context["messages"]]
        assert said == ["Only a draft can be thrown away. Cancel the workshop instead."]
        assert Workshop.objects.count() == 1

    def test_a_draft_with_hours_stays(self, cast, desk, draft):
        helper = HelperFactory(organisation=cast.association)
        day = timezone.now().date()
        VolunteerHours.objects.create(workshop=draft, helper=helper, day=day, hours=Decimal(1))
        desk.post("desk_discard", pk=draft.pk)
        assert (Workshop.objects.count(), VolunteerHours.objects.count()) == (1, 1)

    def test_only_who_plans_may(self, cast, draft):
        for person in (cast.helper, cast.foreign_coordinator):
            with pytest.raises(PermissionDenied):
                workshops.discard(draft, by=person)


class TestPlanningASeriesAgain:
    @pytest.fixture(autouse=True)
    def november(self):
        with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
            yield

    @pytest.fixture
    def course(self, workshop):
        """Three Tuesday evenings in autumn, one of them moved, and a fourth that was cancelled."""
        for week, hour in ((0, 18), (1, 18), (2, 17)):
            starts = datetime(2026, 10, 27, hour, tzinfo=BERLIN) + timedelta(weeks=week)
            WorkshopDateFactory(workshop=workshop, starts=starts)
        WorkshopDateFactory(
            workshop=workshop, starts=datetime(2026, 11, 19, 18, tzinfo=BERLIN), state=DateState.CANCELLED
        )
        workshop.languages, workshop.title_ar, workshop.cost = ["ar", "yo"], "أي مدرسة؟", Decimal("2.50")
        workshop.remind_days = 7
        workshop.save()
        return workshop

    def form(self, desk, course):
        return desk.follow(desk.address("desk_plan") + f"?like={course.pk}").context["form"]

    def test_takes_over_what_it_says_and_the_rule_of_its_dates(self, desk, course):
        form = self.form(desk, course)
        rule = {name: form[name].value() for name in ("first", "weekdays", "count", "begins", "ends")}
        assert rule == {
            "first": date(2026, 12, 1), "weekdays": [1], "count": 3, "begins": time(18), "ends": time(20)
        }  # fmt: skip
        same = ("title_de", "title_ar", "cost", "seats", "venue", "remind_days")
        assert {name: form[name].value() for name in same} == {
            "title_de": "Welche Schule jetzt?", "title_ar": "أي مدرسة؟", "cost": Decimal("2.50"), "seats": 12,
            "venue": course.venue_id, "remind_days": 7,
        }  # fmt: skip
        chosen = [option.data["value"] for option in form["languages"] if option.data["selected"]]
        assert "ar" in chosen
        assert str(form["more_languages"]).count("selected") == 1

    def test_takes_over_into_which_languages_somebody_interprets(self, desk, course):
        course.interpreting = ["uk", "ti"]
        course.save()
        form = self.form(desk, course)
        assert [box.data["value"] for box in form["interpreting"] if box.data["selected"]] == ["uk"]
        assert '<option value="ti" selected>' in str(form["more_interpreting"])

    def test_becomes_a_draft_of_its_own(self, cast, desk, course):
        said = planned(cast, step="create", venue=course.venue_id)
        desk.send(desk.address("desk_plan") + f"?like={course.pk}", said)
        again = Workshop.objects.exclude(pk=course.pk).get()
        assert again.state == WorkshopState.DRAFT
        assert course.dates.count() == 4

    def test_is_offered_where_dates_were_held(self, desk, course):
        link = desk.address("desk_plan") + f"?like={course.pk}"
        assert link in desk.get("desk_workshop", pk=course.pk).text

    @pytest.mark.parametrize("like", ["x", "0", "99999999999999"])
    def test_what_there_is_not_is_not_taken_over(self, desk, course, like):
        page = desk.follow(desk.address("desk_plan") + f"?like={like}")
        assert page.status_code == 200
        assert "form" not in page.context

    def test_nor_what_belongs_to_others(self, desk, course):
        foreign = WorkshopDateFactory().workshop
        page = desk.follow(desk.address("desk_plan") + f"?like={foreign.pk}")
        assert "form" not in page.context


class TestFeastsOfManyFamilies:
    """In 2027 the evenings of 8 February to 9 March are those of Ramadan, give or take a day."""

    @pytest.fixture(autouse=True)
    def november(self):
        with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
            yield

    def test_are_named_in_the_preview_and_nothing_is_left_out(self, cast, desk):
        answer = desk.post("desk_plan", planned(cast, first="2027-02-02", weekdays=["1"], count="3"))
        days = {
            proposal.day: [name.split(",")[0] for name in proposal.feasts]
            for proposal, _other in answer.context["proposals"]
            if not proposal.skipped
        }
        assert days == {
            date(2027, 2, 2): [], date(2027, 2, 9): ["Ramadan"], date(2027, 2, 16): ["Ramadan"],
        }  # fmt: skip
        assert "Some dates fall on feasts of many families." in answer.text

    def test_are_said_when_a_date_is_moved_to_one(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        form = {
            "version": row.version, "starts": "2027-05-02", "begins": "10:00", "ends": "12:00",
            "venue": workshop.venue.pk, "seats": "12", "childcare": "4",
        }  # fmt: skip
        asked = desk.post("desk_edit_date", form, pk=row.pk)
        assert asked.context["question"]["doubts"] == [
            "This date falls on a feast of many families: Orthodox Easter"
        ]
        row.refresh_from_db()
        assert row.version == 1

    def test_christmas_day_is_asked_about_and_nobody_is_said_to_be_told(self, desk, workshop):
        row = WorkshopDateFactory(workshop=workshop)
        form = {
            "version": row.version, "starts": "2026-12-25", "begins": "18:00", "ends": "20:00",
            "venue": workshop.venue.pk, "seats": "12", "childcare": "4",
        }  # fmt: skip
        asked = desk.post("desk_edit_date", form, pk=row.pk)
        assert any("This date falls on a holiday" in doubt for doubt in asked.context["question"]["doubts"])
        assert "Who is told" not in asked.text
        saved = desk.post("desk_edit_date", form | {"sure": "1"}, pk=row.pk)
        assert [str(it) for it in desk.follow(saved.url).context["messages"]] == ["Moved."]

    def test_days_that_are_over_are_marked_in_the_preview(self, cast, desk):
        answer = desk.post("desk_plan", planned(cast, first="2026-11-17", weekdays=["1"], count="3"))
        assert answer.text.count('<span class="tag tag-warn">over</span>') == 2
        assert "Some of these days are over." in answer.text
        ahead = desk.post("desk_plan", planned(cast, first="2026-12-01", weekdays=["1"], count="2"))
        assert "are over" not in ahead.text

    def test_stand_on_the_page_of_the_workshop_beside_their_dates(self, desk, workshop):
        evening = datetime(2027, 2, 9, 18, tzinfo=BERLIN)
        WorkshopDateFactory(workshop=workshop, starts=evening)
        WorkshopDateFactory(workshop=workshop, starts=datetime(2027, 3, 23, 10, tzinfo=BERLIN))
        WorkshopDateFactory(workshop=workshop, starts=datetime(2027, 4, 20, 10, tzinfo=BERLIN))
        dates = desk.get("desk_workshop", pk=workshop.pk).context["coming"]
        ramadan, easter, free = dates
        assert [name.split(",")[0] for name in ramadan.feasts] == ["Ramadan"]
        assert [name.split(":")[0] for name in easter.holidays] == ["School holidays"]
        assert (free.feasts, free.holidays) == ([], [])
        page = desk.get("desk_workshop", pk=workshop.pk).text
        assert f'<span class="tag tag-warn">{ramadan.feasts[0]}</span>' in page


def test_before_a_draft_is_published_its_pages_say_what_it_lacks(desk, workshop):
    WorkshopDateFactory(workshop=workshop, childcare=0)
    Workshop.objects.filter(pk=workshop.pk).update(state="draft", languages=["de", "ar", "ku"], title_ar="")
    for name in ("desk_workshop", "desk_preview"):
        assert desk.get(name, pk=workshop.pk).context["missing"] == [
            "In these languages that are spoken there is no title yet: Arabic",
            "Something is still missing: nobody leads yet (1 date). Ask helpers in good time.",
        ]
        assert "there is no title yet: Arabic" in desk.get(name, pk=workshop.pk).text
    Workshop.objects.filter(pk=workshop.pk).update(languages=["de"])
    workshop.dates.all().delete()
    missing = desk.get("desk_workshop", pk=workshop.pk).context["missing"]
    assert missing == ["Add a date that is still to come before you publish."]


def test_a_whole_day_of_a_calendar_is_published_only_with_its_times(desk, workshop):
    starts = datetime(2027, 3, 23, tzinfo=BERLIN)
    date = WorkshopDateFactory(workshop=workshop, starts=starts, ends=starts + timedelta(days=1))
    Workshop.objects.filter(pk=workshop.pk).update(state="draft")
    assert "23/03/2027 has no times yet" in desk.get("desk_workshop", pk=workshop.pk).text, "before, too"
    answer = desk.post("desk_publish", pk=workshop.pk)
    page = desk.follow(answer.url) if answer.status_code == 302 else answer
    assert "has no times yet" in page.text
    workshop.refresh_from_db()
    assert workshop.state == "draft"
    WorkshopDate.objects.filter(pk=date.pk).update(starts=starts + timedelta(hours=10))
    desk.post("desk_publish", pk=workshop.pk)
    workshop.refresh_from_db()
    assert workshop.state == "published"


def test_who_publishes_reads_which_help_is_still_missing(desk, workshop):
    for _date in range(2):
        WorkshopDateFactory(workshop=workshop, childcare=4)
    AssignmentFactory(date=workshop.dates.first(), helper__organisation=workshop.organisation, role="lead")
    Workshop.objects.filter(pk=workshop.pk).update(state="draft")
    answer = desk.post("desk_publish", pk=workshop.pk)
    said = [str(message) for message in desk.follow(answer.url).context["messages"]]
    assert said[1:] == [
        "Something is still missing: nobody looks after the children yet (2 dates); nobody leads yet"
        " (1 date). Ask helpers in good time."
    ]
