"""One payment for several awards: each counts its part, to the cent, and nothing is counted twice."""

import random
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Min, Sum
from django.test import Client
from django.urls import reverse

from funding.choices import State
from funding.models import Award, Expense, FundingRequest, ProofOfUse, Receipt
from funding.reports import collect
from funding.services import expenses, proofs, sharing
from portal.lib.errors import Stale
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_expenses import BEFORE, WITHIN, values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
D = scenes.D


@pytest.fixture
def proof(cast: Cast) -> ProofOfUse:
    return scenes.proof(cast)


@pytest.fixture
def other(cast: Cast, proof: ProofOfUse) -> ProofOfUse:
    found = scenes.proof_of_another_award(cast)
    FundingRequest.objects.update(state=State.ANNOUNCED)
    return ProofOfUse.objects.get(pk=found.pk)


def entered(cast: Cast, proof: ProofOfUse, **more: Any) -> Expense:
    voucher = scenes.pdf("Beleg.pdf")
    return expenses.add_expense(proof, values(WITHIN, **more), voucher, by=cast.coordinator)


def share(cast: Cast, expense: Expense, award: Award, part: str) -> Expense:
    expense.refresh_from_db()
    return sharing.share_expense(expense, award, D(part), by=cast.coordinator, version=expense.version)


def at(name: str, expense: Expense) -> str:
    request = expense.proof.award.request
    more = [] if name == "expenses" else [expense.public_id]
    return reverse(f"funding:{name}", args=[request.organisation.slug, request.public_id, *more])


def parts() -> list[Decimal]:
    return list(Expense.objects.order_by("pk").values_list("eligible", flat=True))


def test_another_award_takes_an_amount_and_this_one_counts_as_much_less(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse, applicant: Client
) -> None:
    expense = entered(cast, proof)
    assert at("expense_share", expense) in applicant.get(at("expense", expense)).text
    page = applicant.get(at("expense_share", expense)).text
    assert "Zweites Vorhaben" in page
    form = {"version": expense.version, "award": other.award_id, "part": "40", "percent": ""}
    assert applicant.post(at("expense_share", expense), form)["Location"] == at("expenses", expense)
    assert parts() == [D("60.00"), D("40.00")]
    first, second = Expense.objects.order_by("pk")
    assert first.payment == second.payment is not None
    assert second.proof == other
    assert Receipt.objects.filter(expense=second).count() == 1
    assert Receipt.objects.filter(expense=first).get().file.name != second.receipts.get().file.name


def test_a_voucher_that_is_lost_keeps_nobody_from_sharing(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse
) -> None:
    expense = entered(cast, proof)
    receipt = expense.receipts.get()
    receipt.file.storage.delete(receipt.file.name)
    part = share(cast, expense, other.award, "40")
    assert parts() == [D("60.00"), D("40.00")]
    assert not part.receipts.exists()
    assert "Some expenses have no voucher yet." in [gap.text for gap in proofs.gaps(other)]


def test_nobody_is_led_to_share_where_no_other_award_can_pay(
    cast: Cast, proof: ProofOfUse, applicant: Client
) -> None:
    expense = entered(cast, proof)
    assert at("expense_share", expense) not in applicant.get(at("expense", expense)).text


def test_the_list_and_the_report_show_the_part_and_the_whole(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse, applicant: Client
) -> None:
    expense = entered(cast, proof)
    share(cast, expense, other.award, "40")
    page = applicant.get(at("expenses", expense)).text
    assert "of €100.00" in page
    assert "other awards: €40.00" in page
    (line,) = collect(ProofOfUse.objects.get(pk=proof.pk))["expenses"]
    assert (line["amount"], line["eligible"], line["elsewhere"]) == ("100.00", "60.00", "40.00")
    assert "Zweites Vorhaben" not in str(collect(proof)), "which award it is, the Office does not read"
    assert "Zweites Vorhaben" in applicant.get(at("expense", expense)).text


@pytest.mark.parametrize(
    ("amount", "percent", "wanted"),
    [
        ("100.01", "33.33", ["66.68", "33.33"]),
        ("0.01", "50", ["0.00", "0.01"]),
        ("99.99", "100", ["0.00", "99.99"]),
    ],
)
def test_per_cent_loses_no_cent(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse, applicant: Client, amount: str, percent: str,
    wanted: list[str],
) -> None:  # fmt: skip
    expense = entered(cast, proof, amount=D(amount), eligible=D(amount))
    form = {"version": expense.version, "award": other.award_id, "part": "", "percent": percent}
    assert applicant.post(at("expense_share", expense), form).status_code == 302
    assert parts() == [D(part) for part in wanted]


def test_what_nobody_counts_yet_goes_first(cast: Cast, proof: ProofOfUse, other: ProofOfUse) -> None:
    expense = entered(cast, proof, eligible=D(70))
    share(cast, expense, other.award, "50")
    assert parts() == [D("50.00"), D("50.00")]


@pytest.mark.parametrize("part", ["0", "100.01"])
def test_no_part_is_nothing_or_more_than_was_paid(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse, part: str
) -> None:
    expense = entered(cast, proof)
    with pytest.raises(ValidationError) as refused:
        share(cast, expense, other.award, part)
    assert refused.value.message_dict == {"part": ["More than nothing, and at most €100.00."]}
    assert parts() == [D("100.00")]


@pytest.mark.parametrize("form", [{"part": "", "percent": ""}, {"part": "10", "percent": "10"}])
def test_one_of_the_two_is_filled_in(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse, applicant: Client, form: dict[str, str]
) -> None:
    expense = entered(cast, proof)
    answer = applicant.post(at("expense_share", expense), form | {"version": 1, "award": other.award_id})
    assert answer.status_code == 422
    assert 'href="#id_part"' in answer.text
    assert parts() == [D("100.00")]


def test_an_award_has_one_part_and_a_second_click_shares_nothing_more(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse
) -> None:
    expense = entered(cast, proof)
    share(cast, expense, other.award, "40")
    with pytest.raises(ValidationError, match="has its part already"):
        share(cast, expense, other.award, "40")
    old = Expense.objects.get(pk=expense.pk)
    with pytest.raises(Stale):
        sharing.share_expense(old, other.award, D(10), by=cast.coordinator, version=1)
    assert parts() == [D("60.00"), D("40.00")]


def test_a_day_outside_the_other_award_needs_a_reason_there(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse, applicant: Client
) -> None:
    expense = entered(cast, proof)
    Award.objects.filter(pk=other.award_id).update(start=scenes.date(2026, 4, 1))
    form = {"version": expense.version, "award": other.award_id, "part": "40", "percent": ""}
    answer = applicant.post(at("expense_share", expense), form)
    assert answer.status_code == 422
    assert "5 March 2026 lies outside the award period" in answer.text
    assert 'type="text" name="outside_reason"' in answer.text
    form["outside_reason"] = "Anzahlung"
    assert applicant.post(at("expense_share", expense), form).status_code == 302
    assert other.expenses.get().outside_reason == "Anzahlung"


def test_an_award_whose_proof_is_sent_takes_no_part(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse, applicant: Client
) -> None:
    expense = entered(cast, proof)
    entered(cast, other, amount=D(7), eligible=D(7))
    texts = dict.fromkeys(("done", "results"), "x")
    ready = proofs.save_narrative(other, texts, by=cast.coordinator, version=other.version)
    proofs.submit_proof(ready, by=cast.coordinator, version=ready.version)
    assert "No other award can pay a part now" in applicant.get(at("expense_share", expense)).text
    with pytest.raises(ValidationError, match="can no longer be changed"):
        share(cast, expense, other.award, "10")


def test_strangers_share_nothing(cast: Cast, proof: ProofOfUse, other: ProofOfUse) -> None:
    expense = entered(cast, proof)
    with pytest.raises(PermissionDenied):
        sharing.share_expense(expense, other.award, D(10), by=cast.caseworker, version=expense.version)


def test_a_part_stays_one_when_its_day_is_corrected(cast: Cast, proof: ProofOfUse, other: ProofOfUse) -> None:
    part = share(cast, entered(cast, proof), other.award, "40")
    said = values(scenes.date(2026, 3, 6), eligible=D(40), alike="divided")
    part = expenses.change_expense(part, said, by=cast.coordinator, version=part.version)
    with pytest.raises(ValidationError, match=r"€40\.00 is left to be counted"):
        expenses.change_expense(part, said | {"eligible": D(100)}, by=cast.coordinator, version=part.version)


def test_a_part_that_says_another_sum_counts_no_more_than_the_others_say(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse
) -> None:
    first = entered(cast, proof)
    share(cast, first, other.award, "40")
    first.refresh_from_db()
    raised = values(WITHIN, amount=D(500), eligible=D(400))
    with pytest.raises(ValidationError, match=r"€60\.00 is left to be counted"):
        expenses.change_expense(first, raised, by=cast.coordinator, version=first.version)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_entered_shared_and_changed_no_payment_counts_more_than_once(
    cast: Cast, proof: ProofOfUse, other: ProofOfUse, seed: int
) -> None:
    chance, awards = random.Random(seed), [proof.award, other.award]
    for _step in range(25):
        rows = list(Expense.objects.all())
        try:
            _do_something(cast, chance, awards, rows)
        except ValidationError:
            continue
        finally:
            _nothing_counts_twice()
    assert Expense.objects.exclude(payment=None).exists()


def _do_something(cast: Cast, chance: random.Random, awards: list[Award], rows: list[Expense]) -> None:
    amount = D(chance.randrange(1, 5000)) / 100
    if not rows or chance.random() < 0.2:
        proof = proofs.open_proof(chance.choice(awards), by=cast.coordinator)
        entered(cast, proof, amount=amount, eligible=amount, reason=str(len(rows)))
        return
    row = chance.choice(rows)
    if chance.random() < 0.6:
        percent = sharing.part_in_per_cent(row, D(chance.randrange(1, 10001)) / 100)
        sharing.share_expense(row, chance.choice(awards), percent, by=cast.coordinator, version=row.version)
    elif chance.random() < 0.8:
        said = values(
            chance.choice((WITHIN, BEFORE)), amount=row.amount, eligible=amount, alike=row.alike,
            outside_reason="x",
        )  # fmt: skip
        expenses.change_expense(row, said, by=cast.coordinator, version=row.version)
    else:
        expenses.delete_expense(row, by=cast.coordinator)


def _nothing_counts_twice() -> None:
    divided = Expense.objects.exclude(payment=None).values("payment")
    for sums in divided.annotate(counted=Sum("eligible"), paid=Min("amount")):
        assert sums["counted"] <= sums["paid"], sums
