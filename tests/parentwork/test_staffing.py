"""One helper for a whole course: asked in one message or put on its dates; what is not possible is named."""

import re
from datetime import datetime, timedelta

import icalendar
import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from parentwork import clock
from parentwork.choices import AssignmentState, HelperRole
from parentwork.models import Assignment
from parentwork.services import asking, dates, people, staffing
from parentwork.services.dates import Day
from portal.lib.dates import BERLIN
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import HelperFactory, WorkshopDateFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOON = datetime(2026, 11, 25, 12, tzinfo=BERLIN)
FIRST = datetime(2026, 12, 8, 17, 30, tzinfo=BERLIN)  # a Tuesday
WHENS = ["Tuesday 8 December, 17:30", "Tuesday 15 December, 17:30", "Tuesday 22 December, 17:30"]


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def evenings(workshop):
    return [WorkshopDateFactory(workshop=workshop, starts=FIRST + timedelta(weeks=week)) for week in range(3)]


@pytest.fixture
def fatma(cast):
    return HelperFactory(organisation=cast.association, name="Fatma", email="fatma@example.org")


@pytest.fixture
def questions(cast, evenings, fatma):
    return staffing.ask_about(evenings, fatma, HelperRole.CHILDCARE, by=cast.coordinator).done


@pytest.fixture
def taken(cast, evenings, fatma):
    """On the second evening she helps elsewhere."""
    other = WorkshopDateFactory(
        workshop=WorkshopFactory(organisation=cast.association), starts=evenings[1].starts
    )
    return people.assign(other, fatma, HelperRole.LEAD, by=cast.coordinator)


def form(evenings, helper, **change) -> dict:
    return {"helper": helper.pk, "role": "childcare", "dates": [row.pk for row in evenings]} | change


def states(evenings) -> list[str]:
    return [
        state
        for evening in evenings
        for state in Assignment.objects.filter(date=evening).values_list("state", flat=True)
    ]


def asked() -> Message:
    return Message.objects.get(kind="parentwork.helper_asked", state="due")


def lines(message: Message) -> list[str]:
    text = text_of(message, "en")
    return [when for when in WHENS if when in text.body]


def all_lines() -> list[list[str]]:
    """Of all that is still to be sent."""
    due = Message.objects.filter(kind="parentwork.helper_asked", state="due")
    return sorted(
        (lines(message) for message in due if text_of(message, "en")), key=lambda it: WHENS.index(it[0])
    )


def test_she_is_asked_about_all_dates_in_one_message_and_says_yes_to_all(desk, client, evenings, fatma):
    page = desk.get("desk_course_helpers", pk=evenings[0].workshop_id).text
    assert page.count('name="dates"') == page.count("checked") == 3
    answer = desk.post("desk_course_helpers", form(evenings, fatma, ask="1"), pk=evenings[0].workshop_id)
    assert answer.status_code == 302
    assert "is asked about 3 dates in one message" in desk.follow(answer.url).text
    assert lines(asked()) == WHENS
    text = text_of(asked(), "en")
    assert "can you help at these meetings?" in text.body
    address = text.body.split()[-1].removeprefix("http://localhost:8000")
    client.logout()
    page = client.get(address).text
    assert re.findall(r'name="of" value="([\d-]+)"', page.split("Yes, on all")[0]) == [
        row.question for row in Assignment.objects.order_by("starts")
    ]
    every = [row.question for row in Assignment.objects.all()]
    for _tap in range(2):
        client.post(address, {"answer": "yes", "of": every})
    assert states(evenings) == ["agreed"] * 3
    assert "Yes, on all" not in client.get(address).text


def test_or_for_each_date_and_changes_her_mind_about_one(client, questions, evenings):
    address = questions[0].get_absolute_url()
    assert {row.get_absolute_url() for row in questions} == {address}
    client.post(address, {"answer": "no", "of": questions[1].question})
    assert states(evenings) == ["asked", "declined", "asked"]
    rest = [questions[0].question, questions[2].question]
    client.post(address, {"answer": "yes", "of": rest})
    assert states(evenings) == ["agreed", "declined", "agreed"]
    client.post(address, {"answer": "no", "of": questions[2].question})
    assert states(evenings) == ["agreed", "declined", "declined"]


def test_what_another_link_asks_is_not_answered_here(client, cast, questions):
    other = asking.ask(
        WorkshopDateFactory(workshop=questions[0].date.workshop, starts=FIRST + timedelta(days=1)),
        questions[0].helper, HelperRole.LEAD, by=cast.coordinator,
    )  # fmt: skip
    address = questions[0].get_absolute_url()
    assert other.get_absolute_url() in client.get(address).text, "but it is shown"
    client.post(address, {"answer": "yes", "of": other.question})
    other.refresh_from_db()
    assert other.state == AssignmentState.ASKED


def test_dates_on_which_she_is_elsewhere_are_named_and_the_rest_is_done(desk, evenings, fatma, taken):
    answer = desk.post("desk_course_helpers", form(evenings, fatma), pk=evenings[0].workshop_id)
    page = desk.follow(answer.url).text
    assert "“Fatma” is on 2 dates now." in page
    assert re.search(r"Left out: Tue[^<]*15 December, 17:30: Fatma is needed elsewhere", page)
    assert states(evenings) == ["agreed", "agreed"]
    assert not Message.objects.exists()


def test_she_is_not_asked_about_them_either(cast, evenings, fatma, taken):
    staffed = staffing.ask_about(evenings, fatma, HelperRole.LEAD, by=cast.coordinator)
    assert [row for row, _why in staffed.left_out] == [evenings[1]]
    assert lines(asked()) == [WHENS[0], WHENS[2]]


def test_another_task_on_a_date_stays_hers(cast, evenings, fatma):
    people.assign(evenings[0], fatma, HelperRole.LEAD, by=cast.coordinator)
    for _twice in range(2):
        staffed = staffing.assign_to(evenings, fatma, HelperRole.HELP, by=cast.coordinator)
        assert [row.date for row in staffed.done] == evenings[1:]
    roles = Assignment.objects.order_by("starts").values_list("role", flat=True)
    assert list(roles) == ["lead", "help", "help"]


def test_where_no_date_is_possible_the_form_says_why_and_keeps_what_was_typed(desk, evenings, fatma, taken):
    only = form([evenings[1]], fatma)
    answer = desk.post("desk_course_helpers", only, pk=evenings[0].workshop_id)
    assert answer.status_code == 422
    assert "Fatma is needed elsewhere at that time." in answer.text
    assert answer.text.count("checked") == 1
    nothing = desk.post("desk_course_helpers", form([], fatma), pk=evenings[0].workshop_id)
    assert (nothing.status_code, "Tick at least one date." in nothing.text) == (422, True)


def test_who_cannot_be_reached_is_not_asked(cast, desk, evenings):
    mute = HelperFactory(organisation=cast.association)
    answer = desk.post("desk_course_helpers", form(evenings, mute, ask="1"), pk=evenings[0].workshop_id)
    assert answer.status_code == 422
    assert "Ask in person." in answer.text
    assert not Assignment.objects.exists()


def test_what_is_known_of_her_time_is_said_with_the_dates(desk, evenings, fatma):
    fatma.days_away.create(first=evenings[2].day, last=evenings[2].day)
    answer = desk.post("desk_course_helpers", form(evenings, fatma), pk=evenings[0].workshop_id)
    page = desk.follow(answer.url).text
    assert re.search(r"“Fatma” is away on that day\. \(Tue[^;<]*22 December, 17:30\)", page)


def test_a_yes_to_all_names_the_dates_on_which_she_is_elsewhere_by_now(client, cast, questions, evenings):
    other = WorkshopDateFactory(workshop=evenings[0].workshop, starts=FIRST + timedelta(hours=1))
    people.assign(other, questions[0].helper, HelperRole.LEAD, by=cast.coordinator)
    answer = client.post(questions[0].get_absolute_url(), {"answer": "yes"})
    assert answer.status_code == 422
    warning = answer.text.split('role="alert"')[1].split("</div>")[0]
    assert "You help at another place at that time." in warning
    assert ("8 December" in warning, "15 December" in warning) == (True, False)
    assert [*states(evenings)] == ["asked", "agreed", "agreed"]


def test_one_reminder_for_all_that_was_asked_together(questions, now):
    now.move_to(NOON + timedelta(hours=49))
    clock.remind_helpers()
    asking.answer(questions[0], agrees=True)
    now.move_to(NOON + timedelta(hours=72))
    clock.remind_helpers()
    (reminder,) = Message.objects.filter(kind="parentwork.helper_reminder")
    assert lines(reminder) == WHENS[1:]
    for question in questions[1:]:
        asking.answer(question, agrees=False)
    assert text_of(reminder, "en") is None


def test_the_message_speaks_of_what_is_still_asked_when_it_is_sent(cast, questions, evenings):
    people.release(questions[0], by=cast.coordinator)
    assert lines(asked()) == WHENS[1:]
    dates.cancel(evenings[1], by=cast.coordinator, version=1)
    assert lines(asked()) == WHENS[2:]


def test_one_date_that_is_asked_about_alone_leaves_the_question_about_the_others(
    cast, questions, evenings, now
):
    now.move_to(NOON + timedelta(minutes=2))
    asking.ask(evenings[0], questions[0].helper, HelperRole.LEAD, by=cast.coordinator)
    assert all_lines() == [WHENS[:1], WHENS[1:]]


def test_what_is_asked_about_again_together_is_asked_once(cast, questions, evenings, now):
    now.move_to(NOON + timedelta(minutes=2))
    staffing.ask_about(evenings[:2], questions[0].helper, HelperRole.LEAD, by=cast.coordinator)
    assert all_lines() == [WHENS[:2], WHENS[2:]]
    now.move_to(NOON + timedelta(minutes=4))
    staffing.ask_about(evenings, questions[0].helper, HelperRole.LEAD, by=cast.coordinator)
    assert all_lines() == [WHENS]


def test_who_was_told_already_is_not_asked_about_the_others_again(cast, questions, evenings, now):
    Message.objects.update(state="sent", finished_at=NOON)
    now.move_to(NOON + timedelta(hours=1))
    asking.ask(evenings[0], questions[0].helper, HelperRole.LEAD, by=cast.coordinator)
    assert all_lines() == [WHENS[:1]]


def test_a_date_that_moves_is_asked_about_anew_behind_the_same_link(cast, questions, evenings):
    day = Day(FIRST + timedelta(days=1), FIRST + timedelta(days=1, hours=2), evenings[0].venue, 12, 4)
    dates.change(evenings[0], day, by=cast.coordinator, version=1)
    wanted = [text_of(message, "en") for message in Message.objects.filter(state="due")]
    (text,) = [text for text in wanted if text]
    assert "Wednesday 9 December, 17:30" in text.body
    assert WHENS[1] in text.body
    assert questions[1].get_absolute_url() in text.body


def test_by_sms_in_two_segments(cast, evenings):
    helper = HelperFactory(organisation=cast.association, phone="+4915112345678")
    staffing.ask_about(evenings, helper, HelperRole.HELP, by=cast.coordinator)
    for language in ("de", "en"):
        assert len(text_of(asked(), language).sms) <= 306
    assert "several dates, first Tue" in text_of(asked(), "en").sms


def test_an_sms_that_asks_again_about_several_dates_says_that_one_moved(cast, evenings):
    helper = HelperFactory(organisation=cast.association, phone="+4915112345678")
    staffing.ask_about(evenings, helper, HelperRole.HELP, by=cast.coordinator)
    day = Day(FIRST + timedelta(days=1), FIRST + timedelta(days=1, hours=2), evenings[0].venue, 12, 4)
    dates.change(evenings[0], day, by=cast.coordinator, version=1)
    (message,) = Message.objects.filter(state="due")
    assert "a date has changed. Can you help on several dates" in text_of(message, "en").sms
    for language in ("de", "en"):
        assert len(text_of(message, language).sms) <= 306


def test_only_who_plans_asks(cast, evenings, fatma):
    for verb in (staffing.ask_about, staffing.assign_to):
        with pytest.raises(PermissionDenied):
            verb(evenings, fatma, HelperRole.LEAD, by=cast.helper)


def test_the_pages_ask_the_database_as_often_whatever_the_number_of_dates(
    client, desk, questions, django_assert_num_queries
):
    address = questions[0].get_absolute_url()
    course = questions[0].date.workshop_id
    for too_many in (questions[1:], []):
        with django_assert_num_queries(4):
            client.get(address)
        with django_assert_num_queries(14):
            desk.get("desk_course_helpers", pk=course)
        for question in too_many:
            question.delete()
            question.date.delete()


class TestOfOneHelper:
    """What she finds after signing in, and for her own calendar."""

    @pytest.fixture
    def fatma(self, cast):
        return HelperFactory(
            organisation=cast.association, name="Fatma", email="fatma@example.org", user=cast.helper
        )

    @pytest.fixture
    def hers(self, client, cast):
        client.force_login(cast.helper)
        return lambda: client.get("/en/desk/").text

    def test_her_first_page_shows_her_dates_in_order_and_what_is_asked_together_once(
        self, hers, questions, taken
    ):
        asking.answer(questions[0], agrees=True)
        page = hers()
        assert "Say on which of 2 dates you can help, the first is Tuesday 15 December" in page
        mine = page.split('id="desk-helping"')[1].split("</section>")[0]
        whens = re.findall(
            r"(\d+) December, 17:30", re.sub(r"<span class=.visually-hidden.*?</span>", "", mine)
        )
        assert whens == ["8", "15", "15"]
        assert "and 1 more date" in mine
        assert ("looks after the children" in mine, "leads" in mine, "Haus der Vielfalt" in mine) == (
            True,
        ) * 3
        assert mine.count(questions[1].get_absolute_url()) == 1

    def test_her_next_evening_is_seen_beside_a_long_question(self, hers, cast, workshop, fatma):
        own = [WorkshopDateFactory(workshop=workshop, starts=FIRST + timedelta(days=d)) for d in range(8)]
        people.assign(own[3], fatma, HelperRole.LEAD, by=cast.coordinator)
        staffing.ask_about(own[:3] + own[4:], fatma, HelperRole.HELP, by=cast.coordinator)
        mine = hers().split('id="desk-helping"')[1].split("</section>")[0]
        assert "<details" not in mine
        assert "Friday 11 December" in mine
        assert "and 6 more dates" in mine

    def test_of_one_date_the_question_names_the_day(self, hers, cast, evenings, fatma):
        asking.ask(evenings[0], fatma, HelperRole.LEAD, by=cast.coordinator)
        assert "Say whether you can help on Tuesday 8 December" in hers()

    def test_who_belongs_to_the_organisation_no_more_sees_none(self, hers, cast, questions):
        cast.association.memberships.filter(user=cast.helper).delete()
        assert "desk-helping" not in hers()
        assert "you can help" not in hers()

    def test_others_see_none_of_it(self, client, cast, questions):
        client.force_login(cast.coordinator)
        assert "desk-helping" not in client.get("/en/desk/").text

    def test_a_planner_says_whose_account_it_is_and_nobody_is_two(self, cast, desk, fatma):
        form = {"name": "Amira", "user": cast.helper.pk}
        refused = desk.post("desk_helpers", form)
        assert refused.status_code == 422
        assert "This account is that of “Fatma” already." in refused.text
        assert desk.post("desk_helpers", form | {"user": cast.foreign_coordinator.pk}).status_code == 422
        assert desk.post("desk_helpers", form | {"user": cast.reader.pk}).status_code == 302
        assert cast.association.helpers.get(name="Amira").user == cast.reader
        assert desk.post("desk_helper", {"name": "Fatma", "user": ""}, pk=fatma.pk).status_code == 302
        fatma.refresh_from_db()
        assert fatma.user is None

    def test_a_file_for_her_calendar_holds_what_she_agreed_to(self, client, questions, taken):
        taken.delete()
        address = questions[0].get_absolute_url()
        assert ".ics" not in client.get(address).text, "there is nothing in it yet"
        taken.save(force_insert=True)
        asking.answer(questions[0], agrees=True)
        page = client.get(address).text
        (link,) = re.findall(r'href="([^"]+\.ics)"', page)
        client.logout()
        answer = client.get(link)
        events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        assert [event["DTSTART"].dt.day for event in events] == [8, 15]
        assert str(events[0]["SUMMARY"]) == "Elterntreff Nordstadt: looks after the children"
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Referrer-Policy"] == "same-origin"
        assert client.get(link.replace(".ics", "x.ics")).status_code == 404
