"""What came by post in answer to a question about a request on paper: its words, and the plan as it is."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from funding.choices import State, Verb
from funding.forms import desk_plan
from funding.forms.desk_paper_requests import PaperAnswerForm
from funding.forms.desk_plan import COSTS, INCOMES, SIDES
from funding.forms.desk_plan_lines import BaseLines
from funding.models import FundingRequest
from funding.services import paper_requests
from funding.services.paper_requests import AnswerOnPaper
from funding.views.desk_access import case_of
from funding.views.desk_cases import case_url
from funding.views.desk_paper_requests import frame
from funding.views.desk_plan import one_line
from portal.accounts.views.signed_in import person
from portal.forms import carried_out
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing, kept_typing


@keeps_typing
def record(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Write down the answer; the lines begin with the plan as it was sent last."""
    row = case_of(request, slug, public_id, Verb.ANSWER)
    if row.on_paper is None:
        raise Http404
    if request.method != "POST":
        return _opened(request, row) if row.state == State.CLARIFICATION else redirect(case_url(row))
    if request.headers.get("hx-request") and "add_line" in request.POST:
        return one_line(request, _frame(row))
    if {"add_line", "remove_line"} & set(request.POST):
        return _rearranged(request, row)
    return _save(request, row)


def _frame(row: FundingRequest) -> FundingRequest:
    return frame({"start": row.start, "end": row.end})


def _opened(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    typed = kept_typing(request) or {}
    form = PaperAnswerForm(initial={"version": row.version, **typed})
    rows = {side: desk_plan.typed(side, typed) or desk_plan.stored(side, row) for side in SIDES}
    lines = {side: desk_plan.unbound(side, _frame(row), rows[side]) for side in SIDES}
    return _show(request, row, form, lines, kept=bool(typed))


def _rearranged(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    removed, data = request.POST.get("remove_line", ""), request.POST.dict()
    form = PaperAnswerForm(initial=data)
    form.files = SentFiles(request)
    lines = desk_plan.rearranged(_frame(row), data, added=request.POST.get("add_line", ""), removed=removed)
    return _show(request, row, form, lines, focus=desk_plan.neighbour(lines, removed))


def _save(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    form = PaperAnswerForm(request.POST, SentFiles(request))
    lines = {side: desk_plan.bound(side, _frame(row), request.POST) for side in SIDES}
    sound = all(formset.is_valid() for formset in lines.values())
    if sound and carried_out(form, lambda said: _keep(request, row, said, lines)):
        messages.success(request, _("The answer is recorded as a new submission."))
        return redirect(case_url(row))
    return _show(request, row, form, lines, status=422)


def _keep(
    request: HttpRequest, row: FundingRequest, data: Mapping[str, Any], lines: Mapping[str, BaseLines]
) -> FundingRequest:
    said = AnswerOnPaper(
        answer=data["answer"],
        received=data["received"],
        costs=lines[COSTS].lines(),
        incomes=lines[INCOMES].lines(),
        scan=data["file"],
    )
    return paper_requests.record_answer(row, said, by=person(request), version=data["version"])


def _show(
    request: HttpRequest,
    row: FundingRequest,
    form: PaperAnswerForm,
    lines: dict[str, BaseLines],
    *,
    focus: str = "",
    kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "row": row, "form": form, "costs": lines[COSTS], "incomes": lines[INCOMES], "focus": focus,
        "kept": kept, "question": row.clarifications.corrections().open().first(),
    }  # fmt: skip
    return render(request, "funding/desk/paper_answer.html", context, status=status)
