"""A payment of which several awards pay a part."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from funding.forms.desk_sharing import ShareExpenseForm
from funding.services import sharing
from funding.views.desk_access import proof_of
from funding.views.desk_proofs import url
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.kept import keeps_typing


@keeps_typing
def share(request: HttpRequest, slug: str, public_id: Any, expense_id: Any) -> HttpResponse:
    """Let another award count a part of a payment; the page says who counts what of it."""
    proof = proof_of(request, slug, public_id, acting=True)
    expense = get_object_or_404(proof.expenses, public_id=expense_id)
    expense.proof = proof
    awards, by = sharing.sharers(expense), person(request)
    form = restored(ShareExpenseForm(expense, awards, request.POST or None), request)
    if request.method == "POST" and carried_out(
        form,
        lambda said: sharing.share_expense(
            expense, said["award"], said["part"], said["outside_reason"], by=by, version=said["version"]
        ),
    ):
        messages.success(request, _("The payment is shared. Each award counts its part."))
        return redirect(url("expenses", proof))
    context = {"proof": proof, "row": proof.award.request, "expense": expense, "form": form}
    context |= {"parts": sharing.elsewhere(expense), "awards": awards}
    return render(request, "funding/desk/expense_share.html", context, status=422 if form.errors else 200)
