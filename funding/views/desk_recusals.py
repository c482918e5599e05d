"""Stepping back from a request in which one has an interest."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from funding.choices import Verb
from funding.forms.desk_review import StepBackForm
from funding.models import FundingRequest
from funding.services import assigning, recusals
from funding.views.desk_access import case_of
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.kept import keeps_typing


@keeps_typing
def step_back(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Declare an interest; the way leads to the inbox, since the request is seen no more."""
    row, by = case_of(request, slug, public_id, Verb.STEP_BACK), person(request)
    form = restored(StepBackForm(request.POST or None, initial={"version": row.version}), request)
    if request.method == "POST" and carried_out(
        form, lambda data: recusals.step_back(row, data["reason"], by=by, version=data["version"])
    ):
        messages.success(request, _("You have stepped back. Your colleagues get a mail."))
        return redirect("funding:inbox", row.office.slug)
    context = {"row": row, "form": form, **_what_follows(row, by)}
    return render(request, "funding/desk/step_back.html", context, status=422 if form.errors else 200)


def _what_follows(row: FundingRequest, by: User) -> dict[str, bool]:
    return {
        "own_proposal": recusals.has_open_proposal(row, by),
        "alone": not assigning.colleagues(row).exclude(pk=by.pk).exists(),
    }
