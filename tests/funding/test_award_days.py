"""The days of an award stand in a calendar file, and are recalled once while something is left to be done."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from funding.clock import remind
from funding.models import Award, Drawdown, FundingRequest, ProofOfUse
from funding.services import proofs
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding.test_drawdowns import D, called_up, final, paid_out
from tests.funding.test_pages import at
from tests.funding.test_reminders import noon
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
KINDS = ("funding.proof_due", "funding.period_ends", "funding.spend_soon")
END, DUE, PAID = date(2026, 12, 31), date(2027, 6, 30), date(2026, 3, 2)


@pytest.fixture
def award(cast: Cast) -> Award:
    """Final, with a period until the end of the year and a proof due in the middle of the next."""
    with noon(PAID):
        found = final(cast)
    assert (found.end, found.proof_due) == (END, DUE)
    return found


def told() -> Counter[str]:
    return Counter(Message.objects.filter(kind__in=KINDS).values_list("kind", flat=True))


def reminded(*days: date) -> Counter[str]:
    """What was sent in all after the job of each of these days."""
    for day in days:
        with noon(day):
            remind()
    return told()


def wanted(row: FundingRequest, kind: str) -> bool:
    row.refresh_from_db()
    return kind_of(kind).still_wanted(row, Message.objects.get(kind=kind))


def days_in(client: Client, award: Award) -> list[tuple[str, date]]:
    answer = client.get(at("award_days", award.request))
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [it.decoded("dtend") - it.decoded("dtstart") for it in events] == [timedelta(1)] * len(events)
    assert {str(it["transp"]) for it in events} <= {"TRANSPARENT"}, "it takes up nobody's time"
    return [(str(it["summary"]), it.decoded("dtstart")) for it in events]


def test_what_is_still_to_be_done_stands_in_the_calendar_file(
    cast: Cast, award: Award, applicant: Client
) -> None:
    Award.objects.update(late_payment_days=30)
    with noon(PAID):
        paid_out(award, cast)
    title = award.request.title
    assert days_in(applicant, award) == [
        (f"Money that was paid out is to be spent: {title} (until 23:59)", date(2026, 4, 27)),
        (f"The period of the award ends: {title} (until 23:59)", END),
        (f"Last day to pay what was ordered in the period: {title} (until 23:59)", date(2027, 1, 30)),
        (f"The proof of use is due: {title} (until 23:59)", DUE),
    ]
    assert at("award_days", award.request) in applicant.get(award.request.get_absolute_url()).text


def test_an_award_that_was_accounted_for_has_no_more_days(cast: Cast, applicant: Client) -> None:
    proof = furnished_proof(cast)
    assert days_in(applicant, proof.award)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert days_in(applicant, proof.award) == []


def test_a_proof_is_recalled_four_weeks_before_it_is_due_and_once(cast: Cast, award: Award) -> None:
    Award.objects.update(drawn=award.amount)
    assert reminded(DUE - timedelta(29)) == {}
    assert reminded(DUE - timedelta(28), DUE - timedelta(1), DUE) == {"funding.proof_due": 1}
    assert wanted(award.request, "funding.proof_due")
    text = kind_of("funding.proof_due").render(award.request, "en", Message.objects.get(kind=KINDS[0]))
    assert "until 30 June 2027" in text.body


def test_more_time_for_a_proof_is_recalled_anew_and_the_old_day_no_more(cast: Cast, award: Award) -> None:
    Award.objects.update(drawn=award.amount)
    reminded(DUE)
    Award.objects.update(proof_due=DUE + timedelta(60))
    assert not wanted(award.request, "funding.proof_due")
    assert reminded(DUE + timedelta(1)) == {"funding.proof_due": 1}
    assert reminded(DUE + timedelta(40)) == {"funding.proof_due": 2}


def test_a_proof_that_was_sent_is_not_recalled(cast: Cast) -> None:
    proof = furnished_proof(cast)
    reminded(DUE)
    assert wanted(proof.award.request, "funding.proof_due")
    Message.objects.filter(kind__in=KINDS).delete()
    proofs.submit_proof(ProofOfUse.objects.get(), by=cast.coordinator, version=proof.version)
    assert reminded(DUE) == {}


AFTER = {"funding.proof_overdue", "funding.proof_missing"}


def told_after() -> set[tuple[str, str]]:
    return set(Message.objects.filter(kind__in=AFTER).values_list("kind", "address"))


def test_an_overdue_proof_is_told_once_to_the_organisation_and_after_three_days_to_the_caseworker(
    cast: Cast, award: Award
) -> None:
    reminded(DUE)
    assert told_after() == set()
    reminded(DUE + timedelta(1), DUE + timedelta(2))
    assert told_after() == {("funding.proof_overdue", cast.coordinator.email)}
    reminded(DUE + timedelta(3), DUE + timedelta(14), DUE + timedelta(15))
    assert told_after() == {
        ("funding.proof_overdue", cast.coordinator.email), ("funding.proof_missing", cast.caseworker.email),
    }  # fmt: skip
    assert Message.objects.filter(kind__in=AFTER).count() == 2
    for kind in AFTER:
        assert wanted(award.request, kind)
        text = kind_of(kind).render(award.request, "en", Message.objects.get(kind=kind))
        assert "until 30 June 2027" in text.body


def test_an_overdue_proof_that_came_or_got_more_time_meanwhile_is_not_told_of(cast: Cast) -> None:
    proof = furnished_proof(cast)
    reminded(DUE + timedelta(3))
    Award.objects.update(proof_due=DUE + timedelta(30))
    assert not any(wanted(proof.award.request, kind) for kind in AFTER)
    Award.objects.update(proof_due=DUE)
    assert all(wanted(proof.award.request, kind) for kind in AFTER)
    proofs.submit_proof(ProofOfUse.objects.get(), by=cast.coordinator, version=proof.version)
    assert not any(wanted(proof.award.request, kind) for kind in AFTER)


def test_old_news_of_a_proof_is_not_told(cast: Cast, award: Award) -> None:
    reminded(DUE + timedelta(15))
    assert told_after() == set()


def test_the_end_of_the_period_is_recalled_while_money_can_be_called_up(cast: Cast, award: Award) -> None:
    assert reminded(END - timedelta(29)) == {}
    assert reminded(END - timedelta(28), END) == {"funding.period_ends": 1}
    assert wanted(award.request, "funding.period_ends")
    called_up(award, cast)
    assert not wanted(award.request, "funding.period_ends")


@pytest.mark.parametrize("state", ["called up", "paid out in full", "not final"])
def test_whoever_can_call_up_nothing_hears_of_no_end(cast: Cast, award: Award, state: str) -> None:
    match state:
        case "called up":
            called_up(award, cast)
        case "paid out in full":
            Award.objects.update(drawn=award.amount)
        case _:
            FundingRequest.objects.update(state="announced")
    assert "funding.period_ends" not in reminded(END - timedelta(20))


def test_money_is_recalled_two_weeks_before_it_is_to_be_spent_unless_it_is(cast: Cast, award: Award) -> None:
    with noon(PAID):
        paid_out(award, cast, paid="0", due="1000")
    last = PAID + timedelta(weeks=8)
    assert reminded(last - timedelta(15)) == {}
    assert reminded(last - timedelta(14), last) == {"funding.spend_soon": 1}
    assert wanted(award.request, "funding.spend_soon")
    text = kind_of("funding.spend_soon").render(award.request, "en", Message.objects.get(kind=KINDS[2]))
    assert "until 27 April 2026" in text.body
    Award.objects.update(drawdown_weeks=None)
    assert not wanted(award.request, "funding.spend_soon")


def test_money_that_was_spent_is_not_recalled(cast: Cast, award: Award) -> None:
    with noon(PAID):
        paid_out(award, cast, paid="0", due="1000")
        proof: Any = proofs.open_proof(award, by=cast.coordinator)
    proof.expenses.create(
        paid=date(2026, 3, 9), payee="Druckerei", reason="Flyer", category="fees", amount=D(1000),
        eligible=D(1000),
    )  # fmt: skip
    assert Drawdown.objects.get().amount == D(800)
    assert reminded(PAID + timedelta(weeks=7)) == {}


def test_a_decision_that_was_not_retrieved_yet_sets_no_days(
    cast: Cast, award: Award, applicant: Client
) -> None:
    type(award.decision).objects.filter(pk=award.decision_id).update(way="retrieval", known=None)
    assert applicant.get(at("award_days", award.request)).status_code == 404
    assert set(reminded(DUE)) & set(KINDS) == set()
