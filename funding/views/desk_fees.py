"""Fees of paid helpers, from the dates on which they worked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.forms.desk_fees import FeeForm
from funding.services import fees as service
from funding.views.desk_access import proof_of
from parentwork.models import Helper
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.kept import keeps_typing


@login_required
@require_safe
def fees(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Whose hours no expense pays for yet."""
    proof = proof_of(request, slug, public_id, acting=True)
    found = service.unpaid_helpers(proof, by=person(request))
    context = {"proof": proof, "row": proof.award.request, "found": found}
    return render(request, "funding/desk/proof_fees.html", context)


@keeps_typing
def fee(request: HttpRequest, slug: str, public_id: Any, pk: int) -> HttpResponse:
    """The hours of one helper, as an expense."""
    proof, by = proof_of(request, slug, public_id, acting=True), person(request)
    own = Helper.objects.visible_to(by).filter(organisation=proof.award.request.organisation, is_paid=True)
    helper = get_object_or_404(own, pk=pk)
    form = FeeForm(list(service.unpaid_work(proof, by=by).filter(helper=helper)), request.POST or None)
    form = restored(form, request)
    if request.method == "POST":
        made = carried_out(
            form,
            lambda said: service.pay_hours(
                proof, helper, form.hours(), said["rate"], said["paid"], said["outside_reason"],
                said["alike"], by=by,
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("The fee stands in the list of expenses. Add the voucher here."))
            return redirect("funding:expense", slug, public_id, made.public_id)
    context = {"proof": proof, "row": proof.award.request, "helper": helper, "form": form}
    return render(request, "funding/desk/proof_fee.html", context, status=422 if form.errors else 200)
