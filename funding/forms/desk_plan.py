"""The lines of the cost and financing plan, and of the staff plan: as stored, as typed, one more or less."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from funding import finance
from funding.choices import CostCategory, Task
from funding.forms.desk_plan_lines import (
    BaseLines,
    CostForm,
    IncomeForm,
    LineForm,
    PostForm,
    formset_of,
    stray,
)
from funding.models import FundingRequest, Programme
from funding.reports.plan_tables import MAX_LINES
from funding.services.periods import nearest, years_of
from portal.lib import money

COSTS, INCOMES, STAFF = "costs", "incomes", "staff"
# The two sides of the plan; the staff plan is a page of its own.
SIDES = (COSTS, INCOMES)
FORMSETS = {COSTS: formset_of(CostForm), INCOMES: formset_of(IncomeForm), STAFF: formset_of(PostForm)}
_LINE = re.compile(r"^(\w+)-(\d+)-(\w+)$")


def bound(side: str, request: FundingRequest, data: Mapping[str, Any]) -> BaseLines:
    """The lines of one side as they were sent."""
    rows = typed(side, data)
    return FORMSETS[side](data, prefix=side, initial=rows, form_kwargs=_kwargs(side, request, rows))


def unbound(side: str, request: FundingRequest, rows: list[dict[str, Any]]) -> BaseLines:
    """The lines of one side as they stand, at least one of them empty or filled."""
    formset = FORMSETS[side](prefix=side, initial=rows, form_kwargs=_kwargs(side, request, rows))
    formset.extra = max(1, len(rows))
    return formset


def one_more(side: str, request: FundingRequest, data: Mapping[str, Any]) -> LineForm | None:
    """An empty line behind those that were sent; None if there are too many already."""
    rows = typed(side, data)
    if len(rows) >= MAX_LINES:
        return None
    return unbound(side, request, [*rows, {}]).forms[-1]


def _kwargs(side: str, request: FundingRequest, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if side == STAFF:
        return {}
    programme: Programme = request.programme
    is_new = request.pk is None  # its period is typed on the same page: a line without a year goes by that
    years = years_of(request, [] if is_new else [stray(row, ()) for row in rows])
    return {
        "years": years,
        "shows_year": is_new or len(years) > 1 or any(stray(row, years) for row in rows),
        "follows": is_new,
        "also": _on_paper(years, rows) if is_new else (),
        "categories": programme.cost_categories,
    }


def _on_paper(years: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The years that a line on paper may name besides: those around the project, and what it does name."""
    return [years[0] - 1, years[-1] + 1, *filter(None, (stray(row, years) for row in rows))]


def rearranged(
    request: FundingRequest,
    data: Mapping[str, str],
    *,
    added: str = "",
    removed: str = "",
    into: bool = False,
    sides: Collection[str] = SIDES,
) -> dict[str, BaseLines]:
    """All sides with one line more or less, or all moved into the period; nothing is checked yet."""
    left, lines = without(data, removed), {}
    for side in sides:
        rows = typed(side, left)
        if into:
            rows = moved(rows, years_of(request))
        if added == side and len(rows) < MAX_LINES:
            rows.append({})
        lines[side] = unbound(side, request, rows)
    if added in lines:
        focus(lines[added].forms[-1])
    return lines


def without(data: Mapping[str, str], removed: str) -> dict[str, str]:
    """`data` without the line `removed`, such as `costs-2`."""
    return {key: value for key, value in data.items() if not (removed and key.startswith(f"{removed}-"))}


def focus(line: forms.BaseForm) -> None:
    """Whoever asked for a line goes on typing in it."""
    next(iter(line.visible_fields())).field.widget.attrs["autofocus"] = True


def neighbour(lines: Mapping[str, BaseLines], removed: str) -> str:
    """The line whose button has the focus when the line `removed` is gone: the one that took its place."""
    side, _dash, place = removed.rpartition("-")
    if side not in lines or not place.isdecimal():
        return ""
    return f"{side}-{min(int(place), len(lines[side].forms) - 1)}"


def moved(rows: Sequence[Mapping[str, Any]], years: Sequence[int]) -> list[dict[str, Any]]:
    """The lines, each one outside the period moved to its nearest year."""
    return [
        {**row, "year": nearest(year, years), "was": ""} if (year := stray(row, years)) else dict(row)
        for row in rows
    ]


def stored(side: str, request: FundingRequest) -> list[dict[str, Any]]:
    """The lines of one side as the plan keeps them."""
    if side == STAFF:
        names = ("function", "pay_group", "percent", "months", "monthly", "once")
        return list(map(dict, request.posts.values(*names)))
    if side == COSTS:
        return list(map(dict, request.costs.values("category", "label", "year", "units", "price")))
    return list(map(dict, request.incomes.values("source", "label", "year", "amount", "is_granted")))


def typed(side: str, data: Mapping[str, str]) -> list[dict[str, str]]:
    """The lines of one side as they were typed, unchecked."""
    rows: dict[int, dict[str, str]] = {}
    for key, value in data.items():
        match = _LINE.match(key)
        if match and match[1] == side and int(match[2]) < MAX_LINES:
            rows.setdefault(int(match[2]), {})[match[3]] = value
    return [rows[number] for number in sorted(rows)]


def numbered(side: str, rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The lines of one side as a form sends them."""
    return {f"{side}-{place}-{name}": text for place, row in enumerate(rows) for name, text in row.items()}


def with_staff(request: FundingRequest, data: Mapping[str, str]) -> dict[str, str]:
    """`data` with the posts of the staff plan in place of the staff costs that were typed."""
    others = [line for line in typed(COSTS, data) if line.get("category") != CostCategory.PERSONNEL]
    posts = [_staff_cost(request, post.function, post.amount) for post in request.posts.all()]
    if len(posts) + len(others) > MAX_LINES:
        whole = sum((post.amount for post in request.posts.all()), finance.ZERO)
        posts = [_staff_cost(request, str(Task.STAFF.label), whole)]
    rest = {key: text for key, text in data.items() if not _is_line(key, COSTS)}
    return rest | numbered(COSTS, [*posts, *others])


def _is_line(key: str, side: str) -> bool:
    match = _LINE.match(key)
    return match is not None and match[1] == side


def _staff_cost(request: FundingRequest, label: str, amount: Decimal) -> dict[str, str]:
    return {
        "category": CostCategory.PERSONNEL.value,
        "label": label,
        "units": "1",
        "price": money.plain(amount),
        "year": str(years_of(request)[0]),
    }


class PlanForm(forms.Form):
    """What concerns the plan as a whole: the version that its reader has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
