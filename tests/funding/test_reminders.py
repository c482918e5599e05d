"""Deadlines that are near or have passed are said once, to those who may see the request at that time."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from funding.clock import remind
from funding.models import Clarification, FundingRequest, Programme
from funding.services import decisions, submissions
from organisations.models import Membership
from portal.lib.dates import today
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db
KINDS = (
    "funding.question_due", "funding.question_passed", "funding.unanswered", "funding.programme_closes",
    "funding.remedy_over",
)  # fmt: skip


def noon(day: date) -> Any:
    return time_machine.travel(f"{day.isoformat()}T11:00:00Z")


def told() -> Counter[tuple[str, str]]:
    return Counter(Message.objects.filter(kind__in=KINDS).values_list("kind", "address"))


def still_wanted(row: FundingRequest, kind: str) -> bool:
    row.refresh_from_db()
    return kind_of(kind).still_wanted(row, Message.objects.get(kind=kind))


def test_a_question_is_recalled_three_days_before_its_last_day_and_once(cast: Cast) -> None:
    scenes.clarification(cast)
    last = Clarification.objects.get().deadline
    with noon(last - timedelta(4)):
        remind()
        assert told() == {}
    for days in (3, 2, 0):
        with noon(last - timedelta(days)):
            remind()
    assert told() == {("funding.question_due", cast.coordinator.email): 1}


def test_the_last_day_is_a_whole_day_and_then_both_sides_hear_of_it(cast: Cast) -> None:
    scenes.clarification(cast)
    last = Clarification.objects.get().deadline
    with time_machine.travel(f"{last.isoformat()}T21:00:00Z"):  # 22 or 23 h in Berlin
        remind()
    assert set(told()) == {("funding.question_due", cast.coordinator.email)}
    for days in (1, 2):
        with noon(last + timedelta(days)):
            remind()
    assert told() == {
        ("funding.question_due", cast.coordinator.email): 1,
        ("funding.question_passed", cast.coordinator.email): 1,
        ("funding.unanswered", cast.caseworker.email): 1,
    }


def test_what_is_answered_meanwhile_is_not_recalled(cast: Cast) -> None:
    row = scenes.clarification(cast)
    with noon(Clarification.objects.get().deadline):
        remind()
        assert still_wanted(row, "funding.question_due")
        row = submissions.answer(row, "Dortmund.", by=cast.coordinator, version=row.version)
        assert not still_wanted(row, "funding.question_due")


def test_who_may_not_see_the_request_any_more_hears_nothing(cast: Cast) -> None:
    row = scenes.clarification(cast)
    with noon(Clarification.objects.get().deadline):
        remind()
        Membership.objects.filter(user=cast.coordinator).delete()
        assert not still_wanted(row, "funding.question_due")


def test_a_draft_hears_of_the_deadline_of_its_programme_two_weeks_before(cast: Cast) -> None:
    row = scenes.draft(cast)
    deadline = today() + timedelta(40)
    Programme.objects.update(next_deadline=deadline)
    with noon(deadline - timedelta(15)):
        remind()
        assert told() == {}
    for days in (14, 0):
        with noon(deadline - timedelta(days)):
            remind()
    assert told() == {("funding.programme_closes", cast.coordinator.email): 1}
    text = kind_of("funding.programme_closes").render(row, "en", Message.objects.get(kind=KINDS[3]))
    assert "is not sent yet" in text.body


def test_what_is_sent_hears_of_no_deadline(cast: Cast) -> None:
    scenes.submitted(cast)
    Programme.objects.update(next_deadline=today())
    remind()
    assert told() == {}


def test_the_caseworker_hears_when_a_decision_can_be_recorded_as_final(cast: Cast) -> None:
    row = scenes.announced(cast)
    last = decisions.contestable_until(row, row.decisions.get())
    assert last is not None
    with noon(last):
        remind()
        assert told() == {}
    for days in (1, 2):
        with noon(last + timedelta(days)):
            remind()
    assert told() == {("funding.remedy_over", cast.caseworker.email): 1}
    with noon(last + timedelta(3)):
        assert still_wanted(row, "funding.remedy_over")
        decisions.finalise(row, by=cast.caseworker, version=row.version)
        assert not still_wanted(row, "funding.remedy_over")


def test_a_job_that_stood_still_tells_no_old_news(cast: Cast) -> None:
    scenes.clarification(cast)
    with noon(Clarification.objects.get().deadline + timedelta(15)):
        remind()
    assert told() == {}
