"""The cost and financing plan: lines come and go without a script; it is stored only when it balances."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from funding.choices import Task
from funding.forms import desk_plan
from funding.forms.desk_plan import COSTS, INCOMES, SIDES, PlanForm
from funding.forms.desk_plan_lines import BaseLines
from funding.models import FundingRequest
from funding.services import plans
from funding.services.periods import year_words, years_of
from funding.views import desk_form, desk_sums
from funding.views.desk_access import draft_of
from funding.views.desk_requests import task_url
from portal.accounts.views.signed_in import person
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing

# The buttons are not called `add` and `remove`: a control hides the method of its form of the same name.
REARRANGING = {"add_line", "remove_line", "move_years", "take_staff"}


@keeps_typing
def plan(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The page of the plan."""
    row = draft_of(request, slug, public_id)
    if request.method != "POST":
        return _opened(request, row)
    if request.headers.get("hx-request") and "add_line" in request.POST:
        return one_line(request, row)
    if REARRANGING & set(request.POST):
        return _rearranged(request, row)
    return _save(request, row)


def _opened(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    typed, source = desk_form.typed_before(request, row, Task.PLAN)
    if not source and _begins_with_staff(row):
        typed = desk_plan.with_staff(row, {})
    lines = {
        side: desk_plan.unbound(
            side, row, desk_plan.typed(side, typed) if typed else desk_plan.stored(side, row)
        )
        for side in SIDES
    }
    sums = desk_sums.sums_of_typed(row, typed) if typed else desk_sums.stored_sums(row)
    version = typed.get("version", row.version) if source else row.version
    return _show(request, row, PlanForm(initial={"version": version}), lines, sums, source=source)


def _begins_with_staff(row: FundingRequest) -> bool:
    """No line of the plan is saved yet: the posts of the staff plan are its first."""
    return row.programme.is_institutional and not (row.costs.exists() or row.incomes.exists())


def one_line(request: HttpRequest, row: FundingRequest, sides: Collection[str] = SIDES) -> HttpResponse:
    """An empty line to be put behind the others, which stay untouched under the hands of whoever types."""
    side = request.POST["add_line"]
    line = desk_plan.one_more(side, row, request.POST.dict()) if side in sides else None
    if line is None:
        return HttpResponse(status=204)
    desk_plan.focus(line)
    number = int((line.prefix or "").rpartition("-")[2]) + 1
    return render(
        request, "funding/desk/parts/line_added.html", {"form": line, "side": side, "number": number}
    )


def _rearranged(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    """One line more or less, or all moved into the period; what is typed stays, nothing is checked yet."""
    removed, added = request.POST.get("remove_line", ""), request.POST.get("add_line", "")
    data = desk_plan.without(desk_form.typed_of(request), removed)
    if "take_staff" in request.POST:
        data = desk_plan.with_staff(row, data)
    lines = desk_plan.rearranged(row, data, added=added, into="move_years" in request.POST)
    desk_form.keep_as_draft(request, row, Task.PLAN, data)
    form = PlanForm(initial={"version": request.POST.get("version")})
    sums = desk_sums.sums_of_typed(row, data)
    return _show(request, row, form, lines, sums, focus=desk_plan.neighbour(lines, removed))


def _save(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    form = PlanForm(request.POST)
    lines = {side: desk_plan.bound(side, row, request.POST) for side in SIDES}
    stale: list[dict[str, Any]] | None = None
    if all([form.is_valid(), *(formset.is_valid() for formset in lines.values())]):
        try:
            plans.save_plan(
                row,
                lines[COSTS].lines(),
                lines[INCOMES].lines(),
                by=person(request),
                version=form.cleaned_data["version"],
            )
            return redirect(desk_form.next_url(row, Task.PLAN))
        except Stale as error:
            stale = _stored(error.current)
            form = PlanForm({"version": error.current.version})
        except ValidationError as error:
            form.add_error(None, error)
    desk_form.keep_as_draft(request, row, Task.PLAN, desk_form.typed_of(request))
    sums = desk_sums.sums_of_typed(row, desk_form.typed_of(request))
    return _show(request, row, form, lines, sums, stale=stale, status=422)


def _stored(row: FundingRequest) -> list[dict[str, Any]]:
    return [
        *({"label": item.label, "stored": item.amount} for item in row.costs.all()),
        *({"label": str(item), "stored": item.amount} for item in row.incomes.all()),
    ]


def _show(
    request: HttpRequest,
    row: FundingRequest,
    form: BaseForm,
    lines: dict[str, BaseLines],
    sums: dict[str, Any],
    *,
    source: str = "",
    focus: str = "",
    stale: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "row": row, "form": form, "costs": lines[COSTS], "incomes": lines[INCOMES], "sums": sums,
        "stray": Counter([*lines[COSTS].stray, *lines[INCOMES].stray]).items(),
        "years": year_words(years_of(row)),
        "project_url": "" if row.start else task_url(row, Task.PROJECT),
        "source": source, "focus": focus, "stale": stale, **desk_form.place_of(row, Task.PLAN),
        "others": [
            {"draft": draft, "sums": desk_sums.sums_of_typed(row, draft.data)}
            for draft in desk_form.others_typing(row, Task.PLAN, request)
        ],
        "kept": desk_form.state_of(request, row, Task.PLAN),
    }  # fmt: skip
    return render(request, "funding/desk/plan.html", context, status=status)
