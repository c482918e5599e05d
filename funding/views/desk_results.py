"""What the check of a proof of use has come to, as the caseworker says it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from funding.forms.desk_checking import ResultForm
from funding.models import ProofCheck
from funding.reports.checking import interest_on, outcome_of
from funding.services import hearings, results
from funding.views.desk_cases import case_url
from funding.views.desk_checking import check_of
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing


@keeps_typing
def result(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Say what the check has come to."""
    row, found = check_of(request, slug, public_id, acting=True)
    outcome, by = outcome_of(found), person(request)
    form = restored(
        ResultForm(
            request.POST or None, initial={"version": found.version, "note": found.note},
            asks_back=bool(outcome.recovery),
        ),
        request,
    )  # fmt: skip
    if request.method == "POST" and carried_out(form, lambda said: _propose(found, said, by)):
        signs = bool(outcome.recovery)
        messages.success(
            request,
            _("The result is proposed. A second officer signs it.") if signs else _("The check is closed."),
        )
        return redirect(case_url(row, "checking"))
    context = {"row": row, "checking": found, "outcome": outcome, "form": form, "day": today()}
    context["points"] = found.proof.award.interest_points if outcome.recovery else None
    context["interest"] = interest_on(found, outcome.recovery) if context["points"] is not None else None
    context["heard"] = hearings.last_on(row)
    return render(request, "funding/desk/check_result.html", context, status=422 if form.errors else 200)


def _propose(found: ProofCheck, said: dict[str, Any], by: Any) -> ProofCheck:
    told = results.Result(
        note=said["note"], pay_back_by=said.get("pay_back_by"), unheard=said.get("unheard", "")
    )
    return results.propose(found, told, by=by, version=said["version"])
