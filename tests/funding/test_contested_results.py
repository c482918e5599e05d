"""The result of a check is contested: what is owed meanwhile, and what it has become afterwards."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from funding import duties
from funding.choices import Remedy, RemedyEnd, State, Verb
from funding.models import (
    AuditAccess,
    BaseRate,
    Drawdown,
    ForgottenCases,
    FundingRequest,
    Office,
    ProofCheck,
)
from funding.reports.dashboard import office_figures
from funding.reports.drawdowns import standing_of
from funding.reports.open_data import open_grant_of
from funding.services import records, remedies, repaying, results
from funding.services.remedies import Contest, Settlement
from portal.lib.dates import today
from portal.lib.errors import Stale
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding.test_proof_check import (
    at,
    at_office,
    begun,
    client_of,
    closed,
    fresh,
    paid,
    sent,
    words,
)

__all__ = ["begun", "paid", "sent"]

D = Decimal
WEEKS = timedelta(weeks=12)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def asked(cast: Cast, paid: ProofCheck) -> ProofCheck:
    """72 EUR are asked back, by a letter that counts as made known today."""
    Office.objects.update(post_days=0)
    FundingRequest.objects.get().programme.__class__.objects.update(remedy_months=1)
    row = closed(cast, paid)
    FundingRequest.objects.update(state=State.FINAL)
    return fresh(results.record_posting(fresh(row), today(), by=cast.caseworker, version=row.version))


def contest(row: ProofCheck, cast: Cast, remedy: Remedy = Remedy.OBJECTION, **more: Any) -> ProofCheck:
    usual: dict[str, Any] = {"suspends": True, "note": "Wir haben alle Belege."}
    said = Contest(today(), remedy, **usual | more)
    return fresh(remedies.contest_result(row, said, by=cast.caseworker, version=row.version))


def settle(row: ProofCheck, cast: Cast, end: RemedyEnd, amount: int | None = None, **more: Any) -> ProofCheck:
    by = more.pop("by", cast.caseworker)
    usual: dict[str, Any] = {"pay_by": today() + WEEKS, "note": "Bescheid vom selben Tag."}
    said = Settlement(today(), end, None if amount is None else D(amount), **usual | more)
    return fresh(remedies.settle_result(row, said, by=by, version=row.version))


def pay(row: ProofCheck, cast: Cast, amount: int) -> ProofCheck:
    return fresh(repaying.record_return(row, D(amount), today(), by=cast.caseworker, version=row.version))


def refused(do: Callable[[], Any]) -> set[str]:
    """The fields, or the codes, that an error is about."""
    with pytest.raises(ValidationError) as caught:
        do()
    return set(getattr(caught.value, "error_dict", None) or {caught.value.code})


def mine(user: Any) -> list[tuple[str, date | None]]:
    return [(duty.title, duty.until) for duty in duties.of(user) if duty.is_mine]


def pages(cast: Cast, row: ProofCheck) -> dict[str, str]:
    """What both sides read of it."""
    request, own, desk = row.proof.award.request, client_of(cast.coordinator), client_of(cast.caseworker)
    found = {
        "proof": own.get(at("proof", row.proof)),
        "request": own.get(at("request", row.proof)),
        "requests": own.get(reverse("funding:requests", args=[request.organisation.slug])),
        "checking": desk.get(at_office("checking", row.proof)),
        "case": desk.get(at_office("case", row.proof)),
    }
    return {
        name: words(page.text.replace("&#x27;", "'").replace("\xa0", " ")) for name, page in found.items()
    }


# -- from page to page -------------------------------------------------------------------------------------


def test_an_objection_puts_off_what_is_asked_back_until_it_has_failed(
    cast: Cast, asked: ProofCheck, officer: Client
) -> None:
    assert mine(cast.coordinator) == [("Pay back €72.00 for “Elternlotsen Nordstadt”", asked.pay_back_by)]
    address = at_office("contest_result", asked.proof)
    assert address in officer.get(at_office("checking", asked.proof)).text
    form = officer.get(address)
    assert form.context["form"].initial["suspends"] is True, "as the Office suggests it"
    assert "Legal remedy is possible until" in form.text
    said = {
        "version": asked.version, "remedy": "objection", "day": today(), "contestant": "RA Özdemir",
        "suspends": "on", "note": "Alle Belege lägen vor.",
    }  # fmt: skip
    for _click in range(2):
        assert officer.post(address, said)["Location"] == at_office("checking", asked.proof)
    row = fresh(asked)
    assert (row.contested, row.remedy, row.is_suspended, row.owed) == (today(), "objection", True, D(72))
    (line,) = row.proof.award.request.transitions.filter(verb=Verb.CONTEST_RESULT)
    assert mine(cast.coordinator) == []
    assert mine(cast.caseworker) == [
        ("See to the objection against the result of the check of “Elternlotsen Nordstadt”", None)
    ]
    found = pages(cast, row)
    put_off = "You have contested the result of the check. You need do nothing until that is over."
    assert [name for name in ("proof", "request", "requests") if put_off not in found[name]] == []
    assert "As long as it is contested, you need not pay." in found["proof"]
    assert "objection (Widerspruch) · RA Özdemir" in found["proof"]
    assert "Alle Belege lägen vor." in found["request"]
    for name in ("case", "checking"):
        assert "It is your turn: see to the objection and record how it ended." in found[name], name
    assert [name for name, page in found.items() if "ay back €72" in page] == []

    settled = at_office("settle_result", row.proof)
    last = results.contestable_until(row)
    assert last is not None
    said = {
        "version": row.version,
        "end": "upheld",
        "day": today(),
        "pay_by": last,
        "note": "Zurückgewiesen.",
    }
    early = officer.post(settled, said)
    assert (early.status_code, "this can be contested and nothing has to be paid" in early.text) == (
        422,
        True,
    )
    for _click in range(2):
        answer = officer.post(settled, said | {"pay_by": last + timedelta(1)})
        assert answer["Location"] == at_office("checking", row.proof)
    row = fresh(row)
    assert (row.settled, row.remedy_end, row.due_by) == (today(), "upheld", last + timedelta(1))
    assert [m.address for m in Message.objects.filter(kind="funding.remedy_settled")] == [
        cast.coordinator.email
    ]
    assert mine(cast.coordinator) == [("Pay back €72.00 for “Elternlotsen Nordstadt”", row.due_by)]
    assert mine(cast.caseworker) == []
    assert line.note == f"objection {today()} suspends\nRA Özdemir\nAlle Belege lägen vor."
    found = pages(cast, row)
    assert "It is your turn: pay back €72.00 until" in found["proof"]
    assert "Legal remedy is possible until" in found["proof"], "against what it was answered with"
    assert "the decision stands" in found["checking"]


def test_what_was_remedied_is_asked_back_and_the_rest_is_given_back(
    cast: Cast, asked: ProofCheck, officer: Client
) -> None:
    row = contest(pay(asked, cast, 50), cast)
    settled = at_office("settle_result", row.proof)
    said = {"version": row.version, "end": "remedied", "day": today(), "note": ""}
    for amount in ("", "72", "-1"):
        answer = officer.post(settled, said | {"amount": amount})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"amount"}), amount
    for _click in range(2):
        assert officer.post(settled, said | {"amount": "30"}).status_code == 302
    row = fresh(row)
    assert (row.asked_back, row.owed, row.overpaid, row.granted) == (D(30), D(0), D(20), D(114))
    assert mine(cast.caseworker) == [("Give €20.00 back for “Elternlotsen Nordstadt”", None)]
    assert [duty.title for duty in duties.of(cast.coordinator)] == [
        "€20.00 for “Elternlotsen Nordstadt” are given back to you"
    ]
    found = pages(cast, row)
    for name in ("proof", "request", "requests"):
        assert "It is the Office's turn: it gives €20.00 back to you." in found[name], name
    for name in ("case", "checking"):
        assert "It is your turn: give €20.00 back to the organisation." in found[name], name
    assert "€114.00" in found["proof"], "the grant is higher by what is not asked back any more"
    back = at_office("give_back", row.proof)
    for _click in range(2):
        assert officer.post(back, {"version": row.version, "day": today()}).status_code == 302
    row = fresh(row)
    assert (row.paid_back, row.overpaid) == (D(30), D(0))
    assert duties.of(cast.coordinator) == duties.of(cast.caseworker) == []
    assert "€30.00 were paid back on" in pages(cast, row)["proof"]
    assert row.proof.award.request.transitions.filter(verb=Verb.GIVE_BACK).count() == 1
    Office.objects.update(publishes_grants=True)
    grant = open_grant_of(row.proof.award)
    assert grant is not None
    assert (grant.paid_out, grant.settled) == (D(114), D(114))
    requests = FundingRequest.objects.counted_for(cast.caseworker)
    figures = office_figures(requests, ForgottenCases.objects.none(), None)
    assert (figures.sum.paid, figures.sum.settled) == (D(114), D(114))


def test_all_is_remedied_and_nothing_is_asked_back_any_more(cast: Cast, asked: ProofCheck) -> None:
    row = settle(contest(asked, cast), cast, RemedyEnd.REMEDIED, 0)
    assert (row.owed, row.overpaid, row.granted, row.pay_anew_by) == (D(0), D(0), D(144), None)
    found = pages(cast, row)
    for name in ("proof", "checking"):
        assert "Nothing is asked back any more." in found[name], name
    assert duties.of(cast.coordinator) == []
    assert standing_of(row.proof.award).rest == 0


# -- states ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "amount", "paid_before", "owed", "overpaid", "until"),
    [
        (RemedyEnd.UPHELD, None, 0, 72, 0, "anew"),
        (RemedyEnd.UPHELD, None, 72, 0, 0, "as before"),
        (RemedyEnd.WITHDRAWN, None, 0, 72, 0, "anew"),
        (RemedyEnd.WITHDRAWN, None, 30, 42, 0, "anew"),
        (RemedyEnd.REMEDIED, 30, 0, 30, 0, "anew"),
        (RemedyEnd.REMEDIED, 30, 30, 0, 0, "as before"),
        (RemedyEnd.REMEDIED, 30, 72, 0, 42, "as before"),
        (RemedyEnd.REMEDIED, 0, 0, 0, 0, "as before"),
    ],
)
def test_each_end_leaves_what_is_owed(
    cast: Cast, asked: ProofCheck, end: RemedyEnd, amount: int | None, paid_before: int, owed: int,
    overpaid: int, until: str,
) -> None:  # fmt: skip
    row = contest(pay(asked, cast, paid_before) if paid_before else asked, cast)
    row = settle(row, cast, end, amount)
    assert (row.owed, row.overpaid) == (D(owed), D(overpaid))
    assert row.due_by == (today() + WEEKS if until == "anew" else asked.pay_back_by)
    assert (row.is_contested, row.is_suspended) == (False, False)


@pytest.mark.parametrize("remedy", Remedy)
@pytest.mark.parametrize("suspends", [True, False])
def test_whether_payment_is_put_off_is_said_in_each_case(
    cast: Cast, asked: ProofCheck, remedy: Remedy, suspends: bool
) -> None:
    row = contest(asked, cast, remedy, suspends=suspends)
    assert row.is_suspended is suspends
    assert bool(mine(cast.coordinator)) is not suspends
    assert bool(mine(cast.caseworker)) is (remedy == Remedy.OBJECTION), "on a lawsuit a court decides"
    found = pages(cast, row)
    assert ("You have to pay although it is contested." in found["proof"]) is not suspends
    assert ("It is your turn: pay back €72.00 until" in found["requests"]) is not suspends
    if remedy == Remedy.LAWSUIT:
        for name in ("case", "checking"):
            assert "The result is contested by a lawsuit." in found[name], name


def test_the_office_says_what_is_suggested(cast: Cast, asked: ProofCheck, officer: Client) -> None:
    Office.objects.update(remedy_suspends=False)
    form = officer.get(at_office("contest_result", asked.proof)).context["form"]
    assert form.initial["suspends"] is False


def test_after_an_objection_that_failed_comes_a_lawsuit(cast: Cast, asked: ProofCheck) -> None:
    row = settle(contest(asked, cast), cast, RemedyEnd.REMEDIED, 40)
    row = contest(row, cast, Remedy.LAWSUIT)
    assert (row.remedy, row.is_suspended, row.settled, row.remedy_end) == ("lawsuit", True, None, "")
    assert row.owed == D(40), "what the objection has changed holds"
    assert refused(lambda: settle(row, cast, RemedyEnd.REMEDIED, 40)) == {"amount"}
    row = settle(row, cast, RemedyEnd.UPHELD)
    assert (row.owed, row.due_by) == (D(40), today() + WEEKS)
    verbs = row.proof.award.request.transitions.filter(verb__in=[Verb.CONTEST_RESULT, Verb.SETTLE_RESULT])
    assert verbs.count() == 4


def test_it_can_be_contested_anew_from_the_day_of_its_answer(cast: Cast, asked: ProofCheck) -> None:
    first = results.contestable_until(asked)
    later = today() + timedelta(10)
    with time_machine.travel(f"{later}T11:00:00Z"):
        row = settle(contest(asked, cast), cast, RemedyEnd.WITHDRAWN)
        assert results.contestable_until(row) == first
        row = settle(contest(row, cast), cast, RemedyEnd.UPHELD)
        second = results.contestable_until(row)
    assert first is not None
    assert second is not None
    assert second > first


def test_the_turn_in_the_inbox_is_the_caseworkers_until_the_objection_is_settled(
    cast: Cast, asked: ProofCheck, officer: Client
) -> None:
    inbox = reverse("funding:inbox", args=[cast.office.slug])

    def waiting() -> int:
        return len(officer.get(inbox, {"state": "after", "turn": "mine"}).context["page_obj"].object_list)

    assert waiting() == 0
    row = contest(asked, cast)
    assert waiting() == 1
    settle(row, cast, RemedyEnd.UPHELD)
    assert waiting() == 0


def test_a_case_is_not_closed_while_it_is_contested_or_money_is_to_go_back(
    cast: Cast, asked: ProofCheck
) -> None:
    row = contest(pay(asked, cast, 72), cast)
    request = FundingRequest.objects.get()
    assert records.closed_on(request) is None
    row = settle(row, cast, RemedyEnd.REMEDIED, 30)
    assert records.closed_on(request) is None
    repaying.give_back(row, today(), by=cast.caseworker, version=row.version)
    assert records.closed_on(request) == today()


# -- refused -----------------------------------------------------------------------------------------------


def test_what_is_not_closed_or_contested_already_is_not_contested(
    cast: Cast, paid: ProofCheck, officer: Client
) -> None:
    assert officer.get(at_office("contest_result", paid.proof)).status_code == 404
    assert refused(lambda: contest(paid, cast)) == {"state"}
    row = contest(fresh(closed(cast, paid)), cast)
    assert refused(lambda: contest(row, cast)) == {"contested"}
    assert officer.get(at_office("contest_result", row.proof)).status_code == 302


def test_a_result_that_burdens_nobody_is_not_contested(cast: Cast, paid: ProofCheck, officer: Client) -> None:
    results.propose(paid, results.Result(), by=cast.caseworker, version=paid.version)
    row = fresh(paid)
    assert refused(lambda: contest(row, cast)) == {"burden"}
    assert at_office("contest_result", row.proof) not in officer.get(at_office("checking", row.proof)).text


def test_what_is_not_contested_does_not_end(cast: Cast, asked: ProofCheck, officer: Client) -> None:
    assert refused(lambda: settle(asked, cast, RemedyEnd.UPHELD)) == {"state"}
    assert officer.get(at_office("settle_result", asked.proof)).status_code == 302
    assert refused(
        lambda: repaying.give_back(asked, today(), by=cast.caseworker, version=asked.version)
    ) == {"state"}  # fmt: skip


@pytest.mark.parametrize("days", [-1, 1])
def test_the_days_lie_in_order_and_not_in_the_future(cast: Cast, asked: ProofCheck, days: int) -> None:
    other = today() + timedelta(days)
    said = Contest(other, Remedy.OBJECTION, suspends=True)
    assert refused(
        lambda: remedies.contest_result(asked, said, by=cast.caseworker, version=asked.version)
    ) == {"day"}  # fmt: skip
    row = contest(asked, cast)
    ends = Settlement(other, RemedyEnd.UPHELD, pay_by=today() + WEEKS)
    assert refused(lambda: remedies.settle_result(row, ends, by=cast.caseworker, version=row.version)) == {
        "day"
    }


@pytest.mark.parametrize(("suspends", "pay_by", "errors"), [(True, None, {"pay_by"}), (True, 0, {"pay_by"})])
def test_what_was_put_off_needs_a_new_day(
    cast: Cast, asked: ProofCheck, suspends: bool, pay_by: int | None, errors: set[str]
) -> None:
    row = contest(asked, cast, suspends=suspends)
    day = None if pay_by is None else today() + timedelta(pay_by)
    assert refused(lambda: settle(row, cast, RemedyEnd.WITHDRAWN, pay_by=day)) == errors


def test_what_was_not_put_off_keeps_its_day(cast: Cast, asked: ProofCheck) -> None:
    row = contest(asked, cast, suspends=False)
    assert settle(row, cast, RemedyEnd.UPHELD, pay_by=None).due_by == asked.pay_back_by


def test_only_the_caseworker_records_it(cast: Cast, asked: ProofCheck) -> None:
    said = Contest(today(), Remedy.OBJECTION, suspends=True)
    for name in ("countersigner", "coordinator", "foreign_caseworker"):
        user = getattr(cast, name)
        with pytest.raises(PermissionDenied):
            remedies.contest_result(asked, said, by=user, version=asked.version)
        for page in ("contest_result", "settle_result", "give_back"):
            assert client_of(user).get(at_office(page, asked.proof)).status_code == 404
    with pytest.raises(Stale):
        remedies.contest_result(asked, said, by=cast.caseworker, version=asked.version - 1)


def test_the_decision_on_a_request_is_not_remedied_here(cast: Cast, asked: ProofCheck) -> None:
    FundingRequest.objects.update(state=State.CONTESTED)
    request = FundingRequest.objects.get()
    assert refused(
        lambda: remedies.settle(
            request, RemedyEnd.REMEDIED, "", by=cast.caseworker, version=request.version
        )
    ) == {"end"}  # fmt: skip


def test_the_database_keeps_the_order(cast: Cast, asked: ProofCheck) -> None:
    row = contest(asked, cast)
    now = today()
    for said in (
        {"contested": None}, {"remedy": ""}, {"settled": now}, {"remedy_end": "upheld"},
        {"settled": now - timedelta(1), "remedy_end": "upheld"}, {"remedied": D(72)}, {"recovery": D(1)},
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            ProofCheck.objects.filter(pk=row.pk).update(**said)


# -- said --------------------------------------------------------------------------------------------------


def test_interest_is_a_hint_where_it_is_recorded_how_it_ended(
    cast: Cast, asked: ProofCheck, officer: Client
) -> None:
    row = contest(asked, cast)
    Drawdown.objects.update(paid_on=today() - timedelta(100))
    BaseRate.objects.create(since=today() - timedelta(800), percent=D("2.27"), source="Bundesanzeiger")
    # 72 EUR for 100 days at 7.27 per cent
    assert "would be €1.43." in officer.get(at_office("settle_result", row.proof)).text


def test_an_auditor_reads_what_it_has_become(cast: Cast, asked: ProofCheck) -> None:
    settle(contest(asked, cast, contestant="RA Özdemir"), cast, RemedyEnd.REMEDIED, 30)
    access = AuditAccess.objects.create(
        award=asked.proof.award, name="Ada Prüf", body="Rechnungshof", email=cast.auditor.email,
        user=cast.auditor, start=today(), until=today(),
    )  # fmt: skip
    page = words(client_of(cast.auditor).get(reverse("funding:audit", args=[access.pk])).text)
    assert "To be paid back €30.00" in page
    assert "Asked back by the letter €72.00 Asked back by now €30.00" in page
