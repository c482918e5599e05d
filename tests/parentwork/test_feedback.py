"""How was it? Smiley and three questions: counted, without a name."""

import uuid
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import override_settings

from parentwork import clock
from parentwork.choices import Answer, ContactWay, CountKind, DateState, Question, Source
from parentwork.models import AnswerCount, Attendance, Headcount
from parentwork.queries.feedback import Opinion
from parentwork.services import feedback
from portal.lib.dates import BERLIN
from portal.outbox.kinds import text_of
from portal.outbox.models import Message
from tests.factories.parentwork import BookingFactory, SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DEAD = {"default": {"BACKEND": "portal.lib.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
EVENING = datetime(2026, 12, 1, 17, 30, tzinfo=BERLIN)
MORNING_AFTER = datetime(2026, 12, 2, 9, 35, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(MORNING_AFTER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def evening(cast):
    date = WorkshopDateFactory(
        workshop__organisation=cast.association, starts=EVENING, recorded=EVENING + timedelta(hours=3)
    )
    Headcount.objects.create(date=date, kind=CountKind.WALK_IN, adults=6)
    return date


def counts(**source) -> dict[tuple[str, str], int]:
    rows = AnswerCount.objects.filter(count__gt=0, **source)
    return {(row.question, row.answer): row.count for row in rows}


def answer(client, date, **said):
    with_token = {"token": str(uuid.uuid4()), "how": "good"} | said
    return client.post(f"/en{date.feedback_path().removeprefix('/en')}", with_token)


class TestAFamilyAnswers:
    def test_on_a_page_that_asks_four_things_and_no_name(self, client, evening):
        page = client.get(evening.feedback_path())
        assert [field.name for field in page.context["form"].questions()] == list(Question)
        assert 'type="text"' not in page.text
        assert "Would you come again?" in page.text

    def test_and_its_answers_are_counted_as_sums(self, client, evening):
        thanks = answer(client, evening, useful="partly", understood="bad")
        assert thanks["Location"] == f"{evening.feedback_path()}?said"
        assert "Thank you for your answers" in client.get(thanks["Location"]).text
        client.cookies.clear()  # another family
        answer(client, evening)
        assert counts() == {("how", "good"): 2, ("useful", "partly"): 1, ("understood", "bad"): 1}

    def test_a_double_tap_counts_once(self, client, evening):
        token = str(uuid.uuid4())
        for _ in range(2):
            assert answer(client, evening, token=token).status_code == 302
        assert counts() == {("how", "good"): 1}

    def test_no_more_answers_count_than_people_came(self, evening):
        Headcount.objects.update(adults=0)
        Attendance.objects.create(seat=SeatFactory(date=evening), children=1)
        for _family in range(3):
            feedback.say(evening, {Question.HOW: Answer.GOOD}, token=uuid.uuid4())
        assert counts() == {("how", "good"): 1}

    def test_without_any_answer_the_form_asks_for_one(self, client, evening):
        page = answer(client, evening, how="")
        assert page.status_code == 422
        assert page.context["form"].errors == {"how": ["Please answer at least one question."]}

    @pytest.mark.parametrize("said", [{"how": "splendid"}, {"useful": "1"}, {"token": "x"}])
    def test_what_is_no_answer_is_refused(self, client, evening, said):
        assert answer(client, evening, **said).status_code == 422
        assert counts() == {}

    def test_a_get_counts_nothing(self, client, evening):
        client.get(f"{evening.feedback_path()}?how=good")
        assert counts() == {}

    def test_only_who_was_told_the_address_finds_it(self, client, evening):
        other = WorkshopDateFactory(workshop=evening.workshop, starts=EVENING - timedelta(days=7))
        assert evening.feedback_code != other.feedback_code
        assert client.get(f"/en/feedback/{evening.pk}-{other.feedback_code}/").status_code == 404

    @pytest.mark.parametrize(
        ("moment", "takes"),
        [
            (EVENING - timedelta(minutes=1), False),
            (EVENING, True),
            (EVENING + timedelta(days=28, hours=1), True),
            (EVENING + timedelta(days=28, hours=2), False),
        ],
    )
    def test_from_the_beginning_for_four_weeks(self, client, evening, now, moment, takes):
        now.move_to(moment)
        assert ("No answers are taken" not in client.get(evening.feedback_path()).text) == takes
        answer(client, evening)
        assert bool(counts()) == takes

    def test_of_a_date_that_did_not_take_place_nobody_is_asked(self, client, evening):
        evening.state = DateState.CANCELLED
        evening.save()
        assert "No answers are taken" in client.get(evening.feedback_path()).text
        with pytest.raises(ValidationError):
            feedback.say(evening, {Question.HOW: Answer.GOOD}, token=uuid.uuid4())

    def test_its_own_page_leads_there_once_the_date_is_over(self, client, evening):
        seat = SeatFactory(date=evening)
        assert seat.feedback_path() in client.get(f"/en/b/{seat.booking.secret}/").text


class TestTheLinkOfAFamily:
    """In the thanks and on its page; without a name, but known as the link of one family."""

    @pytest.fixture
    def seat(self, evening):
        return SeatFactory(date=evening, adults=2)

    def answers(self, client, seat, times: int, *, path: str = "") -> None:
        """Each from another phone."""
        for _phone in range(times):
            client.cookies.clear()
            path = path or seat.feedback_path()
            client.get(path)
            sent = client.post(path, {"token": str(uuid.uuid4()), "how": "good"})
            assert sent.status_code == 302

    def test_counts_once_for_each_adult_on_whichever_phones(self, client, seat):
        self.answers(client, seat, 4)
        assert counts() == {("how", "good"): 2}

    def test_counts_those_who_came_once_that_is_typed_in(self, client, seat):
        Attendance.objects.create(seat=seat, adults=1, children=3)
        self.answers(client, seat, 3)
        assert counts() == {("how", "good"): 1}

    def test_two_adults_may_share_a_phone_which_then_counts_no_third_time_in_the_room(
        self, client, evening, seat
    ):
        for path in (seat.feedback_path(), seat.feedback_path(), evening.feedback_path()):
            client.get(path)
            client.post(path, {"token": str(uuid.uuid4()), "how": "good"})
        assert counts() == {("how", "good"): 2}

    def test_takes_nothing_from_another_family(self, client, evening, seat):
        other = SeatFactory(date=evening, adults=1)
        self.answers(client, seat, 3)
        self.answers(client, other, 3)
        assert counts() == {("how", "good"): 3}

    def test_still_works_when_the_booking_is_deleted(self, client, seat):
        path = seat.feedback_path()
        seat.booking.delete()
        self.answers(client, seat, 1, path=path)
        assert counts() == {("how", "good"): 1}


class TestTheAssociationReads:
    def test_nothing_before_three_families_have_answered(self, desk, evening):
        for number in range(3):
            shown = "figure" in desk.get("desk_feedback", pk=evening.pk).text
            assert not shown, number
            feedback.say(evening, {Question.HOW: Answer.GOOD}, token=uuid.uuid4())
        page = desk.get("desk_feedback", pk=evening.pk)
        assert "figure" in page.text
        assert page.context["opinions"][0] == Opinion(Question.HOW, (3, 0, 0))
        assert page.text.count("too few answers") == 3

    def test_after_that_what_three_more_families_said_at_once(self, desk, evening):
        """So two looks at the sums never differ by one family."""
        seen = []
        for said in (Answer.GOOD, Answer.GOOD, Answer.PARTLY, Answer.BAD, Answer.GOOD, Answer.GOOD):
            feedback.say(evening, {Question.HOW: said}, token=uuid.uuid4())
            seen.append(desk.get("desk_feedback", pk=evening.pk).context["opinions"][0].counts)
        assert seen == [(0, 0, 0)] * 2 + [(2, 1, 0)] * 3 + [(4, 1, 1)]
        words = "New answers are added once 3 more families have given some"
        assert words in desk.get("desk_feedback", pk=evening.pk).text

    def test_the_adults_of_a_family_as_one_by_its_link_and_by_its_phone(self, desk, evening):
        couple = SeatFactory(date=evening, adults=2)
        said = {Question.HOW: Answer.GOOD}
        for browser in ("hers", "his"):
            feedback.say(evening, said, token=uuid.uuid4(), browser=browser, seat=couple)
        feedback.say(evening, said, token=uuid.uuid4(), browser="hers", another=True)
        feedback.say(evening, said, token=uuid.uuid4(), browser="room")
        assert counts() == {("how", "good"): 4}
        assert "figure" not in desk.get("desk_feedback", pk=evening.pk).text, "two families"
        feedback.say(evening, said, token=uuid.uuid4(), browser="another")
        opinion = desk.get("desk_feedback", pk=evening.pk).context["opinions"][0]
        assert (opinion.counts, opinion.families) == ((5, 0, 0), 3)

    def test_nothing_of_a_family_that_answers_again_while_nobody_is_known_again(self, desk, evening):
        with override_settings(CACHES=DEAD):
            for _time in range(3):
                feedback.say(evening, {Question.HOW: Answer.BAD}, token=uuid.uuid4(), browser="hers")
        assert counts() == {("how", "bad"): 3}
        assert "figure" not in desk.get("desk_feedback", pk=evening.pk).text

    def test_paper_sheets_are_entered_as_sums_and_counted_with_the_others(self, desk, evening):
        feedback.say(evening, {Question.HOW: Answer.GOOD}, token=uuid.uuid4())
        for sheets in ("5", "4"):
            answer = desk.post("desk_feedback", {"how_good": sheets, "how_bad": "1"}, pk=evening.pk)
            assert answer.status_code == 302
        assert counts(source=Source.PAPER) == {("how", "good"): 4, ("how", "bad"): 1}
        page = desk.get("desk_feedback", pk=evening.pk)
        assert page.context["opinions"][0] == Opinion(Question.HOW, (4, 0, 1)), "one answer would be seen"
        assert page.context["form"]["how_good"].value() == 4
        for _family in range(2):
            feedback.say(evening, {Question.HOW: Answer.GOOD}, token=uuid.uuid4())
        page = desk.get("desk_feedback", pk=evening.pk)
        assert page.context["opinions"][0] == Opinion(Question.HOW, (7, 0, 1))

    def test_more_sheets_than_people_came_are_refused(self, desk, evening):
        page = desk.post("desk_feedback", {"how_good": "6", "how_bad": "1"}, pk=evening.pk)
        assert page.status_code == 422
        assert "more answers than people who came" in page.text
        assert counts() == {}

    def test_nothing_is_shown_before_who_came_is_typed_in(self, desk, evening):
        evening.recorded = None
        evening.save()
        for _family in range(3):
            feedback.say(evening, {Question.HOW: Answer.GOOD}, token=uuid.uuid4())
        page = desk.get("desk_feedback", pk=evening.pk)
        assert "figure" not in page.text
        assert "Please type in first who came." in page.text

    @pytest.mark.parametrize("number", ["-1", "501", "many"])
    def test_sums_that_cannot_be_are_refused(self, desk, evening, number):
        page = desk.post("desk_feedback", {"how_good": number}, pk=evening.pk)
        assert page.status_code == 422
        assert page.context["form"]["how_good"].value() == number
        assert counts() == {}

    def test_a_date_to_come_has_no_sheets_yet(self, cast, evening):
        later = WorkshopDateFactory(workshop=evening.workshop, starts=EVENING + timedelta(days=7))
        with pytest.raises(ValidationError):
            feedback.enter_paper(later, {(Question.HOW, Answer.GOOD): 1}, by=cast.coordinator)

    def test_strangers_enter_nothing(self, cast, evening):
        for by in (cast.reader, cast.foreign_coordinator, cast.portal_staff):
            with pytest.raises(PermissionDenied):
                feedback.enter_paper(evening, {(Question.HOW, Answer.GOOD): 1}, by=by)

    def test_the_sheet_is_printed_in_a_language_with_german_beside_it(self, desk, evening):
        page = desk.follow(desk.address("desk_feedback_sheet", pk=evening.pk) + "?words=ar").text
        assert '<div lang="ar" dir="rtl">' in page
        assert 'lang="de" dir="ltr"' in page
        assert "<svg" in page
        assert "الثلاثاء، 1 ديسمبر" in page
        assert '<span class="muted" lang="de" dir="ltr">Di., 1. Dezember</span>' in page
        unknown = desk.follow(desk.address("desk_feedback_sheet", pk=evening.pk) + "?words=xx")
        assert '<div lang="en" dir="ltr">' in unknown.text


class TestThanks:
    def family(self, evening, *, came: int | None = 1, **contact):
        booking = BookingFactory(workshop=evening.workshop, **contact)
        seat = SeatFactory(date=evening, booking=booking)
        if came is not None:
            Attendance.objects.create(seat=seat, adults=came)
        return seat

    def test_go_to_those_who_came_on_the_morning_after_and_once(self, evening):
        seat = self.family(evening, way=ContactWay.MAIL, email="s@example.org", phone="", language="tr")
        self.family(evening, came=0)
        self.family(evening, came=None)
        assert [clock.thank(), clock.thank()] == [1, 0]
        message = Message.objects.get()
        assert (message.kind, message.object_id) == ("parentwork.thanks", seat.pk)
        text = text_of(message, "tr")
        assert text is not None
        assert seat.feedback_address("tr") in text.body
        assert seat.booking.secret not in text.body

    def test_nobody_is_called_only_to_be_thanked(self, evening):
        self.family(evening, way=ContactWay.CALL)
        assert (clock.thank(), Message.objects.count()) == (0, 0)

    def test_wait_until_who_came_is_typed_in(self, evening):
        self.family(evening)
        evening.recorded = None
        evening.save()
        assert clock.thank() == 0

    @pytest.mark.parametrize(
        "moment",
        [
            datetime(2026, 12, 1, 19, 35, tzinfo=BERLIN),
            datetime(2026, 12, 2, 8, 35, tzinfo=BERLIN),
            datetime(2026, 12, 10, 9, 35, tzinfo=BERLIN),
        ],
    )
    def test_neither_the_same_evening_nor_at_night_nor_long_after(self, evening, now, moment):
        self.family(evening)
        now.move_to(moment)
        assert clock.thank() == 0

    def test_are_not_sent_to_whom_it_turned_out_did_not_come(self, evening):
        seat = self.family(evening, way=ContactWay.MAIL, email="s@example.org", phone="")
        clock.thank()
        Attendance.objects.filter(seat=seat).update(adults=0)
        assert text_of(Message.objects.get(), "de") is None
