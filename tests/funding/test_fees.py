"""Fees of paid helpers: from the dates on which they helped to the expense that pays for them, once."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.choices import State
from funding.models import Expense, FundedWorkshop, FundingRequest, PaidHours, ProofOfUse
from funding.services import expenses, fees, linking, sharing
from funding.services.deletion import erase_expenses_again
from parentwork.choices import AssignmentState, DateState, WorkshopState
from parentwork.models import Assignment, Helper, Workshop
from parentwork.services import team, workshops
from portal.lib.dates import BERLIN
from tests.cast import Cast
from tests.factories.parentwork import AssignmentFactory, HelperFactory, WorkshopDateFactory
from tests.funding import scenes
from tests.funding.test_amendments import words
from tests.funding.test_pages import at
from tests.funding.test_reports import furnished_proof

D = Decimal
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def proof(cast: Cast) -> ProofOfUse:
    return furnished_proof(cast)


@pytest.fixture
def interpreter(cast: Cast) -> Helper:
    return HelperFactory(organisation=cast.association, name="Rana Saleh", is_paid=True)


def evening(helper: Helper, day: int, **more: Any) -> Assignment:
    """A date of the linked series in April that took an hour and 50 minutes, on which she helped."""
    on = WorkshopDateFactory(
        workshop=FundedWorkshop.objects.get().workshop, state=more.pop("of_date", DateState.PLANNED),
        starts=datetime(2026, 4, day, 17, tzinfo=BERLIN), ends=datetime(2026, 4, day, 18, 50, tzinfo=BERLIN),
    )  # fmt: skip
    return AssignmentFactory(date=on, helper=helper, **more)


def entry(*evenings: Assignment, **more: Any) -> dict[str, str]:
    hours = {f"hours_{it.date_id}": "2" for it in evenings}
    return {"rate": "30", "paid": "2026-05-04"} | hours | more


def test_one_form_makes_an_expense_of_the_hours_that_the_calendar_knows(
    proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    assert at("fees", proof.award.request) not in applicant.get(at("proof", proof.award.request)).text
    first, second = evening(interpreter, 7), evening(interpreter, 14)
    tasks = applicant.get(at("proof", proof.award.request)).text
    assert at("fees", proof.award.request) in tasks
    assert "2 dates that no expense pays for yet" in tasks
    assert at("fees", proof.award.request) in applicant.get(at("expenses", proof.award.request)).text
    page = applicant.get(at("fees", proof.award.request)).text
    assert "2 dates that no expense pays for yet · Hours: 4<" in page
    address = at("fee", proof.award.request, interpreter.pk)
    form = applicant.get(address).text
    assert f'name="hours_{first.date_id}" value="2"' in form, "quarters that have begun count"
    sent = entry(first, second) | {f"hours_{second.date_id}": "1,5"}
    answer = applicant.post(address, sent)
    expense = Expense.objects.get(payee="Rana Saleh")
    assert (expense.category, expense.amount, expense.eligible) == ("fees", D(105), D(105))
    assert (expense.paid, expense.created_by_id is not None) == (date(2026, 5, 4), True)
    assert expense.reason == "Honorar, 3,5 Std. zu 30,00\xa0€, 07.04.2026 bis 14.04.2026"
    assert answer["Location"] == at("expense", proof.award.request, expense.public_id)
    shown = " ".join(applicant.get(answer["Location"]).text.split())
    assert "Hours that it pays for" in shown
    assert "1.5 h at €30.00" in shown.replace("\xa0", " ")


def test_the_page_of_a_paid_helper_leads_to_the_fee(
    cast: Cast, proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    page = reverse("parentwork:desk_helper", args=[cast.association.slug, interpreter.pk])
    address = at("fee", proof.award.request, interpreter.pk)
    assert address not in applicant.get(page).text, "nothing is to be paid"
    evening(interpreter, 7)
    assert address in applicant.get(page).text
    helper = Client()
    helper.force_login(cast.editor)
    assert address not in helper.get(page).text


def test_an_hour_is_paid_once_whatever_the_award(
    cast: Cast, proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    it = evening(interpreter, 7)
    address = at("fee", proof.award.request, interpreter.pk)
    assert applicant.post(address, entry(it)).status_code == 302
    assert "No hours to be paid." in applicant.get(address).text
    assert applicant.post(address, entry(it)).status_code == 422
    with pytest.raises(ValidationError, match="paid already"):
        fees.pay_hours(proof, interpreter, {it.date_id: D(2)}, D(30), date(2026, 5, 4), by=cast.coordinator)
    assert Expense.objects.filter(payee="Rana Saleh").count() == 1
    row = PaidHours.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save()


def test_hours_that_somebody_else_entered_meanwhile_are_not_left_out_in_silence(
    proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    first, second = evening(interpreter, 7), evening(interpreter, 14)
    address = at("fee", proof.award.request, interpreter.pk)
    applicant.post(address, entry(first))
    slower = applicant.post(address, entry(first, second, rate="35"))
    assert slower.status_code == 422
    assert "Some of these hours are paid already." in slower.text
    assert Expense.objects.filter(payee="Rana Saleh").count() == 1
    assert applicant.post(address, entry(second, rate="35")).status_code == 302


def test_a_fee_of_next_to_nothing_is_refused_at_its_field(
    proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    it = evening(interpreter, 7)
    sent = entry(it, rate="0,01") | {f"hours_{it.date_id}": "0,25"}
    answer = applicant.post(at("fee", proof.award.request, interpreter.pk), sent)
    assert list(answer.context["form"].errors) == ["rate"]


def test_deleted_with_its_expense_they_can_be_paid_again(
    cast: Cast, proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    it = evening(interpreter, 7)
    address = at("fee", proof.award.request, interpreter.pk)
    applicant.post(address, entry(it))
    expenses.delete_expense(Expense.objects.get(payee="Rana Saleh"), by=cast.coordinator)
    assert applicant.post(address, entry(it)).status_code == 302
    expense = Expense.objects.get(payee="Rana Saleh")
    assert expense.reason == "Honorar, 2 Std. zu 30,00\xa0€, 07.04.2026"
    shown = applicant.get(at("expense", proof.award.request, expense.public_id)).text
    assert "these hours can be paid again" in shown


def test_they_stay_paid_while_another_award_counts_a_part_of_the_payment(
    cast: Cast, proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    it = evening(interpreter, 7)
    applicant.post(at("fee", proof.award.request, interpreter.pk), entry(it))
    expense, second = Expense.objects.get(payee="Rana Saleh"), scenes.proof_of_another_award(cast)
    FundingRequest.objects.update(state=State.ANNOUNCED)
    by = cast.coordinator
    part = sharing.share_expense(expense, second.award, D(20), by=by, version=expense.version)
    shown = applicant.get(at("expense", proof.award.request, expense.public_id)).text
    assert "these hours can be paid again" not in shown
    expenses.delete_expense(expense, by=by)  # as it was before another award got its part
    expenses.delete_expense(expense, by=by)
    assert PaidHours.objects.get().expense == part
    assert not fees.unpaid_work(proof, by=by).exists()
    expenses.delete_expense(part, by=by)
    assert fees.unpaid_work(proof, by=by).exists()


def test_they_stay_paid_when_a_restored_payment_is_deleted_again(
    cast: Cast, proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    it = evening(interpreter, 7)
    applicant.post(at("fee", proof.award.request, interpreter.pk), entry(it))
    expense, second = Expense.objects.get(payee="Rana Saleh"), scenes.proof_of_another_award(cast)
    FundingRequest.objects.update(state=State.ANNOUNCED)
    sharing.share_expense(expense, second.award, D(20), by=cast.coordinator, version=expense.version)
    assert erase_expenses_again([expense.pk], before=timezone.now()) == 1
    assert PaidHours.objects.get().expense.proof == second


def test_what_it_paid_for_stays_when_the_helper_has_gone(
    cast: Cast, proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    it = evening(interpreter, 7)
    applicant.post(at("fee", proof.award.request, interpreter.pk), entry(it))
    expense = Expense.objects.get(payee="Rana Saleh")
    team.retire_helper(interpreter, by=cast.coordinator)
    assert team.purge()["helpers"]
    assert PaidHours.objects.get().helper is None
    assert "2 h at €30.00" in words(applicant.get(at("expense", proof.award.request, expense.public_id)).text)


def test_a_draft_with_hours_that_were_paid_is_not_thrown_away(
    cast: Cast, proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    it = evening(interpreter, 7)
    applicant.post(at("fee", proof.award.request, interpreter.pk), entry(it))
    series = it.date.workshop
    linking.unlink_workshop(proof, series, by=cast.coordinator)
    Workshop.objects.filter(pk=series.pk).update(state=WorkshopState.DRAFT)
    with pytest.raises(ValidationError, match="belongs to a grant"):
        workshops.discard(series, by=cast.coordinator)
    assert PaidHours.objects.get().date == it.date


def test_a_payment_that_looks_like_another_one_is_asked_about(
    proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    first, second = evening(interpreter, 7), evening(interpreter, 14)
    address = at("fee", proof.award.request, interpreter.pk)
    applicant.post(address, entry(first))
    asked = applicant.post(address, entry(second))
    assert asked.status_code == 422
    assert "Is it another payment, or the same?" in asked.text
    assert applicant.post(address, entry(second, alike="other")).status_code == 302


def test_outside_the_period_it_wants_a_reason(
    proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    it = evening(interpreter, 7)
    address = at("fee", proof.award.request, interpreter.pk)
    asked = applicant.post(address, entry(it, paid="2025-12-30"))
    assert asked.status_code == 422
    assert "lies outside the award period" in asked.text
    assert '<input type="text" name="outside_reason"' in asked.text


def test_without_an_hour_nothing_is_entered(
    proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    it = evening(interpreter, 7)
    sent = entry(it) | {f"hours_{it.date_id}": ""}
    answer = applicant.post(at("fee", proof.award.request, interpreter.pk), sent)
    assert "Enter the hours of one date at least." in answer.text
    assert not PaidHours.objects.exists()


@pytest.mark.parametrize(
    "not_worked",
    [{"state": AssignmentState.DECLINED}, {"state": AssignmentState.ASKED}, {"of_date": DateState.CANCELLED}],
)
def test_who_did_not_help_has_nothing_to_be_paid(
    cast: Cast, proof: ProofOfUse, interpreter: Helper, not_worked: dict[str, Any]
) -> None:
    evening(interpreter, 7, **not_worked)
    assert not fees.unpaid_work(proof, by=cast.coordinator).exists()


def test_nor_has_a_volunteer_or_a_series_that_is_not_linked(
    cast: Cast, proof: ProofOfUse, interpreter: Helper
) -> None:
    evening(HelperFactory(organisation=cast.association), 7)
    AssignmentFactory(helper=interpreter)
    assert not fees.unpaid_work(proof, by=cast.coordinator).exists()


def test_the_page_of_a_helper_asks_as_much_for_one_award_as_for_two(
    cast: Cast, proof: ProofOfUse, interpreter: Helper, applicant: Client
) -> None:
    evening(interpreter, 7)
    page = reverse("parentwork:desk_helper", args=[cast.association.slug, interpreter.pk])
    applicant.get(page)
    with CaptureQueriesContext(connection) as of_one:
        applicant.get(page)
    second = scenes.proof_of_another_award(cast)
    FundedWorkshop.objects.update(share=50)
    linking.link_workshop(second, FundedWorkshop.objects.get().workshop, by=cast.coordinator)
    with CaptureQueriesContext(connection) as of_two:
        shown = applicant.get(page).text
    for award in (proof.award, second.award):
        assert at("fee", award.request, interpreter.pk) in shown
    assert len(of_two) == len(of_one)
