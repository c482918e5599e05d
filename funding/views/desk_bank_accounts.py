"""To which account the grants of an organisation are paid, for its own people."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.forms.desk_bank_accounts import BankAccountForm
from funding.models import BankAccount, FundingRequest
from funding.models.bank_accounts import HOLDER_LENGTH
from funding.services import bank_accounts as service
from funding.views.desk_access import organisation_of, request_of
from organisations.models import Organisation
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.kept import keeps_typing


@keeps_typing
def bank_account(request: HttpRequest, slug: str, public_id: Any = None) -> HttpResponse:
    """Write the account down, or change it; then back to the request from which one came, if from one."""
    row = request_of(request, slug, public_id, acting=True) if public_id else None
    organisation = row.organisation if row else organisation_of(request, slug, acting=True)
    known = service.of(organisation)
    initial = known.as_words() if known else {"holder": organisation.name[:HOLDER_LENGTH]}
    form = restored(BankAccountForm(request.POST or None, initial=initial), request)

    def keep(data: dict[str, Any]) -> BankAccount:
        return service.keep(organisation, data, by=person(request))

    if request.method == "POST" and carried_out(form, keep):
        messages.success(request, _("The account is kept."))
        return _back(organisation, row)
    context = {"organisation": organisation, "row": row, "bank_account": known, "form": form}
    return render(request, "funding/desk/bank_account.html", context, status=422 if form.errors else 200)


def _back(organisation: Organisation, row: FundingRequest | None) -> HttpResponse:
    """To the last page before a request is sent, or to the page of its money."""
    if row is None:
        return redirect("funding:kept_papers", organisation.slug)
    page = "check_answers" if row.is_editable else "drawdowns"
    return redirect(f"funding:{page}", organisation.slug, row.public_id)


@login_required
@require_POST
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Forget the account; what was sent with it keeps it."""
    organisation = organisation_of(request, slug, acting=True)
    if (account := service.of(organisation)) is not None:
        service.delete(account, by=person(request))
        messages.success(request, _("The account is deleted here. What you have sent keeps it."))
    return redirect("funding:kept_papers", slug)
