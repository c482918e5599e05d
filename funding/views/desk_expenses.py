"""Expenses with their vouchers, and other income, of a proof of use."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from funding import rules
from funding.forms.desk_proofs import ExpenseForm, IncomeForm
from funding.models import Expense, ProofOfUse
from funding.reports import collect
from funding.reports.incomes import told_of
from funding.reports.leeway import leeway_of
from funding.reports.proofs import named
from funding.services import expenses as service
from funding.services import incomes, sharing
from funding.services.fees import unpaid_work
from funding.views.desk_access import proof_of
from funding.views.desk_papers import served
from funding.views.desk_proofs import url
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, differences, overwriting, restored
from portal.lib.dates import today
from portal.lib.errors import Stale
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing

PER_PAGE = 50


@login_required
def expenses(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The list of expenses and of other income."""
    proof = proof_of(request, slug, public_id)
    rows = proof.expenses.with_elsewhere().prefetch_related("receipts")
    received, figures = list(proof.incomes.all()), named(collect(proof))
    context = {
        "proof": proof,
        "row": proof.award.request,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "incomes": received,
        "told": told_of(proof.award, received),
        "consents": proof.consents.select_related("paper"),
        "figures": figures,
        "leeway": leeway_of(figures) if proof.is_open else None,
        "day": today(),
        "unpaid": unpaid_work(proof, by=person(request)).exists(),
        "may_request": rules.may_request(person(request), proof.award.request.organisation),
    }
    return render(request, "funding/desk/expenses.html", context)


@keeps_typing
def new(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Enter a payment."""
    proof = proof_of(request, slug, public_id, acting=True)
    return _form_page(request, proof, Expense(proof=proof))


@keeps_typing
def change(request: HttpRequest, slug: str, public_id: Any, expense_id: Any) -> HttpResponse:
    """Change a payment."""
    proof = proof_of(request, slug, public_id, acting=True)
    return _form_page(request, proof, get_object_or_404(proof.expenses, public_id=expense_id))


def _form_page(request: HttpRequest, proof: ProofOfUse, expense: Expense) -> HttpResponse:
    if request.method != "POST":
        form = restored(ExpenseForm(instance=expense), request)
        return _show(request, proof, expense, form)
    form, stale = ExpenseForm(request.POST, SentFiles(request), instance=expense), None
    if form.is_valid():
        try:
            saved = _store(request, proof, expense, form)
            messages.success(request, _("The expense is saved."))
            if words := service.doubt(saved):
                messages.warning(request, words)
            return redirect(url("expenses", proof))
        except Stale as error:
            stale = differences(form, ExpenseForm(instance=error.current))
            form = overwriting(form, error.current.version)
        except ValidationError as error:
            form.add_error(None, error)
    return _show(request, proof, expense, form, stale=stale, status=422)


def _store(request: HttpRequest, proof: ProofOfUse, expense: Expense, form: ExpenseForm) -> Expense:
    by, voucher = person(request), form.cleaned_data["receipt"]
    if expense.pk is None:
        return service.add_expense(proof, form.values(), voucher, by=by)
    version = form.cleaned_data["version"]
    return service.change_expense(expense, form.values(), voucher, by=by, version=version)


def _show(
    request: HttpRequest,
    proof: ProofOfUse,
    expense: Expense,
    form: ExpenseForm,
    *,
    stale: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "proof": proof,
        "row": proof.award.request,
        "expense": expense,
        "form": form,
        "stale": stale,
        "leeway": leeway_of(collect(proof)) if proof.is_open else None,
        "receipts": expense.receipts.all() if expense.pk else [],
        "paid_hours": list(expense.paid_hours.select_related("date__workshop")) if expense.pk else [],
        "parts": sharing.elsewhere(expense) if expense.pk else [],
        "may_share": bool(expense.pk) and sharing.sharers(expense).exists(),
    }
    return render(request, "funding/desk/expense.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, slug: str, public_id: Any, expense_id: Any) -> HttpResponse:
    """The question whether to delete a payment, then the deletion."""
    proof = proof_of(request, slug, public_id, acting=True)
    if request.method != "POST":
        expense = get_object_or_404(proof.expenses, public_id=expense_id)
        context = {"proof": proof, "row": proof.award.request, "expense": expense}
        return render(request, "funding/desk/expense_delete.html", context)
    return _deleted(request, proof, service.delete_expense, proof.expenses, expense_id)


@login_required
@require_POST
def delete_receipt(request: HttpRequest, slug: str, public_id: Any, receipt_id: Any) -> HttpResponse:
    proof = proof_of(request, slug, public_id, acting=True)
    return _deleted(request, proof, service.delete_receipt, proof.receipts, receipt_id)


def _deleted(request: HttpRequest, proof: ProofOfUse, verb: Any, rows: Any, public_id: Any) -> HttpResponse:
    row = get_object_or_404(rows, public_id=public_id)
    try:
        verb(row, by=person(request))
        messages.success(request, _("It has been deleted."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(url("expenses", proof))


@login_required
def receipt(request: HttpRequest, slug: str, public_id: Any, receipt_id: Any) -> FileResponse:
    """A voucher, for the organisation only: the Office sees the list, not the papers."""
    proof = proof_of(request, slug, public_id)
    return served(get_object_or_404(proof.receipts, public_id=receipt_id))


@keeps_typing
def income(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Enter money that came in besides the grant."""
    proof = proof_of(request, slug, public_id, acting=True)
    form, by = restored(IncomeForm(request.POST or None), request), person(request)
    if request.method == "POST" and carried_out(
        form, lambda said: incomes.add_income(proof, form.values(), said["alike"], by=by)
    ):
        messages.success(request, _("The income is saved."))
        return redirect(url("expenses", proof))
    context = {"proof": proof, "row": proof.award.request, "form": form}
    return render(request, "funding/desk/income.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def delete_income(request: HttpRequest, slug: str, public_id: Any, income_id: int) -> HttpResponse:
    proof = proof_of(request, slug, public_id, acting=True)
    row = get_object_or_404(proof.incomes, pk=income_id)
    try:
        incomes.delete_income(row, by=person(request))
        messages.success(request, _("It has been deleted."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(url("expenses", proof))
