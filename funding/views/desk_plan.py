"""The cost and financing plan: lines come and go without a script; it is stored only when it balances."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from funding.choices import Task
from funding.forms import desk_plan
from funding.forms.desk_plan import COSTS, INCOMES, BaseLines, PlanForm
from funding.models import FundingRequest
from funding.services import plans
from funding.views import desk_form, desk_sums
from funding.views.desk_access import draft_of, person
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing

SIDES = (COSTS, INCOMES)


@keeps_typing
def plan(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The page of the plan."""
    row = draft_of(request, slug, public_id)
    if request.method != "POST":
        return _opened(request, row)
    if "add_line" in request.POST or "remove_line" in request.POST:
        return _rearranged(request, row)
    return _save(request, row)


def _opened(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    typed, source = desk_form.typed_before(request, row, Task.PLAN)
    lines = {
        side: desk_plan.unbound(
            side, row, desk_plan.typed(side, typed) if source else desk_plan.stored(side, row)
        )
        for side in SIDES
    }
    sums = desk_sums.sums_of(row, desk_sums.typed_plan(typed)) if source else desk_sums.stored_sums(row)
    version = typed.get("version", row.version) if source else row.version
    return _show(request, row, PlanForm(initial={"version": version}), lines, sums, source=source)


def _rearranged(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    """One line more or one less; what is typed stays, and nothing is checked yet.

    The buttons are not called `add` and `remove`: a control hides the method of its form of the same name.
    """
    data = desk_form.typed_of(request)
    lines = {}
    for side in SIDES:
        rows = _rows(side, data, request.POST.get("remove_line", ""))
        if request.POST.get("add_line") == side and len(rows) < desk_plan.MAX_LINES:
            rows.append({})
        lines[side] = desk_plan.unbound(side, row, rows)
    desk_form.keep_what_was_sent(request, row, Task.PLAN)
    sums = desk_sums.sums_of(
        row, desk_sums.typed_plan(_renumbered(data, request.POST.get("remove_line", "")))
    )
    form = PlanForm(initial={"version": request.POST.get("version")})
    return _show(request, row, form, lines, sums, focus=request.POST.get("add_line", ""))


def _rows(side: str, data: Mapping[str, str], removed: str) -> list[dict[str, str]]:
    return desk_plan.typed(side, _renumbered(data, removed))


def _renumbered(data: Mapping[str, str], removed: str) -> dict[str, str]:
    """`data` without the line `removed`, such as `costs-2`."""
    if not removed:
        return dict(data)
    return {key: value for key, value in data.items() if not key.startswith(f"{removed}-")}


def _save(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    form = PlanForm(request.POST)
    lines = {side: desk_plan.bound(side, row, request.POST) for side in SIDES}
    stale: list[dict[str, Any]] = []
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
    desk_form.keep_what_was_sent(request, row, Task.PLAN)
    sums = desk_sums.sums_of(row, desk_sums.typed_plan(desk_form.typed_of(request)))
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
        "source": source, "focus": focus, "stale": stale, "task": Task.PLAN,
        "others": [
            {"draft": draft, "sums": desk_sums.sums_of(row, desk_sums.typed_plan(draft.data))}
            for draft in desk_form.others_typing(row, Task.PLAN, request)
        ],
        "number": list(Task).index(Task.PLAN) + 1, "of": len(Task),
    }  # fmt: skip
    return render(request, "funding/desk/plan.html", context, status=status)
