"""Helpers are told when a date of theirs moves or falls out, by the way in which they are asked."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from parentwork.choices import AssignmentState, HelperRole
from parentwork.models import WorkshopDate
from parentwork.services import asking, dates, people, staffing, workshops
from parentwork.services.dates import Day
from portal.lib.dates import BERLIN, moment_words
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import HelperFactory, SeatFactory, VenueFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOON = datetime(2026, 11, 25, 12, tzinfo=BERLIN)


@pytest.fixture
def evening(workshop):
    return WorkshopDateFactory(workshop=workshop)


@pytest.fixture
def fatma(cast):
    return HelperFactory(organisation=cast.association, name="Fatma", email="fatma@example.org")


@pytest.fixture
def agreed(cast, evening, fatma):
    """Fatma was asked and said yes."""
    question = asking.ask(evening, fatma, HelperRole.CHILDCARE, by=cast.coordinator)
    asking.answer(question, agrees=True)
    question.refresh_from_db()
    return question


@pytest.fixture
def move(cast):
    def by(date, days: int = 1, **change):
        date.refresh_from_db()
        day = Day(date.starts, date.ends, date.venue, date.seats, date.childcare)
        later = timedelta(days=days)
        day = replace(day, starts=day.starts + later, ends=day.ends + later, **change)
        return dates.change(date, day, by=cast.coordinator, version=date.version)

    return by


def told(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=f"parentwork.helper_{kind}").order_by("pk"))


def state(assignment) -> tuple[str, bool]:
    """What she said, and whether she is asked again since the date moved."""
    assignment.refresh_from_db()
    return assignment.state, assignment.moved_from is not None


def gaps(date) -> list[str]:
    return [str(gap) for gap in WorkshopDate.objects.with_helpers().get(pk=date.pk).gaps]


def test_a_yes_was_said_of_the_old_time_and_is_asked_for_again(client, cast, agreed, evening, move):
    was = moment_words(evening.starts, "en")
    moved = move(evening)
    assert state(agreed) == (AssignmentState.ASKED, True)
    assert {"nobody looks after the children yet", "a helper has not answered yet"} <= set(gaps(evening))
    message = told("asked")[-1]
    text = text_of(message, "en")
    assert (message.address, text.subject) == ("fatma@example.org", "A date has changed")
    assert "Please tell us again whether you can help:" in text.body
    assert f"(It was: {was})" in text.body
    assert moment_words(moved.starts, "en") in text.body
    assert agreed.get_absolute_url() in text.body
    assert f"It was: {was}" in client.get(agreed.get_absolute_url()).text
    client.force_login(cast.coordinator)
    page = reverse("parentwork:desk_date", args=[cast.association.slug, evening.pk])
    assert "since the date moved" in client.get(page).text
    client.post(agreed.get_absolute_url(), {"answer": "yes"})
    assert state(agreed) == (AssignmentState.AGREED, False)
    assert "a helper has not answered yet" not in gaps(evening)
    assert "since the date moved" not in client.get(page).text
    assert text_of(message, "en") is None
    assert told("moved") == []


def test_a_yes_from_a_page_that_shows_the_old_time_is_none_to_the_new_one(client, agreed, evening, move):
    link = agreed.get_absolute_url()
    shown = dict(re.findall(r'name="(of)" value="([^"]+)"', client.get(link).text))
    move(evening)
    page = client.post(link, {"answer": "yes"} | shown, follow=True).text
    assert state(agreed) == (AssignmentState.ASKED, True)
    assert "A date has changed" in page
    shown = dict(re.findall(r'name="(of)" value="([^"]+)"', page))
    client.post(link, {"answer": "yes"} | shown)
    assert state(agreed) == (AssignmentState.AGREED, False)


def test_nor_is_one_that_comes_in_while_the_date_moves(agreed, evening, move):
    move(evening)
    assert not asking.answer(agreed, agrees=True), "as it was read before"
    assert state(agreed) == (AssignmentState.ASKED, True)


def test_so_is_a_no(client, agreed, evening, move):
    asking.answer(agreed, agrees=False)
    move(evening)
    assert state(agreed) == (AssignmentState.ASKED, True)
    assert text_of(told("asked")[-1], "en").subject == "A date has changed"
    client.post(agreed.get_absolute_url(), {"answer": "no"})
    assert state(agreed) == (AssignmentState.DECLINED, False)


def test_of_two_moves_only_the_last_is_asked_about(agreed, evening, move):
    was = moment_words(evening.starts, "en")
    move(evening)
    moved = move(evening)
    *before, last = told("asked")
    assert [text_of(message, "en") for message in before] == [None, None]
    body = text_of(last, "en").body
    assert moment_words(moved.starts, "en") in body
    assert f"(It was: {was})" in body, "as she knew it"


def test_a_yes_holds_in_another_place(cast, agreed, evening, move):
    hall = VenueFactory(organisation=cast.association, name="Großer Saal")
    move(evening, days=0, venue=hall)
    assert state(agreed) == (AssignmentState.AGREED, False)
    text = text_of(told("moved")[0], "en")
    assert text.subject == "The date on which you help has changed"
    assert "Großer Saal" in text.body
    assert agreed.get_absolute_url() in text.body


def test_of_two_places_only_the_last_is_told(cast, agreed, evening, move):
    for _place in range(2):
        move(evening, days=0, venue=VenueFactory(organisation=cast.association))
    first, second = told("moved")
    assert first.state == "dropped"
    assert text_of(second, "en") is not None


def test_who_moves_the_date_herself_is_not_asked(cast, evening, move):
    own = HelperFactory(organisation=cast.association, user=cast.coordinator)
    mine = people.assign(evening, own, HelperRole.LEAD, by=cast.coordinator)
    move(evening)
    assert state(mine) == (AssignmentState.AGREED, False)
    assert told("asked") == []


def test_whom_no_message_reaches_is_asked_by_the_coordinator_who_notes_the_yes(cast, desk, evening, move):
    mute = HelperFactory(organisation=cast.association, name="Yusuf")
    row = people.assign(evening, mute, HelperRole.LEAD, by=cast.coordinator)
    move(evening)
    assert state(row) == (AssignmentState.ASKED, True)
    assert not Message.objects.exists()
    page = desk.get("desk_date", pk=evening.pk).text
    assert "No message reaches her or him: please ask yourself." in page
    assert f'<input type="hidden" name="helper" value="{mute.pk}">' in page
    desk.post("desk_assign", {"helper": mute.pk, "role": "lead"}, pk=evening.pk)
    assert state(row) == (AssignmentState.AGREED, False)


def test_whom_no_message_reaches_is_not_reminded_by_one_without_a_link(cast, evening, move):
    mute = HelperFactory(organisation=cast.association, name="Yusuf")
    people.assign(evening, mute, HelperRole.LEAD, by=cast.coordinator)
    move(evening)
    type(mute).objects.filter(pk=mute.pk).update(email="yusuf@example.org")
    with time_machine.travel(evening.starts - timedelta(hours=1)):
        assert asking.remind() == 0
    assert not Message.objects.exists()


def test_the_yes_to_all_dates_of_a_course_is_asked_for_again_in_one_message(cast, workshop, fatma, move):
    with time_machine.travel(NOON, tick=False):
        evenings = [WorkshopDateFactory(workshop=workshop, starts=NOON + timedelta(days=n)) for n in (9, 16)]
        rows = [asking.ask(each, fatma, HelperRole.LEAD, by=cast.coordinator) for each in evenings]
        for row in rows:
            asking.answer(row, agrees=True)
        third = WorkshopDateFactory(workshop=workshop, starts=NOON + timedelta(days=23))
        rows.append(people.assign(third, fatma, HelperRole.LEAD, by=cast.coordinator))
        Message.objects.update(state="sent", finished_at=NOON)
        for evening in (*evenings, third):
            move(evening)
        (message,) = Message.objects.filter(state="due")
        said = text_of(message, "en").body
        for row in rows:
            assert state(row) == (AssignmentState.ASKED, True)
            row.date.refresh_from_db()
            assert moment_words(row.date.starts, "en") in said
        assert len({row.secret for row in rows}) == 1


def test_who_has_an_account_is_reached_by_its_address(cast, evening):
    helper = HelperFactory(organisation=cast.association, user=cast.helper)
    asking.ask(evening, helper, HelperRole.LEAD, by=cast.coordinator)
    (message,) = told("asked")
    assert (message.channel, message.address) == ("mail", cast.helper.email)


def test_other_numbers_are_no_news_for_helpers(agreed, evening, move):
    move(evening, days=0, seats=9)
    assert told("moved") == []


def test_who_has_not_answered_is_asked_about_the_new_time(cast, evening, fatma, move):
    asking.ask(evening, fatma, HelperRole.LEAD, by=cast.coordinator)
    moved = move(evening)
    old, new = told("asked")
    assert text_of(old, "en") is None
    assert moment_words(moved.starts, "en") in text_of(new, "en").body
    assert told("moved") == []


def test_who_agreed_by_word_of_mouth_answers_by_a_link(client, cast, evening, fatma, move):
    row = people.assign(evening, fatma, HelperRole.LEAD, by=cast.coordinator)
    move(evening)
    assert state(row) == (AssignmentState.ASKED, True)
    assert row.get_absolute_url() in text_of(told("asked")[0], "en").body
    client.post(row.get_absolute_url(), {"answer": "yes"})
    assert state(row) == (AssignmentState.AGREED, False)


def test_in_another_place_who_agreed_by_word_of_mouth_is_told_without_a_link(cast, evening, fatma, move):
    people.assign(evening, fatma, HelperRole.LEAD, by=cast.coordinator)
    move(evening, days=0, venue=VenueFactory(organisation=cast.association))
    text = text_of(told("moved")[0], "en")
    assert "Please tell the association." in text.body
    assert "http" not in text.sms


def test_who_helps_or_is_asked_hears_that_a_date_falls_out(cast, agreed, evening):
    asked = HelperFactory(organisation=cast.association, phone="+4915112345678")
    asking.ask(evening, asked, HelperRole.LEAD, by=cast.coordinator)
    declined = HelperFactory(organisation=cast.association, email="no@example.org")
    asking.answer(asking.ask(evening, declined, HelperRole.HELP, by=cast.coordinator), agrees=False)
    mute = HelperFactory(organisation=cast.association, email="", phone="")
    people.assign(evening, mute, HelperRole.HELP, by=cast.coordinator)
    for _twice in range(2):
        dates.cancel(evening, by=cast.coordinator, version=1)
    messages = told("released")
    assert [message.address for message in messages] == ["fatma@example.org", "+4915112345678"]
    for message in messages:
        assert "You need not come" in text_of(message, "en").body
        assert len(text_of(message, "de").sms) <= 306


def test_of_a_whole_workshop_that_is_cancelled_too(cast, agreed, evening):
    workshops.cancel(evening.workshop, by=cast.coordinator)
    assert [text_of(message, "en") is not None for message in told("released")] == [True]


def test_who_was_taken_off_before_hears_nothing(cast, agreed, evening, move):
    people.release(agreed, by=cast.coordinator)
    move(evening)
    dates.cancel(evening, by=cast.coordinator, version=2)
    assert told("moved") + told("released") == []


def test_of_several_dates_moved_one_after_the_other_one_message_and_one_reminder_speak(
    cast, workshop, fatma, move
):
    with time_machine.travel(NOON, tick=False) as clocks:
        evenings = [
            WorkshopDateFactory(workshop=workshop, starts=NOON + timedelta(days=14 + 7 * week))
            for week in range(3)
        ]
        staffing.ask_about(evenings, fatma, HelperRole.LEAD, by=cast.coordinator)
        Message.objects.update(state="sent", finished_at=NOON)
        for evening in evenings:
            clocks.shift(60)
            move(evening)
        (message,) = Message.objects.filter(state="due")
        assert message.due == timezone.now() + timedelta(minutes=10), "more may be moved"
        said = text_of(message, "en").body
        for evening in evenings:
            evening.refresh_from_db()
            assert moment_words(evening.starts, "en") in said
        clocks.shift(timedelta(days=3).total_seconds())
        for _twice in range(2):
            asking.remind()
        assert len(told("reminder")) == 1


def test_of_a_date_that_is_near_the_message_waits_for_no_other(cast, workshop, fatma, move):
    with time_machine.travel(NOON, tick=False):
        evening = WorkshopDateFactory(workshop=workshop, starts=NOON + timedelta(hours=6))
        asking.ask(evening, fatma, HelperRole.LEAD, by=cast.coordinator)
        move(evening, days=0, venue=VenueFactory(organisation=cast.association))
        assert told("asked")[-1].due == NOON


def test_who_is_told_stands_on_the_page_that_asks(cast, desk, agreed, evening):
    mute = HelperFactory(organisation=cast.association, name="Yusuf", email="", phone="")
    people.assign(evening, mute, HelperRole.HELP, by=cast.coordinator)
    no = HelperFactory(organisation=cast.association, name="Olena", email="no@example.org")
    asking.answer(asking.ask(evening, no, HelperRole.HELP, by=cast.coordinator), agrees=False)
    for page in (
        desk.post("desk_cancel_date", {"version": 1}, pk=evening.pk),
        desk.post("desk_cancel", {}, pk=evening.workshop_id),
    ):
        assert "Helpers who are told, too: <bdi>Fatma</bdi></p>" in page.text
        assert "whom you tell yourself: <bdi>Yusuf</bdi></p>" in page.text
        assert "Olena" not in page.text


def test_before_a_date_moves_the_page_says_who_is_told_and_who_is_asked_again(cast, desk, agreed, evening):
    SeatFactory(date=evening, booking__way="mail", booking__email="a@example.org", booking__language="ar")
    mute = HelperFactory(organisation=cast.association, name="Yusuf")
    people.assign(evening, mute, HelperRole.HELP, by=cast.coordinator)
    no = HelperFactory(organisation=cast.association, name="Olena", email="no@example.org")
    asking.answer(asking.ask(evening, no, HelperRole.HELP, by=cast.coordinator), agrees=False)
    before = Message.objects.count()
    sent = {
        "version": 1, "starts": f"{evening.day + timedelta(days=2):%Y-%m-%d}", "begins": "18:00",
        "ends": "20:00", "venue": evening.venue_id, "seats": evening.seats, "childcare": evening.childcare,
    }  # fmt: skip
    asked = desk.post("desk_edit_date", sent, pk=evening.pk)
    assert asked.status_code == 200
    for words in (
        "Move this date?", "1 family is told:", "(Arabic 1)", "Move it and tell 1 family",
        "asked again whether they can help: <bdi>Fatma</bdi>, <bdi>Olena</bdi></p>",
        "whom you ask yourself: <bdi>Yusuf</bdi></p>",
    ):  # fmt: skip
        assert words in asked.text
    evening.refresh_from_db()
    assert (evening.version, Message.objects.count()) == (1, before)
    again = desk.post("desk_edit_date", sent | {"back": "1"}, pk=evening.pk)
    assert 'name="begins" value="18:00"' in again.text
    assert desk.post("desk_edit_date", sent | {"sure": "1"}, pk=evening.pk).status_code == 302
    evening.refresh_from_db()
    assert evening.version == 2
    assert told("asked")[-1].address == "no@example.org"


def test_nobody_is_told_of_the_true_time_of_a_date_that_is_over(cast, desk, workshop):
    over = WorkshopDateFactory(workshop=workshop, starts=NOON - timedelta(days=3))
    fatma = HelperFactory(organisation=cast.association, name="Fatma", email="fatma@example.org")
    helped = people.assign(over, fatma, HelperRole.LEAD, by=cast.coordinator)
    sent = {
        "version": 1, "starts": f"{over.day:%Y-%m-%d}", "begins": "10:30", "ends": "12:30",
        "venue": over.venue_id, "seats": over.seats, "childcare": over.childcare,
    }  # fmt: skip
    with time_machine.travel(NOON, tick=False):
        assert desk.post("desk_edit_date", sent, pk=over.pk).status_code == 302
    assert state(helped) == (AssignmentState.AGREED, False)


def test_nothing_is_asked_where_only_the_seats_change(desk, agreed, evening):
    begins, ends = (moment.astimezone(BERLIN) for moment in (evening.starts, evening.ends))
    evening.starts, evening.ends = (moment.replace(second=0) for moment in (begins, ends))
    evening.save()
    sent = {
        "version": 1, "starts": f"{begins:%Y-%m-%d}", "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}",
        "venue": evening.venue_id, "seats": 9, "childcare": evening.childcare,
    }  # fmt: skip
    assert desk.post("desk_edit_date", sent, pk=evening.pk).status_code == 302


class TestAMoveToATimeWhenSheHelpsElsewhere:
    """A question could only be answered with no: she is told, and missing."""

    @pytest.fixture
    def elsewhere(self, cast, evening, fatma):
        """Fatma has agreed to help there, too: two days later at the same hour."""
        other = WorkshopDateFactory(
            workshop__organisation=cast.association, starts=evening.starts + timedelta(days=2)
        )
        return people.assign(other, fatma, HelperRole.LEAD, by=cast.coordinator)

    def test_she_is_not_asked_but_told_and_the_date_lacks_her(
        self, client, desk, agreed, elsewhere, evening, move
    ):
        asked, was = len(told("asked")), moment_words(evening.starts, "en")
        move(evening, days=2)
        assert state(agreed) == (AssignmentState.DECLINED, True)
        assert agreed.is_elsewhere
        assert "nobody looks after the children yet" in gaps(evening)
        assert "a helper has not answered yet" not in gaps(evening)
        assert "helps elsewhere since the date moved" in desk.get("desk_date", pk=evening.pk).text
        assert len(told("asked")) == asked
        (message,) = told("elsewhere")
        text = text_of(message, "en")
        assert (message.address, text.subject) == ("fatma@example.org", "You need not come: a date has moved")
        assert f"(It was: {was})" in text.body
        assert len(text_of(message, "de").sms) <= 306
        page = client.get(agreed.get_absolute_url()).text
        assert "This date has moved to a time when you help elsewhere." in page

    def test_whoever_moves_the_date_reads_it_before(self, desk, agreed, elsewhere, evening):
        begins, ends = (moment.astimezone(BERLIN) for moment in (elsewhere.starts, elsewhere.ends))
        sent = {
            "version": 1, "starts": f"{begins:%Y-%m-%d}", "begins": f"{begins:%H:%M}",
            "ends": f"{ends:%H:%M}", "venue": evening.venue_id, "seats": evening.seats,
            "childcare": evening.childcare,
        }  # fmt: skip
        page = desk.post("desk_edit_date", sent, pk=evening.pk).text
        assert "and are missing then: <bdi>Fatma</bdi></p>" in page
        assert "Helpers who are asked again" not in page

    def test_who_had_said_no_hears_nothing(self, agreed, elsewhere, evening, move):
        asking.answer(agreed, agrees=False)
        move(evening, days=2)
        assert state(agreed)[0] == AssignmentState.DECLINED
        assert told("elsewhere") == []

    def test_moved_on_to_a_time_when_she_is_free_she_is_asked(self, agreed, elsewhere, evening, move):
        move(evening, days=2)
        move(evening, days=1)
        assert state(agreed) == (AssignmentState.ASKED, True)
        assert text_of(told("elsewhere")[0], "en") is None
        assert text_of(told("asked")[-1], "en").subject == "A date has changed"

    def test_what_was_asked_with_it_and_not_sent_yet_is_still_asked(
        self, cast, evening, elsewhere, fatma, move
    ):
        later = WorkshopDateFactory(workshop=evening.workshop, starts=evening.starts + timedelta(days=7))
        staffing.ask_about([evening, later], fatma, HelperRole.LEAD, by=cast.coordinator)
        move(evening, days=2)
        (asked,) = [body for message in told("asked") if (body := text_of(message, "en"))]
        assert moment_words(later.starts, "en") in asked.body
