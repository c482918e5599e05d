"""Helpers are asked by message and answer by a link; what is known of their time is a warning."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from parentwork import clock
from parentwork.choices import AssignmentState, HelperRole
from parentwork.models import Assignment, DaysAway, WorkshopDate
from parentwork.services import asking, people, team
from parentwork.services.availability import Doubt, doubts
from portal.lib.dates import BERLIN
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import HelperFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOON = datetime(2026, 11, 25, 12, tzinfo=BERLIN)
EVENING = datetime(2026, 12, 8, 17, 30, tzinfo=BERLIN)  # a Tuesday


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def evening(workshop):
    return WorkshopDateFactory(workshop=workshop, starts=EVENING)


@pytest.fixture
def fatma(cast):
    return HelperFactory(organisation=cast.association, name="Fatma", email="fatma@example.org")


@pytest.fixture
def question(cast, evening, fatma):
    return asking.ask(evening, fatma, HelperRole.CHILDCARE, by=cast.coordinator)


def state(assignment) -> str:
    return Assignment.objects.get(pk=assignment.pk).state


def gaps(evening) -> list[str]:
    return [str(gap) for gap in WorkshopDate.objects.with_helpers().get(pk=evening.pk).gaps]


def test_a_helper_is_asked_on_the_page_of_the_date_and_answers_by_a_link(desk, client, evening, fatma):
    form = {"helper": fatma.pk, "role": "childcare", "ask": "1"}
    assert desk.post("desk_assign", form, pk=evening.pk).status_code == 302
    assert "nobody looks after the children yet" in gaps(evening)
    assert "a helper has not answered yet" in gaps(evening)
    assert "no answer yet" in desk.get("desk_date", pk=evening.pk).text
    assert "Fatma" in desk.get("desk_helpers").text.split("All helpers")[0]
    text = text_of(Message.objects.get(), "en")
    assert text.subject == "Can you help?"
    assert "Tuesday 8 December, 17:30" in text.body
    assert "looks after the children" in text.body
    address = text.body.split()[-1].removeprefix("http://localhost:8000")
    client.logout()
    assert "Yes, I help" in client.get(address).text
    assert state(Assignment.objects.get()) == "asked"  # a link only shows
    for _tap in range(2):
        assert "You have said yes." in client.post(address, {"answer": "yes"}, follow=True).text
    assert "nobody looks after the children yet" not in gaps(evening)
    assert "a helper has not answered yet" not in gaps(evening)


def test_she_may_say_no_and_change_her_mind_until_it_begins(client, question, now):
    address = question.get_absolute_url()
    client.post(address, {"answer": "no"})
    assert state(question) == "declined"
    client.post(address, {"answer": "yes"})
    assert state(question) == "agreed"
    now.move_to(EVENING)
    assert "Yes, I help" not in client.get(address).text
    client.post(address, {"answer": "no"})
    assert state(question) == "agreed"
    now.move_to(question.ends)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"answer": "maybe"}, {"answer": ""}])
def test_a_broken_answer_changes_nothing(client, question, sent):
    assert client.post(question.get_absolute_url(), sent).status_code == 200
    assert state(question) == "asked"


def test_an_answer_to_a_question_that_was_taken_back_counts_no_more(cast, question):
    people.release(question, by=cast.coordinator)
    assert not asking.answer(question, agrees=True)
    assert not Assignment.objects.exists()


def test_who_was_asked_is_free_for_another_date_until_she_agrees(client, cast, question, fatma):
    other = WorkshopDateFactory(workshop=question.date.workshop, starts=EVENING + timedelta(hours=1))
    people.assign(other, fatma, HelperRole.LEAD, by=cast.coordinator)
    answer = client.post(question.get_absolute_url(), {"answer": "yes"})
    assert answer.status_code == 422
    assert "You help at another place at that time." in answer.text
    assert state(question) == "asked"


def test_nobody_is_asked_who_is_elsewhere_or_helps_already_or_cannot_be_reached(cast, evening, fatma):
    mute = HelperFactory(organisation=cast.association, phone="+49231123456")
    with pytest.raises(ValidationError, match="Ask in person"):
        asking.ask(evening, mute, HelperRole.LEAD, by=cast.coordinator)
    people.assign(evening, fatma, HelperRole.LEAD, by=cast.coordinator)
    with pytest.raises(ValidationError, match="helps on this date already"):
        asking.ask(evening, fatma, HelperRole.LEAD, by=cast.coordinator)
    other = WorkshopDateFactory(workshop=evening.workshop, starts=EVENING + timedelta(hours=1))
    with pytest.raises(ValidationError, match="needed elsewhere"):
        asking.ask(other, fatma, HelperRole.LEAD, by=cast.coordinator)
    assert Message.objects.count() == 0


def test_by_sms_where_there_is_only_a_mobile_number(cast, evening, settings):
    helper = HelperFactory(organisation=cast.association, phone="+4915112345678")
    asking.ask(evening, helper, HelperRole.HELP, by=cast.coordinator)
    message = Message.objects.get()
    assert (message.channel, message.address) == ("sms", "+4915112345678")
    assert len(text_of(message, "de").sms) <= 306
    settings.SMS_POSSIBLE = False
    with pytest.raises(ValidationError, match="Ask in person"):
        asking.ask(evening, helper, HelperRole.HELP, by=cast.coordinator)


def test_only_who_plans_asks(cast, evening, fatma):
    with pytest.raises(PermissionDenied):
        asking.ask(evening, fatma, HelperRole.LEAD, by=cast.helper)


def test_she_is_reminded_once_after_two_days_by_day(question, now):
    now.move_to(NOON + timedelta(hours=47))
    assert clock.remind_helpers() == 0
    now.move_to(NOON + timedelta(hours=58))
    assert clock.remind_helpers() == 0  # at ten in the evening
    for hour in (48, 49, 72):
        now.move_to(NOON + timedelta(hours=hour))
        clock.remind_helpers()
    (reminder,) = Message.objects.filter(kind="parentwork.helper_reminder")
    assert text_of(reminder, "en").subject == "Can you help? Please answer"
    asking.answer(question, agrees=False)
    assert text_of(reminder, "en") is None
    assert clock.remind_helpers() == 0


def test_asked_again_the_earlier_links_lead_to_the_present_question(
    client, cast, question, evening, fatma, now
):
    links = [question.get_absolute_url()]
    for _again in range(2):
        now.shift(60)
        links.append(asking.ask(evening, fatma, HelperRole.LEAD, by=cast.coordinator).get_absolute_url())
    assert len(set(links)) == 3
    for earlier in links[:2]:
        page = client.get(earlier, follow=True)
        assert page.redirect_chain == [(links[2], 302)]
        assert "leads" in page.text, "which is what she is asked now"
        calendar = client.get(f"{earlier.rstrip('/')}.ics")
        assert calendar["Location"] == f"{links[2].rstrip('/')}.ics"
    client.post(links[0], {"answer": "yes"})
    assert state(question) == "asked", "she sees first what is asked now"
    people.release(question, by=cast.coordinator)
    assert client.get(links[0]).status_code == 404


def test_a_question_that_was_asked_again_is_sent_once(cast, question, evening, fatma, now):
    now.shift(60)
    asking.ask(evening, fatma, HelperRole.LEAD, by=cast.coordinator)
    first, second = Message.objects.order_by("pk")
    assert text_of(first, "en") is None
    assert text_of(second, "en") is not None


def test_a_question_about_a_cancelled_date_ends(client, question):
    Assignment.objects.update(state=AssignmentState.RELEASED)
    assert "Nothing more is to be answered." in client.get(question.get_absolute_url()).text
    assert not asking.answer(question, agrees=True)


def test_what_is_known_of_her_time_is_warned_about(cast, evening, fatma):
    assert doubts(fatma, evening) == []
    fatma.weekdays, fatma.free_from, fatma.free_until = [0, 2], time(9), time(18)
    DaysAway.objects.create(helper=fatma, first=date(2026, 12, 1), last=date(2026, 12, 8))
    assert doubts(fatma, evening) == [Doubt.AWAY, Doubt.OTHER_DAY, Doubt.OTHER_TIME]


def test_the_desk_keeps_her_times_and_warns(desk, evening, fatma):
    form = {"name": "Fatma", "email": "fatma@example.org", "weekdays": ["0", "2"], "free_from": "09:00"}
    desk.post("desk_helper", form, pk=fatma.pk)
    desk.post("desk_away", {"first": "2026-12-08", "last": "2026-12-09"}, pk=fatma.pk)
    fatma.refresh_from_db()
    assert (fatma.weekdays, fatma.free_from) == ([0, 2], time(9))
    desk.post("desk_assign", {"helper": fatma.pk, "role": "lead"}, pk=evening.pk)
    page = desk.get("desk_date", pk=evening.pk).text
    assert "is away on that day" in page
    assert "usually has no time on this day of the week" in page
    assert fatma.assignments.get().state == "agreed"  # a warning, no rule
    away = fatma.days_away.get()
    for _tap in range(2):
        assert desk.post("desk_back", pk=fatma.pk, days=away.pk).status_code == 302
    assert not fatma.days_away.exists()


def test_days_away_the_wrong_way_round_are_refused(desk, fatma):
    answer = desk.post("desk_away", {"first": "2026-12-09", "last": "2026-12-08"}, pk=fatma.pk)
    assert answer.status_code == 422
    assert "The end must not be before the beginning." in answer.text


def test_who_helps_no_more_leaves_no_address_in_messages(cast, question):
    kept = HelperFactory(organisation=cast.association, email="kept@example.org")
    asking.ask(question.date, kept, HelperRole.HELP, by=cast.coordinator)
    team.retire_helper(question.helper, by=cast.coordinator)
    left = Message.objects.order_by("pk").values_list("address", "name", "state")
    assert list(left) == [("", "", "dropped"), ("kept@example.org", kept.name, "due")]


def test_who_helps_no_more_leaves_no_times_and_old_days_away_go(cast, fatma, now):
    fatma.weekdays, fatma.free_from = [1], time(9)
    fatma.save()
    other = HelperFactory(organisation=cast.association)
    for helper in (fatma, other):
        DaysAway.objects.create(helper=helper, first=date(2026, 12, 1), last=date(2026, 12, 8))
    team.retire_helper(fatma, by=cast.coordinator)
    fatma.refresh_from_db()
    assert (fatma.weekdays, fatma.free_from, fatma.days_away.count()) == ([], None, 0)
    now.move_to(datetime(2026, 12, 9, 4, tzinfo=BERLIN))
    assert team.purge()["days away"] == 1
