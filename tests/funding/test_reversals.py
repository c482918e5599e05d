"""A payment that came back from the bank, or was entered wrongly, is reversed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from funding.choices import DrawdownState, Verb
from funding.models import Award, Drawdown, ProofCheck
from funding.reports.budgets import standings
from funding.reports.drawdowns import standing_of
from funding.services import drawdowns, payment_orders, proofs, repaying, reversals
from portal.lib.dates import today
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding.scenes import D
from tests.funding.test_budgets import line_of
from tests.funding.test_drawdowns import at, at_office, final, paid_out, words
from tests.funding.test_interest import owed
from tests.funding.test_proof_check import begun, client_of, paid, sent
from tests.funding.test_reports import furnished_proof

__all__ = ["begun", "owed", "paid", "sent"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def by_hand(award: Award, cast: Cast, amount: int = 200) -> Drawdown:
    """A payment that nobody called up."""
    known = award.drawdowns.count()
    return drawdowns.record_payment(award, D(amount), today(), by=cast.caseworker, known=known)


def test_a_payment_without_a_call_that_was_entered_wrongly_counts_no_more(cast: Cast) -> None:
    award = final(cast)
    before = standing_of(award).rest
    row = by_hand(award, cast)
    desk = client_of(cast.caseworker)
    page, address = at_office("payments", award), at_office("drawdown_reverse", award, row.number)
    assert address in desk.get(page).text
    form = words(desk.get(address).text)
    assert "€200.00" in form
    assert "the sum counts as paid out no more." in form
    empty = desk.post(address, {"version": row.version, "reason": " "})
    assert (empty.status_code, set(empty.context["form"].errors)) == (422, {"reason"})
    for _click in range(2):
        assert desk.post(address, {"version": row.version, "reason": "20 statt 200"}).status_code == 302
    row = Drawdown.objects.get()
    award = Award.objects.get()
    assert (row.state, row.amount, award.drawn) == (DrawdownState.REVERSED, D(200), 0)
    assert standing_of(award).rest == before
    assert award.request.transitions.filter(verb=Verb.UNDO_PAYMENT).count() == 1
    assert Message.objects.get(kind="funding.payment_reversed").address == cast.coordinator.email
    assert by_hand(award, cast, 20).number == 2, "the right sum is entered anew"


def test_a_call_whose_payment_came_back_waits_to_be_paid_again(cast: Cast) -> None:
    award = final(cast)
    row = paid_out(award, cast)
    amount = row.amount
    assert payment_orders.orders(award.request.office, by=cast.caseworker) == []
    row = reversals.reverse_payment(row, "Konto erloschen", by=cast.caseworker, version=row.version)
    assert (row.state, row.amount, row.paid_on) == (DrawdownState.APPROVED, amount, None)
    assert Award.objects.get().drawn == 0
    (order,) = payment_orders.orders(award.request.office, by=cast.caseworker)
    assert order.drawdown == row
    drawdowns.pay(row, today(), by=cast.caseworker, version=row.version)
    assert Award.objects.get().drawn == amount


def test_what_went_to_a_wrong_account_is_called_up_anew(cast: Cast) -> None:
    award = final(cast)
    row = paid_out(award, cast)
    desk, address = client_of(cast.caseworker), at_office("drawdown_reverse", award, row.number)
    said = {"version": row.version, "reason": "Konto erloschen"}
    assert set(desk.post(address, said).context["form"].errors) == {"calls_anew"}
    assert desk.post(address, said | {"calls_anew": "yes"}).status_code == 302
    row = Drawdown.objects.get()
    assert row.state == DrawdownState.REVERSED
    page = client_of(cast.coordinator).get(at("drawdowns", award)).text
    assert at("drawdown_new", award) in page, "it can be called up at once"
    assert "Konto erloschen" not in page
    assert paid_out(Award.objects.get(), cast).number == 2


def test_only_the_last_payment_is_reversed_and_only_by_who_pays(cast: Cast) -> None:
    award = final(cast)
    first = by_hand(award, cast)
    by_hand(award, cast, 100)
    with pytest.raises(ValidationError, match="Only the last one"):
        reversals.reverse_payment(first, "Falsch", by=cast.caseworker, version=first.version)
    assert client_of(cast.caseworker).get(at_office("drawdown_reverse", award, 1)).status_code == 302
    assert client_of(cast.countersigner).get(at_office("drawdown_reverse", award, 2)).status_code == 404
    assert Award.objects.get().drawn == D(300)


def test_what_a_sent_proof_rests_on_stays(cast: Cast) -> None:
    proof = furnished_proof(cast)
    row = by_hand(proof.award, cast)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    with pytest.raises(ValidationError, match="The proof of use rests on this payment"):
        reversals.reverse_payment(row, "Falsch", by=cast.caseworker, version=row.version)
    assert Drawdown.objects.get().state == DrawdownState.PAID


def test_the_budget_takes_what_came_back_off_what_was_really_paid(cast: Cast, owed: ProofCheck) -> None:
    line = line_of(cast)
    check = repaying.record_return(owed, D(30), today(), by=cast.caseworker, version=owed.version)
    Drawdown.objects.create(
        award=check.proof.award, number=99, state=DrawdownState.REVERSED, amount=D(500),
        paid_on=date(2099, 1, 1),
    )  # fmt: skip
    (standing,) = standings(cast.office, [line])
    assert (standing.of_year(today().year).back, standing.of_year(2099).back) == (D(30), 0)


def test_a_list_of_the_cash_system_does_not_find_a_reversed_payment_paid(cast: Cast) -> None:
    award = final(cast)
    row = paid_out(award, cast)
    key = payment_orders.key_of(row)
    reversals.reverse_payment(row, "Falsch", by=cast.caseworker, version=row.version, calls_anew=True)
    assert payment_orders._paid_on(key, award.request.office) is None
