"""Once the check of a proof is closed, or legal remedy has changed it, the grant now decides on all money."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import RemedyEnd, State
from funding.models import AuditAccess, Award, Drawdown, FundingRequest, Office, ProofCheck
from funding.reports.budgets import standings
from funding.reports.drawdowns import standing_of
from funding.services import auditing, drawdowns, repaying, upholding
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding.test_auditing import somebody
from tests.funding.test_budgets import line_of
from tests.funding.test_contested_results import asked, contest, pay, settle
from tests.funding.test_drawdowns import at as at_award
from tests.funding.test_drawdowns import at_office as at_office_of_award
from tests.funding.test_drawdowns import final, paid_out
from tests.funding.test_interest import owed
from tests.funding.test_later_income import decided, told
from tests.funding.test_money_after_check import cut, money_pages
from tests.funding.test_proof_check import at, at_office, begun, client_of, closed, fresh, paid, sent, words

__all__ = ["asked", "begun", "cut", "owed", "paid", "sent"]

D = Decimal
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_raised_grant_is_called_up_approved_and_paid_whatever_the_costs_give(
    cast: Cast, cut: ProofCheck, applicant: Client, officer: Client
) -> None:
    row = settle(contest(cut, cast, suspends=False), cast, RemedyEnd.RAISED, grant=D(160))
    row = settle(row, cast, RemedyEnd.RAISED, grant=D(160), by=cast.countersigner)
    address = at("drawdown_new", row.proof)
    form = applicant.get(address)
    assert list(form.context["form"].fields) == ["amount"], "nobody asks for costs any more"
    page = words(form.text)
    assert "The grant by the result of the check €160.00" in page
    assert "You can call up €160.00" in page
    refused = applicant.post(address, {"amount": "160.01", "send": "1"})
    assert "You can call up at most €160.00." in refused.text
    assert applicant.post(address, {"amount": "", "send": "1"}).status_code == 302
    call = Drawdown.objects.get()
    assert (call.asked, call.entitled) == (D(160), D(160)), "the proof itself gave 144"
    assert "More is called up than" not in officer.get(at_office("payments", row.proof)).text
    call = drawdowns.decide(call, D(160), "", by=cast.caseworker, version=call.version)
    drawdowns.pay(call, today(), by=cast.caseworker, version=call.version)
    assert standing_of(row.proof.award.__class__.objects.get()).rest == 0


# -- one balance of what is asked back, what came back, and the interest ----------------------------------


def test_nobody_is_told_to_pay_interest_while_more_came_back_than_is_asked_for(
    cast: Cast, owed: ProofCheck, officer: Client
) -> None:
    row = contest(pay(owed, cast, 72), cast)  # of 72 and 7.20 EUR of interest
    address = at_office("settle_result", row.proof)
    said = {"version": row.version, "end": "remedied", "day": today(), "amount": "36", "note": ""}
    shown = officer.post(address, said)
    assert shown.status_code == 422, "the officer reads what the interest becomes"
    assert "In proportion it is €3.60 instead of €7.20." in shown.text.replace("\xa0", " ")
    assert shown.context["form"]["interest"].value() == "3.60"
    too_much = officer.post(address, said | {"interest": "7.21"})
    assert set(too_much.context["form"].errors) == {"interest"}
    assert officer.post(address, said | {"interest": "4"}).status_code == 302, (
        "no day: nothing is owed in all"
    )
    row = fresh(row)
    assert (row.interest, row.owed, row.overpaid) == (D(4), 0, D(32))
    for page in money_pages(cast, row):
        assert "to be paid back until" not in page
        assert "€32.00" in page
    row = fresh(repaying.give_back(row, today(), by=cast.caseworker, version=row.version))
    assert (row.paid_back, row.interest_paid, row.owed, row.overpaid) == (D(36), D(4), 0, 0)


def test_interest_without_a_word_falls_in_proportion_and_a_day_is_wanted_while_something_is_owed(
    cast: Cast, owed: ProofCheck
) -> None:
    row = contest(pay(owed, cast, 30), cast)
    with pytest.raises(ValidationError) as refused:
        settle(row, cast, RemedyEnd.REMEDIED, 36, pay_by=None)
    assert set(refused.value.message_dict) == {"pay_by"}
    row = settle(row, cast, RemedyEnd.REMEDIED, 36)
    assert (row.interest, row.owed, row.overpaid) == (D("3.60"), D("9.60"), 0)


# -- the grant now, on the pages of the award and of the case ---------------------------------------------


def test_the_grant_now_leads_both_pages_and_the_award_stands_beside_it(
    cast: Cast, asked: ProofCheck, applicant: Client, officer: Client
) -> None:
    own = words(applicant.get(asked.proof.award.request.get_absolute_url()).text)
    assert "€72.00 the grant by the check · approved: €2,000.00" in own
    assert "to be expected" not in own
    desk = words(officer.get(at_office("case", asked.proof)).text)
    assert "Grant now €72.00 · the grant by the check" in desk
    assert "€144.00 of €72.00 are paid out." in desk
    settle(contest(asked, cast), cast, RemedyEnd.REMEDIED, 20)
    own = words(applicant.get(asked.proof.award.request.get_absolute_url()).text)
    assert "€124.00 the grant after the legal remedy · approved: €2,000.00" in own


def test_who_contests_and_can_call_up_meanwhile_is_told_so(
    cast: Cast, cut: ProofCheck, applicant: Client
) -> None:
    contest(cut, cast, suspends=False)
    page = words(applicant.get(at("drawdowns", cut.proof)).text)
    assert "You need do nothing" not in page
    assert "What it gives you can be called up meanwhile." in page
    assert "Call up money" in page


def test_money_told_with_a_refused_change_counts_on_the_page_of_the_award_as_on_the_money_page(
    cast: Cast, applicant: Client
) -> None:
    award = final(cast)
    Award.objects.update(minor_change=None)
    decided(cast, told(cast, award))
    decided(cast, told(cast, Award.objects.get(), use="Anders."), grants=False)
    award = Award.objects.get()
    now = f"€{standing_of(award).grant:,.2f}"
    assert f"{now} the grant with the money that came in later" in words(
        applicant.get(at_award("drawdowns", award)).text
    )
    page = words(applicant.get(award.request.get_absolute_url()).text)
    assert f"{now} the grant with the money that came in later · approved: €2,000.00" in page
    assert f"With the money that came in later {now} are to be expected by the rules of the award. In" in page
    assert f"€0.00 of {now}" in words(applicant.get(reverse("desk")).text)


# -- what is paid without a call --------------------------------------------------------------------------


def test_a_payment_before_the_decision_is_final_needs_a_reason(cast: Cast, officer: Client) -> None:
    award = final(cast)
    FundingRequest.objects.update(state=State.ANNOUNCED)
    address = at_office_of_award("payment_new", award)
    assert "The decision is not final yet" in officer.get(address).text
    said = {"known": 0, "amount": "100", "paid_on": today()}
    refused = officer.post(address, said)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"reason"})
    assert officer.post(address, said | {"reason": "Die Miete war fällig."}).status_code == 302
    paid_ = Drawdown.objects.get()
    assert (paid_.upheld, paid_.upheld_reason) == (0, "Die Miete war fällig.")
    line = award.request.transitions.get(verb="allow")
    assert line.note == "1: 100.00 EUR\nDie Miete war fällig."


def test_a_payment_beyond_the_costs_of_the_last_call_needs_a_reason(cast: Cast, officer: Client) -> None:
    award = final(cast)
    paid_out(award, cast, paid="600", due="400")  # of which the grant gives 800
    address = at_office_of_award("payment_new", award)
    assert "By the costs of the last call €0.00 can still be paid." in officer.get(address).text
    said = {"known": 1, "amount": "100", "paid_on": today()}
    refused = officer.post(address, said)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"reason"})
    assert officer.post(address, said | {"reason": "Fester Termin."}).status_code == 302


# -- the budget -------------------------------------------------------------------------------------------


def test_the_budget_binds_what_the_check_leaves_of_the_grant_once_the_rest_is_back(
    cast: Cast, asked: ProofCheck
) -> None:
    line = line_of(cast)

    def bound() -> D:
        return sum((year.committed for year in standings(line.office, [line])[0].years.values()), D(0))

    assert bound() == D(144), "paid out, and not back yet"
    row = pay(asked, cast, 50)
    assert bound() == D(94)
    row = pay(row, cast, 22)
    assert bound() == D(72)
    years = standings(line.office, [line])[0].years.values()
    assert [sum(getattr(year, name) for year in years) for name in ("paid", "back", "beyond")] == [144, 72, 0]
    row = settle(contest(row, cast), cast, RemedyEnd.REMEDIED, 20)
    assert bound() == D(124), "the grant is higher again"
    row = fresh(repaying.give_back(row, today(), by=cast.caseworker, version=row.version))
    assert bound() == D(124)


# -- what came back, and to which account -----------------------------------------------------------------


def test_each_repayment_stands_with_its_day_on_both_money_pages_and_for_the_auditor(
    cast: Cast, owed: ProofCheck
) -> None:
    row = contest(pay(pay(owed, cast, 50), cast, 20), cast)
    row = settle(row, cast, RemedyEnd.REMEDIED, 36)
    repaying.give_back(row, today(), by=cast.caseworker, version=row.version)
    access = auditing.open_audit(row.proof.award, somebody(cast), by=cast.caseworker)
    AuditAccess.objects.update(user=cast.auditor)
    day = f"{today():%d/%m/%Y}"
    audit = words(client_of(cast.auditor).get(reverse("funding:audit", args=[access.pk])).text)
    for page in (*money_pages(cast, row), audit):
        assert f"{day} paid back to the Office €50.00 {day} paid back to the Office €20.00" in page
        assert f"{day} given back by the Office €30.40" in page
        assert "Interest of €3.60 is part of it." in page


def test_who_pays_back_reads_to_which_account(cast: Cast, paid: ProofCheck, applicant: Client) -> None:
    Office.objects.update(pay_back_to="Landeskasse\nIBAN DE00 0000", post_days=0)
    row = closed(cast, paid)
    for name in ("drawdowns", "proof"):
        page = words(applicant.get(at(name, row.proof)).text)
        assert "Pay back to this account, with the file number" in page, name
        assert "Landeskasse IBAN DE00 0000" in page, name


def test_why_a_payment_was_made_all_the_same_is_for_the_office_alone(
    cast: Cast, applicant: Client, officer: Client
) -> None:
    award = final(cast)
    paid_out(award, cast, paid="600", due="400")
    upholding.pay_without_call(award, D(100), today(), "Fester Termin.", by=cast.caseworker, known=1)
    said = "Paid all the same, because: Fester Termin."
    assert said in words(officer.get(at_office_of_award("payments", award)).text)
    assert "Fester Termin." not in applicant.get(at_award("drawdowns", award)).text
