"""The cost and financing plan of a request."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import ngettext_lazy

from funding import finance
from funding.choices import CostCategory, Financing, Task
from funding.finance import Line, Plan, Problem, Rules
from funding.models import CostItem, FundingRequest, IncomeItem, Post, Programme
from funding.services import drafts
from funding.services.periods import year_words, years_of
from portal.accounts.models import User
from portal.lib import money


def rules_of(programme: Programme) -> Rules:
    """What the programme demands of a plan."""
    return Rules(
        financing=Financing(programme.financing),
        rate=programme.rate,
        cap=programme.max_amount,
        minimum=programme.min_amount,
        own_share=programme.own_share,
        categories=tuple(programme.cost_categories),
        overhead_rate=programme.overhead_rate,
        volunteer_rate=programme.volunteer_rate,
        volunteer_cap=programme.volunteer_cap,
    )


def plan_of(request: FundingRequest) -> Plan:
    """The stored plan, beside the staff plan where one is wanted."""
    plan = Plan(
        costs=tuple(Line(it.category, it.amount, it.year, it.price) for it in request.costs.all()),
        incomes=tuple(Line(item.source, item.amount, item.year) for item in request.incomes.all()),
    )
    return beside_staff(plan, request)


def beside_staff(plan: Plan, request: FundingRequest) -> Plan:
    """`plan` with what the staff plan of `request` comes to; as it is where its programme wants none.

    Nor of a request on paper, stored or not: its staff plan stands on the paper alone.
    """
    if not request.programme.is_institutional or request.pk is None or request.on_paper:
        return plan
    return replace(plan, staff=sum((post.amount for post in request.posts.all()), finance.ZERO))


def plan_from(costs: Sequence[Mapping[str, Any]], incomes: Sequence[Mapping[str, Any]]) -> Plan:
    """The plan that the lines of a form make."""
    return Plan(
        costs=tuple(Line(row["category"], _amount(row), row["year"], row["price"]) for row in costs),
        incomes=tuple(Line(row["source"], row["amount"], row["year"]) for row in incomes),
    )


def _amount(row: Mapping[str, Any]) -> Decimal:
    return finance.line_amount(row["units"], row["price"])


@transaction.atomic
def save_plan(
    request: FundingRequest,
    costs: Sequence[Mapping[str, Any]],
    incomes: Sequence[Mapping[str, Any]],
    *,
    by: User,
    version: int,
) -> FundingRequest:
    """Replace all lines. ValidationError with every problem of the plan; then nothing has changed."""
    row = drafts.editable(request, by=by, version=version)
    if found := errors_of(row, costs, incomes):
        raise ValidationError(found)
    write_lines(row, costs, incomes)
    return drafts.store(row, Task.PLAN, by=by)


@transaction.atomic
def save_staff(
    request: FundingRequest, posts: Sequence[Mapping[str, Any]], *, by: User, version: int
) -> FundingRequest:
    """Replace all posts of the staff plan. The plan itself stays: whether both agree, its page says."""
    row = drafts.editable(request, by=by, version=version)
    row.posts.all().delete()
    Post.objects.bulk_create(
        Post(request=row, position=place, amount=finance.post_amount(**_paid(post)), **post)
        for place, post in enumerate(posts)
    )
    return drafts.store(row, Task.STAFF, by=by)


def _paid(post: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: post[name] for name in ("months", "monthly", "once")}


def write_lines(
    row: FundingRequest, costs: Sequence[Mapping[str, Any]], incomes: Sequence[Mapping[str, Any]]
) -> None:
    """Replace all lines of a locked row. Whether they are sound is asked before."""
    row.costs.all().delete()
    row.incomes.all().delete()
    CostItem.objects.bulk_create(
        CostItem(request=row, position=place, amount=_amount(line), **line)
        for place, line in enumerate(costs)
    )
    IncomeItem.objects.bulk_create(
        IncomeItem(request=row, position=place, **line) for place, line in enumerate(incomes)
    )


def errors_of(
    request: FundingRequest, costs: Sequence[Mapping[str, Any]], incomes: Sequence[Mapping[str, Any]]
) -> list[ValidationError]:
    """What keeps these lines from being the plan of `request`, as sentences for the reader."""
    plan = beside_staff(plan_from(costs, incomes), request)
    found = [error_of(problem) for problem in finance.problems(plan, rules_of(request.programme))]
    return found + _outside(request, [line["year"] for line in (*costs, *incomes)])


def errors_of_years(request: FundingRequest) -> list[ValidationError]:
    """A sentence for each year that lines of the stored plan name and the project has no part in."""
    return _outside(request, years_named(request))


def years_named(request: FundingRequest) -> list[int]:
    """The years of the lines of the stored plan."""
    return [*request.costs.values_list("year", flat=True), *request.incomes.values_list("year", flat=True)]


def _outside(request: FundingRequest, years: Iterable[int]) -> list[ValidationError]:
    lines = Counter(years)
    allowed = years_of(request, lines)
    text = ngettext_lazy(
        "%(lines)s line of the plan is for %(year)s, but the project runs in %(years)s.",
        "%(lines)s lines of the plan are for %(year)s, but the project runs in %(years)s.",
        "lines",
    )
    return [
        ValidationError(text, "year", {"lines": lines[year], "year": year, "years": year_words(allowed)})
        for year in sorted(lines)
        if year not in allowed
    ]


def error_of(problem: Problem) -> ValidationError:
    """The problem as a sentence for the reader."""
    return ValidationError(
        problem.text,
        code=problem.code,
        params={
            "amount": money.euros(problem.amount),
            "limit": money.euros(problem.limit),
            "kind": CostCategory(problem.kind).label if problem.kind in CostCategory else problem.kind,
        },
    )
