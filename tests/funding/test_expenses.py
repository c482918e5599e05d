"""What was paid outside the award period: asked about, marked, and shown apart."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from funding.choices import CostCategory
from funding.models import Award, Expense, ProofOfUse, Transition
from funding.reports import collect
from funding.services import expenses, proofs
from portal.lib.dates import BERLIN
from tests.cast import Cast
from tests.funding import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
# The award of the scenes is for 2026.
BEFORE, WITHIN, AFTER = date(2025, 12, 15), date(2026, 3, 5), date(2027, 1, 20)
LATER = datetime(2027, 2, 1, 12, tzinfo=BERLIN)


def values(paid: date, **more: Any) -> dict[str, Any]:
    return {
        "paid": paid, "payee": "Druckerei", "reason": "Flyer", "category": CostCategory.MATERIAL,
        "amount": scenes.D(100), "eligible": scenes.D(100), "voucher_number": "", "invoiced": None,
        "outside_reason": "",
    } | more  # fmt: skip


def typed(paid: date, **more: str) -> dict[str, str]:
    data = {
        "version": "1", "paid": paid.isoformat(), "payee": "Druckerei", "reason": "Flyer",
        "category": "material", "amount": "100", "eligible": "",
    }  # fmt: skip
    return data | more


@pytest.fixture
def proof(cast: Cast) -> ProofOfUse:
    return scenes.proof(cast)


def at(name: str, proof: ProofOfUse) -> str:
    request = proof.award.request
    return reverse(f"funding:{name}", args=[request.organisation.slug, request.public_id])


@pytest.mark.parametrize("paid", [BEFORE, AFTER])
def test_a_payment_outside_the_period_needs_a_reason(cast: Cast, proof: ProofOfUse, paid: date) -> None:
    with time_machine.travel(LATER, tick=False):
        with pytest.raises(ValidationError) as refused:
            expenses.add_expense(proof, values(paid), by=cast.coordinator)
        assert set(refused.value.message_dict) == {"outside_reason"}
        expense = expenses.add_expense(
            proof, values(paid, outside_reason="Rechnung vom Dezember"), by=cast.coordinator
        )
    assert expense.outside_reason == "Rechnung vom Dezember"


def test_the_award_says_how_long_payments_may_follow(cast: Cast, proof: ProofOfUse) -> None:
    proof.award.late_payment_days = 20
    proof.award.save()
    with time_machine.travel(LATER, tick=False):
        expenses.add_expense(proof, values(date(2027, 1, 20)), by=cast.coordinator)
        with pytest.raises(ValidationError):
            expenses.add_expense(proof, values(date(2027, 1, 21)), by=cast.coordinator)


def test_the_programme_suggests_it_to_the_award(cast: Cast) -> None:
    programme = scenes.programme_of(cast)
    programme.late_payment_days = 31
    programme.save()
    assert scenes.proof(cast).award.late_payment_days == 31


def test_a_reason_without_a_cause_is_dropped(cast: Cast, proof: ProofOfUse) -> None:
    expense = expenses.add_expense(proof, values(WITHIN, outside_reason="nur so"), by=cast.coordinator)
    assert expense.outside_reason == ""


def test_nothing_is_paid_on_a_day_that_is_still_to_come(cast: Cast, proof: ProofOfUse) -> None:
    too_early = time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=BERLIN), tick=False)
    with too_early, pytest.raises(ValidationError) as refused:
        expenses.add_expense(proof, values(WITHIN), by=cast.coordinator)
    assert set(refused.value.message_dict) == {"paid"}


def test_a_part_larger_than_the_whole_is_named_at_its_field(proof: ProofOfUse, applicant: Client) -> None:
    answer = applicant.post(at("expense_new", proof), typed(WITHIN, eligible="100,01"))
    assert answer.status_code == 422
    assert dict(answer.context["form"].errors) == {"eligible": ["This cannot be more than the whole amount."]}


def test_the_form_asks_for_the_reason_where_it_is_needed(proof: ProofOfUse, applicant: Client) -> None:
    address = at("expense_new", proof)
    fresh = applicant.get(address).content.decode()
    assert "1 January 2026 – 31 December 2026" in fresh
    assert '<input type="hidden" name="outside_reason"' in fresh
    answer = applicant.post(address, typed(BEFORE))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_outside_reason"' in page
    assert "15 December 2025 lies outside the award period" in page
    assert 'value="Druckerei"' in page
    answer = applicant.post(address, typed(BEFORE, outside_reason="Anzahlung, mit Zustimmung"))
    assert answer.status_code == 302
    assert Expense.objects.get().outside_reason == "Anzahlung, mit Zustimmung"


def test_what_was_paid_outside_is_marked_and_summed_apart(
    cast: Cast, proof: ProofOfUse, applicant: Client
) -> None:
    expenses.add_expense(proof, values(WITHIN), by=cast.coordinator)
    expenses.add_expense(proof, values(BEFORE, outside_reason="Anzahlung"), by=cast.coordinator)
    figures = collect(ProofOfUse.objects.get())
    marks = [(row["outside"], row["outside_reason"]) for row in figures["expenses"]]
    assert marks == [(True, "Anzahlung"), (False, "")]
    assert figures["sums"]["outside"] == "100.00"
    # A share of 2,000 of 2,500: of 200, and of the 100 that lie within.
    assert figures["sums"]["entitled"] == "160.00"
    assert figures["sums"]["entitled_within"] == "80.00"
    for name in ("expenses", "proof"):
        page = applicant.get(at(name, proof)).content.decode()
        assert "outside the award period" in page
    assert "€80.00" in page


def test_a_payment_outside_without_a_reason_keeps_the_proof_from_being_sent(
    cast: Cast, proof: ProofOfUse
) -> None:
    expense = expenses.add_expense(proof, values(WITHIN), by=cast.coordinator)
    before = len(proofs.gaps(proof))
    Expense.objects.filter(pk=expense.pk).update(paid=BEFORE)
    assert len(proofs.gaps(proof)) == before + 1


def test_the_reason_is_not_called_optional_where_it_is_asked_for(
    proof: ProofOfUse, applicant: Client
) -> None:
    page = applicant.post(at("expense_new", proof), typed(BEFORE)).content.decode()
    label = page.partition('<label for="id_outside_reason">')[2].partition("</label>")[0]
    assert label.strip() == "Why it belongs to the project all the same"


def test_what_is_left_of_the_plan_stands_where_expenses_are_entered_before_it_is_too_late(
    cast: Cast, proof: ProofOfUse, applicant: Client
) -> None:
    Award.objects.update(deviation_rate=scenes.D("0.2"))
    pages = at("expenses", proof), at("expense_new", proof)
    for page in pages:
        text = applicant.get(page).text
        assert "What is left of the plan" in text
        assert "little left" not in text
    paid = values(WITHIN, amount=scenes.D(560), eligible=scenes.D(560))
    with time_machine.travel(LATER, tick=False):
        expenses.add_expense(proof, paid, by=cast.coordinator)
    for page in pages:
        text = applicant.get(page).text
        assert "little left" in text, "500 are planned, and 600 can be spent without asking"
        assert "This needs the consent of the Office" not in text
        assert '<td class="num" data-label="Left without asking">€40.00</td>' in text


def test_a_payment_is_deleted_after_a_question_and_stays_in_the_log_of_the_organisation(
    cast: Cast, proof: ProofOfUse, applicant: Client, officer: Client
) -> None:
    expense = expenses.add_expense(proof, values(WITHIN), by=cast.coordinator)
    request = proof.award.request
    where = [request.organisation.slug, request.public_id, expense.public_id]
    question = reverse("funding:expense_delete", args=where)
    assert f'href="{question}"' in applicant.get(reverse("funding:expense", args=where)).text
    page = applicant.get(question).text
    for said in ("Delete this expense?", "Druckerei", "€100.00"):
        assert said in page, said
    assert Expense.objects.exists(), "to ask is not to delete"
    assert applicant.post(question).status_code == 302
    assert not Expense.objects.exists()
    log = applicant.get(request.get_absolute_url()).text
    assert "expense deleted" in log
    assert "05/03/2026, €100.00" in log
    case = reverse("funding:case", args=[request.office.slug, request.public_id])
    assert "expense deleted" not in officer.get(case).text


def test_what_is_not_deleted_leaves_no_line(cast: Cast, proof: ProofOfUse) -> None:
    expense = expenses.add_expense(proof, values(WITHIN), by=cast.coordinator)
    with pytest.raises(PermissionDenied):
        expenses.delete_expense(expense, by=cast.caseworker)
    assert not Transition.objects.filter(verb="drop_expense").exists()


def test_an_invoice_is_of_no_day_that_is_still_to_come(
    cast: Cast, proof: ProofOfUse, applicant: Client
) -> None:
    with time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=BERLIN), tick=False):
        answer = applicant.post(at("expense_new", proof), typed(WITHIN, invoiced="2027-01-01"))
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"invoiced"}
        with pytest.raises(ValidationError) as refused:
            expenses.add_expense(proof, values(WITHIN, invoiced=date(2026, 11, 29)), by=cast.coordinator)
        assert set(refused.value.message_dict) == {"invoiced"}
        expenses.add_expense(proof, values(WITHIN, invoiced=date(2026, 11, 28)), by=cast.coordinator)


def test_an_invoice_of_after_the_payment_is_taken_and_pointed_out(
    proof: ProofOfUse, applicant: Client
) -> None:
    said = "The invoice is dated 6 March 2026, after the payment of 5 March 2026."
    for invoiced, amount, is_odd in (("2026-03-06", "100", True), ("2026-03-05", "77", False)):
        answer = applicant.post(
            at("expense_new", proof), typed(WITHIN, invoiced=invoiced, amount=amount), follow=True
        )
        assert "The expense is saved." in answer.text
        assert (said in answer.text) is is_odd


def test_all_that_is_wrong_with_an_expense_is_said_at_once(proof: ProofOfUse, applicant: Client) -> None:
    wrong = typed(date(2999, 1, 1), eligible="100,01", invoiced="2999-01-01", payee="")
    voucher = SimpleUploadedFile("Rechnung.exe", b"MZ")
    answer = applicant.post(at("expense_new", proof), wrong | {"receipt": voucher})
    assert answer.status_code == 422
    errors = set(answer.context["form"].errors)
    assert errors >= {"eligible", "paid", "invoiced", "payee", "receipt"}
    assert not Expense.objects.exists()
