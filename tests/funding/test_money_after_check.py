"""The money of an award once its proof is checked: both sides read the same sums, on every page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from funding.choices import Remedy, RemedyEnd, State
from funding.models import Drawdown, ForgottenCases, FundingRequest, Office, ProofCheck, ProofOfUse
from funding.reports.dashboard import office_figures
from funding.reports.drawdowns import standing_of
from funding.services import drawdowns, results
from portal.lib.dates import today
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_contested_results import asked, contest, mine, pay, settle
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

__all__ = ["asked", "begun", "paid", "sent"]

D = Decimal
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def money_pages(cast: Cast, row: ProofCheck) -> tuple[str, str]:
    """What the organisation and the Office read of the payments."""
    own, desk = client_of(cast.coordinator), client_of(cast.caseworker)
    pages = own.get(at("drawdowns", row.proof)), desk.get(at_office("payments", row.proof))
    said = [words(page.text.replace("&#x27;", "'").replace("\xa0", " ")) for page in pages]
    return said[0], said[1]


def test_after_a_recovery_both_read_what_the_grant_is_and_what_comes_back_until_when(
    cast: Cast, asked: ProofCheck
) -> None:
    own, desk = money_pages(cast, asked)
    until = f"{asked.due_by:%d/%m/%Y}"
    for page in (own, desk):
        assert "€72.00 the grant by the check" in page
        assert f"€72.00 to be paid back until {until}" in page
        assert "Nothing is open" not in page
    assert f"It is your turn: pay back €72.00 until {until}." in own
    assert "It is the organisation's turn: €72.00 are to be paid back until" in desk


def test_what_came_back_stands_beside_what_is_still_owed(cast: Cast, asked: ProofCheck) -> None:
    row = pay(asked, cast, 30)
    for page in money_pages(cast, row):
        assert "€42.00 to be paid back until" in page
        assert "€30.00 paid back" in page
    row = pay(row, cast, 42)
    own, desk = money_pages(cast, row)
    for page in (own, desk):
        assert "€0.00 to be paid back €72.00 paid back" in page
    assert "No payment is open." in desk


def test_after_legal_remedy_the_check_page_says_the_grant_that_the_organisation_reads(
    cast: Cast, asked: ProofCheck
) -> None:
    row = settle(contest(asked, cast), cast, RemedyEnd.REMEDIED, 20)
    for page in money_pages(cast, row):
        assert "€124.00 the grant after the legal remedy" in page
    desk = client_of(cast.caseworker)
    check = words(desk.get(at_office("checking", row.proof)).text)
    assert "Grant now, after the legal remedy – €124.00" in check
    case = words(desk.get(at_office("case", row.proof)).text)
    assert "By the check the grant is €124.00 now." in case


# -- legal remedy that gives more --------------------------------------------------------------------------


@pytest.fixture
def cut(cast: Cast, begun: ProofCheck) -> ProofCheck:
    """72 EUR are granted of 144 that the proof gives; nothing is paid out, and nothing asked back."""
    Office.objects.update(post_days=0)
    row = closed(cast, begun)
    FundingRequest.objects.update(state=State.FINAL)
    return fresh(results.record_posting(fresh(row), today(), by=cast.caseworker, version=row.version))


def test_an_objection_without_a_recovery_ends_with_more_and_that_is_still_to_be_paid(
    cast: Cast, cut: ProofCheck
) -> None:
    row = contest(cut, cast, suspends=False)
    desk = client_of(cast.caseworker)
    address = at_office("settle_result", row.proof)
    form = desk.get(address).context["form"]
    assert [value for value, _label in form.fields["end"].choices] == ["upheld", "withdrawn", "raised"]
    said = {"version": row.version, "end": "raised", "day": today(), "note": "Belege nachgereicht."}
    for grant in ("", "72", "2000.01"):
        answer = desk.post(address, said | {"grant": grant})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"grant"}), grant
    answer = desk.post(address, said | {"grant": "127.12", "note": ""})
    assert set(answer.context["form"].errors) == {"note"}, "the second officer reads it"
    second = client_of(cast.countersigner)
    assert second.get(address).status_code == 404, "nothing waits for a second officer"
    for _click in range(2):
        assert desk.post(address, said | {"grant": "127.12"}).status_code == 302
    waits = fresh(row)
    assert (waits.granted, waits.is_contested, waits.raise_by) == (D(72), True, cast.caseworker)
    assert "It waits until a second officer" in desk.get(at_office("checking", row.proof)).text
    assert mine(cast.countersigner)[0][0] == "Confirm the higher grant for “Elternlotsen Nordstadt”"
    page = second.get(address).text
    assert "the grant is raised to €127.12" in page
    assert "Belege nachgereicht." in page
    again = {"version": waits.version, "end": "raised", "day": today(), "note": "Belege nachgereicht."}
    answer = second.post(address, again | {"grant": "130"})
    assert set(answer.context["form"].errors) == {"grant"}, "a second officer confirms, and proposes nothing"
    for _click in range(2):
        assert second.post(address, again | {"grant": "127.12"}).status_code in (302, 404)
    row = fresh(row)
    assert (row.raise_to, row.raise_by) == (None, None)
    assert (row.granted, row.still_due, row.owed) == (D("127.12"), D("127.12"), 0)
    assert standing_of(row.proof.award).rest == D("127.12")
    released = row.proof.award.decision.parts.values_list("amount", "released")
    assert sum(amount - back for amount, back in released) == D("127.12"), "the budget bears it again"
    check = words(desk.get(at_office("checking", row.proof)).text)
    assert "the grant is higher" in check
    assert "Grant by the new decision €127.12" in check
    assert "€127.12 are still to be paid out." in check
    own, office = money_pages(cast, row)
    assert "€127.12 the grant after the legal remedy" in own
    assert "€127.12 the grant after the legal remedy" in office
    assert "€127.12" in words(client_of(cast.coordinator).get(at("proof", row.proof)).text)
    drawdowns.record_payment(row.proof.award, D("127.12"), today(), by=cast.caseworker, known=0)
    requests = FundingRequest.objects.counted_for(cast.caseworker)
    assert office_figures(requests, ForgottenCases.objects.none(), None).sum.settled == D("127.12")


def test_the_second_officer_sends_a_higher_grant_back_and_says_why(cast: Cast, cut: ProofCheck) -> None:
    row = settle(contest(cut, cast, suspends=False), cast, RemedyEnd.RAISED, grant=D(160))
    assert Message.objects.get(kind="funding.raise_proposed").address == cast.countersigner.email
    desk, second = client_of(cast.caseworker), client_of(cast.countersigner)
    page, address = at_office("checking", row.proof), at_office("return_raise", row.proof)
    assert address in second.get(page).text
    assert "It is your turn: confirm the higher grant" in words(second.get(page).text)
    assert address not in desk.get(page).text, "who proposed it sends nothing back"
    assert "It is the second officer's turn: confirm the higher grant" in words(
        desk.get(page).text.replace("&#x27;", "'")
    )
    requests = FundingRequest.objects.of_offices(cast.countersigner)
    assert list(requests.mine_after_award(working=None, signing=cast.countersigner)) == [
        row.proof.award.request
    ]
    assert not FundingRequest.objects.mine_after_award(working=cast.caseworker, signing=cast.caseworker)
    said = {"version": row.version, "note": "Beleg 3 fehlt noch.", "back": "1"}
    assert desk.post(address, said).status_code == 404
    assert client_of(cast.foreign_caseworker).post(address, said).status_code == 404
    empty = second.post(address, said | {"note": ""})
    assert (empty.status_code, fresh(row).raise_to) == (422, D(160))
    assert second.post(address, said).status_code == 302
    back = fresh(row)
    assert (back.raise_to, back.granted, back.is_contested) == (None, D(72), True)
    assert "Beleg 3 fehlt noch." in desk.get(page).text
    assert Message.objects.get(kind="funding.raise_returned").address == cast.caseworker.email
    later = settle(back, cast, RemedyEnd.UPHELD)
    again = contest(later, cast, Remedy.LAWSUIT, suspends=False)
    assert "Beleg 3 fehlt noch." not in desk.get(page).text, "another remedy, another word"
    settle(again, cast, RemedyEnd.RAISED, grant=D(150))
    assert "What is to be changed" not in desk.get(page).text, "it is proposed anew"


def test_a_recovery_can_end_with_more_than_was_paid_out(cast: Cast, asked: ProofCheck) -> None:
    row = contest(pay(asked, cast, 72), cast)
    with pytest.raises(ValidationError) as refused:
        settle(row, cast, RemedyEnd.RAISED, grant=D(144))
    assert set(refused.value.message_dict) == {"grant"}, "that is what was paid out"
    row = settle(row, cast, RemedyEnd.RAISED, grant=D(150))
    assert row.granted == D(72), "one officer alone raises nothing"
    row = settle(row, cast, RemedyEnd.RAISED, grant=D(150), by=cast.countersigner)
    assert (row.granted, row.asked_back, row.overpaid, row.still_due) == (D(150), 0, D(72), D(6))


@pytest.mark.parametrize("end", [RemedyEnd.UPHELD, RemedyEnd.REMEDIED])
def test_after_a_judgment_no_new_time_for_legal_remedy_runs(
    cast: Cast, asked: ProofCheck, end: RemedyEnd
) -> None:
    row = settle(contest(asked, cast), cast, RemedyEnd.UPHELD)
    assert results.contestable_until(row) is not None
    row = contest(row, cast, Remedy.LAWSUIT)
    tomorrow = today() + timedelta(1)
    row = settle(row, cast, end, 10 if end == RemedyEnd.REMEDIED else None, pay_by=tomorrow)
    assert results.contestable_until(row) is None
    assert row.due_by == tomorrow, "nothing has to be waited for"
    desk = client_of(cast.caseworker)
    assert "Legal remedy is possible until" not in desk.get(at_office("checking", row.proof)).text
    page = words(client_of(cast.coordinator).get(at("proof", row.proof)).text)
    assert "Legal remedy is possible" not in page
    assert "A court has decided." in desk.get(at_office("contest_result", row.proof)).text


# -- the rest of the grant ---------------------------------------------------------------------------------


def test_the_organisation_is_told_to_call_up_the_rest_until_it_has(cast: Cast, cut: ProofCheck) -> None:
    award = cut.proof.award
    assert mine(cast.coordinator) == [("Call up the last €72.00 for “Elternlotsen Nordstadt”", None)]
    page = words(client_of(cast.coordinator).get(at("proof", cut.proof)).text)
    assert "€72.00 are still to be paid out. The money of this award" in page
    Drawdown.objects.create(
        award=award, number=1, state="requested", asked=D(72), paid=D(180), due=D(0), entitled=D(72),
        drawn=D(0), requested=timezone.now(), requested_by=cast.coordinator,
    )  # fmt: skip
    assert mine(cast.coordinator) == [], "it waits for the Office now"
    Drawdown.objects.all().delete()
    drawdowns.record_payment(award, D(72), today(), by=cast.caseworker, known=0)
    assert mine(cast.coordinator) == []


def test_nothing_is_called_up_before_the_decision_is_final(cast: Cast, cut: ProofCheck) -> None:
    FundingRequest.objects.update(state=State.ANNOUNCED)
    assert mine(cast.coordinator) == []


def test_what_was_paid_out_in_a_sent_proof_is_said_to_be_of_that_day(cast: Cast, sent: ProofOfUse) -> None:
    page = words(client_of(cast.coordinator).get(at("proof", sent)).text)
    assert f"As it was when the proof was sent on {sent.sent_on:%d/%m/%Y}" in page


def test_while_a_proof_is_written_it_says_what_is_paid_out_now(cast: Cast) -> None:
    page = client_of(cast.coordinator).get(at("proof", scenes.proof(cast))).text
    assert "As it was when" not in page
