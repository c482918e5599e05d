"""What the check of a proof of use has come to, as the caseworker says it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding import rules
from funding.forms.desk_checking import ResultForm
from funding.models import ProofCheck
from funding.reports.checking import ClosingData, interest_on, outcome_of
from funding.services import closing, results
from funding.views.desk_cases import case_url, step_click
from funding.views.desk_checking import check_of, heard_on
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing


@keeps_typing
def result(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Say what the check has come to. Who closes it alone reads the letter first, with the same form.

    Who proposes it for another one to sign can read it, too.
    """
    row, found = check_of(request, slug, public_id, acting=True)
    outcome, by = outcome_of(found), person(request)
    two = closing.needs_two(row, outcome)
    usual = {"version": found.version, "note": found.note, "effect": closing.usual_effect(row)}
    form = restored(
        ResultForm(request.POST or None, initial=usual, outcome=outcome, office=row.office), request
    )
    read, looks = request.POST.get("read", ""), "look" in request.POST
    letter: ClosingData | None = None
    if request.method == "POST" and (looks or not two):
        letter = carried_out(form, lambda _said: results.draft(found, form.result(), by=by))
    if request.method == "POST" and not looks and (two or (letter and letter.sha256 == read)):
        if carried_out(form, lambda said: _propose(found, form, said, read=read, by=by)):
            text = (
                _("The result is proposed. A second officer signs it.") if two else _("The check is closed.")
            )
            messages.success(request, text)
            return redirect(case_url(row, "checking"))
    elif letter and read and not looks:
        messages.warning(request, _("The letter has changed since you read it. Please read it again."))
    context = {"row": row, "checking": found, "outcome": outcome, "form": form, "day": today()}
    context["points"] = found.proof.award.interest_points if outcome.recovery else None
    context["interest"] = interest_on(found, outcome.recovery) if context["points"] is not None else None
    context |= {**heard_on(row), "two": two, "letter": letter}
    return render(request, "funding/desk/check_result.html", context, status=422 if form.errors else 200)


def _propose(found: ProofCheck, form: ResultForm, said: dict[str, Any], *, read: str, by: User) -> ProofCheck:
    return results.propose(found, form.result(), by=by, version=said["version"], read=read or None)


@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Whoever proposed the result takes it back."""
    row, found = check_of(request, slug, public_id)
    by = person(request)
    if found.proposed_by_id != by.pk or not rules.may_check_proof(by, found.proof):
        raise Http404
    return step_click(
        request,
        row,
        lambda version: results.take_back(found, by=by, version=version),
        _("The proposal is taken back. Its lines are as they were."),
        page="checking",
    )
