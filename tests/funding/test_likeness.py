"""An expense that looks like another: asked about, never dropped, never counted twice."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from funding.models import Expense, FundingRequest, ProofOfUse
from funding.services import expenses
from funding.services.likeness import lookalikes
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_expenses import WITHIN, at, typed, values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
D = scenes.D


@pytest.fixture
def proof(cast: Cast) -> ProofOfUse:
    return scenes.proof(cast)


@pytest.fixture
def other_proof(cast: Cast) -> ProofOfUse:
    return scenes.proof_of_another_award(cast)


def enter(cast: Cast, proof: ProofOfUse, **more: Any) -> Expense:
    paid = more.pop("paid", WITHIN)
    return expenses.add_expense(proof, values(paid, **more), by=cast.coordinator)


def refused(cast: Cast, proof: ProofOfUse, **more: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        enter(cast, proof, **more)
    return dict(error.value.message_dict)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"voucher_number": "17"}, {}),
        ({}, {"voucher_number": "17"}),
        ({"voucher_number": "R-17"}, {"voucher_number": "r-17", "paid": date(2026, 4, 1)}),
        ({"payee": "Druckerei"}, {"payee": "Druckerei GmbH"}),
    ],
)
def test_what_looks_like_another_expense_is_asked_about(
    cast: Cast, proof: ProofOfUse, first: dict[str, Any], second: dict[str, Any]
) -> None:
    enter(cast, proof, **first)
    assert refused(cast, proof, **second) == {
        "alike": [
            "It looks as if this was entered already: Druckerei, 5 March 2026, €100.00, for “Elternlotsen "
            "Nordstadt”. Is it another payment, or the same?"
        ]
    }


@pytest.mark.parametrize(
    "second",
    [
        {"amount": D(101), "eligible": D(101), "voucher_number": "17"},
        {"paid": date(2026, 3, 6)},
        {"voucher_number": "18"},
    ],
)
def test_what_does_not_is_simply_entered(cast: Cast, proof: ProofOfUse, second: dict[str, Any]) -> None:
    enter(cast, proof, voucher_number="17")
    enter(cast, proof, **second)
    assert Expense.objects.count() == 2


def test_another_payment_is_entered_and_stays_whole(cast: Cast, proof: ProofOfUse) -> None:
    enter(cast, proof)
    enter(cast, proof, alike="other")
    assert [row.payment for row in Expense.objects.all()] == [None, None]


def test_a_payment_that_is_divided_between_two_awards_is_counted_once(
    cast: Cast, proof: ProofOfUse, other_proof: ProofOfUse
) -> None:
    enter(cast, proof, eligible=D(60))
    assert "Elternlotsen Nordstadt" in refused(cast, other_proof)["alike"][0]
    too_much = refused(cast, other_proof, alike="divided", eligible=D("40.01"))
    assert too_much == {"eligible": ["Of this payment €40.00 is left to be counted."]}
    enter(cast, other_proof, alike="divided", eligible=D(40))
    first, second = Expense.objects.order_by("pk")
    assert first.payment == second.payment is not None
    assert first.eligible + second.eligible == first.amount


def test_a_part_can_not_be_raised_afterwards_beyond_what_was_paid(
    cast: Cast, proof: ProofOfUse, other_proof: ProofOfUse
) -> None:
    first = enter(cast, proof, eligible=D(60))
    enter(cast, other_proof, alike="divided", eligible=D(40))
    first.refresh_from_db()

    def change(eligible: int) -> None:
        said = values(WITHIN, eligible=D(eligible))
        expenses.change_expense(first, said, by=cast.coordinator, version=first.version)

    with pytest.raises(ValidationError, match="is left to be counted"):
        change(61)
    change(50)
    first.refresh_from_db()
    assert (first.eligible, first.payment is None) == (D(50), False)


def test_whoever_was_there_first_is_not_asked_when_corrected(cast: Cast, proof: ProofOfUse) -> None:
    first = enter(cast, proof)
    enter(cast, proof, alike="other")
    changed = expenses.change_expense(
        first, values(WITHIN, reason="Plakate"), by=cast.coordinator, version=first.version
    )
    assert (changed.reason, changed.alike) == ("Plakate", "")


def test_an_answer_without_a_cause_is_dropped(cast: Cast, proof: ProofOfUse) -> None:
    assert enter(cast, proof, alike="other").alike == ""


def test_expenses_of_another_organisation_are_never_looked_at(cast: Cast, proof: ProofOfUse) -> None:
    enter(cast, proof)
    FundingRequest.objects.update(organisation=cast.foreign_association)
    assert not lookalikes(Expense(proof=scenes.proof(cast), amount=D(100), paid=WITHIN)).exists()


def test_the_form_asks_and_keeps_what_was_typed(cast: Cast, proof: ProofOfUse) -> None:
    enter(cast, proof)
    client = Client()
    client.force_login(cast.coordinator)
    address = at("expense_new", proof)
    assert '<input type="hidden" name="alike"' in client.get(address).text
    answer = client.post(address, typed(WITHIN))
    assert answer.status_code == 422
    assert "It looks as if this was entered already" in answer.text
    assert 'type="radio" name="alike" value="other"' in answer.text
    assert 'value="Flyer"' in answer.text
    assert client.post(address, typed(WITHIN, alike="other")).status_code == 302
    assert Expense.objects.count() == 2
