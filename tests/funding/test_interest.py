"""Interest on what is asked back: said by the officer, told in the letter, owed and paid with it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from funding import duties, finance
from funding.choices import Effect, RemedyEnd, State
from funding.models import ForgottenCases, FundingRequest, ProofCheck
from funding.reports.dashboard import office_figures
from funding.services import repaying, results
from funding.services.soundness import Result
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding.test_contested_results import contest, mine, pay, settle
from tests.funding.test_proof_check import (
    SOON,
    at,
    at_office,
    begun,
    client_of,
    cut,
    fresh,
    paid,
    said_in,
    sent,
    words,
)

__all__ = ["begun", "paid", "sent"]

D = Decimal
WHY = "5 Prozentpunkte über dem Basiszinssatz ab dem 1. Februar 2026 (§ 49a Abs. 3 VwVfG)."
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def owed(cast: Cast, paid: ProofCheck) -> ProofCheck:
    """72 EUR are asked back, and 7.20 EUR of interest on them."""
    row = cut(paid, "90", by=cast.caseworker)
    interest: dict[str, Any] = {"interest": D("7.20"), "interest_why": WHY}
    said = Result("Bitte zahlen.", today() + SOON, "Sie hat darum gebeten.", Effect.FIXES, **interest)
    row = results.propose(row, said, by=cast.caseworker, version=row.version)
    row = results.countersign(row, by=cast.countersigner, version=row.version)
    FundingRequest.objects.update(state=State.FINAL)
    return fresh(row)


def form_of(row: ProofCheck, **more: Any) -> dict[str, Any]:
    usual = {"version": row.version, "note": "x", "effect": "fixes", "pay_back_by": today() + SOON}
    return usual | {"unheard": "Sie hat darum gebeten."} | more


def test_the_officer_asks_for_interest_with_its_reason_or_says_why_for_none(
    cast: Cast, paid: ProofCheck, officer: Client
) -> None:
    row = cut(paid, "90", by=cast.caseworker)
    address = at_office("check_result", row.proof)
    without = officer.post(address, form_of(row, interest="7.20"))
    assert (without.status_code, set(without.context["form"].errors)) == (422, {"interest_why"})
    assert officer.post(address, form_of(row, interest="7.20", interest_why=WHY)).status_code == 302
    row = fresh(row)
    assert (row.interest, row.interest_why) == (D("7.20"), WHY)
    row = fresh(results.send_back(row, "Noch einmal.", by=cast.countersigner, version=row.version))
    assert (row.interest, row.interest_why) == (0, "")
    assert officer.post(address, form_of(row, interest_why="Gering.")).status_code == 302
    row = fresh(row)
    assert (row.interest, row.interest_why) == (0, "Gering.")


def test_it_stands_in_the_letter_and_in_what_is_to_be_paid(cast: Cast, owed: ProofCheck) -> None:
    text = said_in(owed)
    assert "7,20 € Zinsen zu zahlen" in text
    assert "Zusammen zu zahlen 79,20 €" in text
    assert "Bitte zahlen Sie 79,20 € (darin 7,20 € Zinsen)" in text
    assert WHY in text
    assert owed.owed == D("79.20")
    assert owed.granted == D(72), "interest is no part of the grant"
    assert mine(cast.coordinator) == [("Pay back €79.20 for “Elternlotsen Nordstadt”", owed.due_by)]
    page = words(client_of(cast.coordinator).get(at("proof", owed.proof)).text)
    assert "Pay back €79.20 until" in page
    assert "Asked back are €72.00 of the grant and €7.20 of interest." in page
    for page in (
        client_of(cast.coordinator).get(at("drawdowns", owed.proof)).text,
        client_of(cast.caseworker).get(at_office("payments", owed.proof)).text,
    ):
        assert "€79.20 to be paid back until" in words(page)


def test_what_comes_back_covers_the_grant_and_then_its_interest(cast: Cast, owed: ProofCheck) -> None:
    page = words(client_of(cast.caseworker).get(at_office("paid_back", owed.proof)).text)
    assert "whether that holds here is not certain" in page
    row = pay(owed, cast, 75)
    assert (row.paid_back, row.interest_paid, row.owed) == (D(72), D(3), D("4.20"))
    with pytest.raises(ValidationError):
        pay(row, cast, 5)
    row = fresh(repaying.record_return(row, D("4.20"), today(), by=cast.caseworker, version=row.version))
    assert (row.owed, row.came_back) == (0, D("79.20"))
    assert duties.of(cast.coordinator) == []
    figures = office_figures(
        FundingRequest.objects.counted_for(cast.caseworker), ForgottenCases.objects.none(), None
    )
    assert figures.sum.paid == D(72), "interest is no money of the grant"
    desk = words(client_of(cast.caseworker).get(at_office("checking", row.proof)).text)
    assert "Paid back so far: €79.20" in desk


def test_legal_remedy_lowers_interest_with_the_sum_it_is_on(cast: Cast, owed: ProofCheck) -> None:
    row = contest(pay(owed, cast, 75), cast)
    row = settle(row, cast, RemedyEnd.REMEDIED, 18, pay_by=today() + timedelta(weeks=20))
    assert (row.interest, row.owed, row.overpaid) == (D("1.80"), 0, D("55.20"))
    row = fresh(repaying.give_back(row, today(), by=cast.caseworker, version=row.version))
    assert (row.paid_back, row.interest_paid, row.overpaid) == (D(18), D("1.80"), 0)
    assert "€" not in str(mine(cast.caseworker)), "nothing is given back any more"


def test_interest_falls_in_proportion_and_with_nothing_to_nothing() -> None:
    assert finance.interest_left(D("7.20"), D(72), D(18)) == D("1.80")
    assert finance.interest_left(D("7.20"), D(72), D(0)) == 0
    assert finance.interest_left(D(0), D(0), D(0)) == 0
