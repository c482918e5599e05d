"""Handing requests over to a colleague: one on its own page, several out of the inbox."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from funding import workflow
from funding.choices import Verb
from funding.forms.desk_inbox import BulkForm
from funding.forms.desk_review import AssignForm
from funding.models import FundingRequest
from funding.services import assigning, review
from funding.services.assigning import Outcome
from funding.views.desk_access import case_of, cases, office_of
from funding.views.desk_cases import case_url, step_page
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.kept import keeps_typing


@keeps_typing
def assign(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Put a colleague, or oneself, in charge of a request."""
    row = case_of(request, slug, public_id, Verb.ASSIGN)
    if request.method != "POST" and row.state not in workflow.HANDLED:
        return redirect(case_url(row))
    by, people = person(request), assigning.colleagues(row).exclude(funding_cases=row.pk)
    form = restored(
        AssignForm(request.POST or None, people=people, initial={"version": row.version}), request
    )
    return step_page(
        request,
        row,
        form,
        lambda data: assigning.assign(row, data["to"], by=by, version=data["version"]),
        "funding/desk/assign.html",
        _("The request is handed over."),
    )


@login_required
@require_POST
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """Confirm receipt of the ticked requests, or hand them over; whoever is refused is named."""
    office = office_of(request, slug)
    form = BulkForm(request.POST, people=assigning.caseworkers(office))
    back = f"{reverse('funding:inbox', args=[office.slug])}?{request.GET.urlencode()}"
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect(back)
    data = form.cleaned_data
    rows = cases(request, office).filter(public_id__in=data["rows"]).select_related("submission")
    _say(request, assigning.each(rows, _deed(data, person(request))))
    return redirect(back)


def _deed(data: dict[str, Any], by: User) -> Callable[[FundingRequest], FundingRequest]:
    def deed(row: FundingRequest) -> FundingRequest:
        version = data["rows"][str(row.public_id)]
        if data["do"] == "assign":
            return assigning.assign(row, data["to"], by=by, version=version)
        return review.receive(row, by=by, version=version)

    return deed


def _say(request: HttpRequest, outcome: Outcome) -> None:
    number = len(outcome.done)
    if number:
        text = ngettext("Done for %(number)s request.", "Done for %(number)s requests.", number)
        messages.success(request, text % {"number": number})
    for row, reason in outcome.refused:
        title = row.submission.title if row.submission else row.title
        messages.error(request, _("“%(title)s”: %(reason)s") % {"title": title, "reason": reason})
