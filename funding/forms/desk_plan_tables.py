"""A plan that comes as a table: what it would change, line by line, under the checks of the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import finance
from funding.choices import CostCategory, IncomeSource
from funding.forms import desk_plan
from funding.forms.desk_plan_lines import amount_of, readable
from funding.models import FundingRequest
from funding.reports.plan_tables import KIND_FIELDS, MAX_LINES, PlanColumn, Side, Written, read
from funding.services import plans
from organisations.forms.tables import TableField
from portal.lib import money
from portal.lib.sheets import Table


class PlanUploadForm(forms.Form):
    """A file with a plan."""

    file = TableField(
        label=gettext_lazy("File with the plan"),
        help_text=gettext_lazy("XLSX, XLS, ODS or CSV with the headings of the empty table, at most 10 MB."),
    )


class Change(TextChoices):
    """What a line of the table would do to the stored plan."""

    SAME = "same", gettext_lazy("stays")
    CHANGED = "changed", gettext_lazy("changes")
    NEW = "new", gettext_lazy("is new")
    GONE = "gone", gettext_lazy("goes away")
    REFUSED = "refused", gettext_lazy("refused")


@dataclass
class Line:
    """One row of the table, or a stored line that is not in it."""

    side: Side | None
    values: Mapping[str, Any]
    number: int | None = None
    problems: list[str] = field(default_factory=list)
    change: Change = Change.NEW
    before: Decimal | None = None

    @property
    def kind(self) -> str:
        """The kind of cost or source, by its name where it is one."""
        code = self.values.get(KIND_FIELDS[self.side], "") if self.side else ""
        known = CostCategory if self.side == Side.COSTS else IncomeSource
        return str(known(code).label) if code in known else str(code)

    @property
    def amount(self) -> Decimal:
        """In EUR; what cannot be read counts nothing."""
        if self.side == Side.COSTS:
            return amount_of(self.values)
        return readable(self.values, "amount")

    @property
    def name(self) -> tuple[Any, ...]:
        """What tells it from the other lines, whatever it comes to."""
        return self.side, self.kind, self.values.get("label"), self.values.get("year")


@dataclass(frozen=True)
class Preview:
    """What would become of the plan: every row, the stored lines that go away, what is wrong as a whole."""

    lines: list[Line]
    problems: list[str]
    data: dict[str, str]  # the same lines as the form of the plan sends them

    @property
    def has_refused(self) -> bool:
        return any(line.change == Change.REFUSED for line in self.lines)

    @property
    def counts(self) -> list[tuple[Change, int]]:
        found = Counter(line.change for line in self.lines)
        return [(change, found[change]) for change in Change if found[change]]


def preview(request: FundingRequest, table: Table) -> Preview:
    """What `table` would make of the plan. ValidationError for a table that holds no plan."""
    written = read(table)
    if not written:
        raise ValidationError(_("No row of the table says what for, from whom or how much."), code="empty")
    sides = {side: [row for row in written if row.side == side] for side in Side}
    if any(len(rows) > MAX_LINES for rows in sides.values()):
        text = _("A plan has %(limit)s lines of costs and as many of income at most.")
        raise ValidationError(text % {"limit": MAX_LINES}, code="too_large")
    data = {key: text for side, rows in sides.items() for key, text in _data(side, rows)}
    found = {row.number: _faulty(row) for row in written if row.side is None}
    for side, rows in sides.items():
        forms_ = desk_plan.bound(side, request, data).forms
        found |= {row.number: _line(row, form) for row, form in zip(rows, forms_, strict=True)}
    lines = [found[row.number] for row in written]
    stored = [Line(side, values) for side in Side for values in desk_plan.stored(side, request)]
    gone = _compare([line for line in lines if line.change != Change.REFUSED], stored)
    if any(line.problems for line in lines):
        return Preview(lines, [], data)
    return Preview([*lines, *gone], _problems(request, lines), data)


def _data(side: Side, rows: Iterable[Written]) -> Iterable[tuple[str, str]]:
    number = 0
    for number, row in enumerate(rows, 1):
        for name, text in row.values.items():
            yield f"{side}-{number - 1}-{name}", text
    yield f"{side}-TOTAL_FORMS", str(number)
    yield f"{side}-INITIAL_FORMS", "0"


def _faulty(row: Written) -> Line:
    return Line(row.side, row.values, row.number, _said(row.faults), Change.REFUSED)


def _line(row: Written, form: forms.BaseForm) -> Line:
    """The row as the form of a line takes it, or with what it says against it."""
    form.empty_permitted = False
    faults = row.faults | {
        name: " ".join(map(str, errors)) for name, errors in form.errors.items() if name not in row.faults
    }
    if not faults and row.amount is not None:
        worked_out = finance.line_amount(form.cleaned_data["units"], form.cleaned_data["price"])
        if worked_out != row.amount:
            text = _("Number and price give %(amount)s.") % {"amount": money.euros(worked_out)}
            faults = {PlanColumn.AMOUNT.value: text}
    if faults:
        line = _faulty(row)
        line.problems = _said(faults, form)
        return line
    return Line(row.side, form.cleaned_data, row.number)


def _said(faults: Mapping[str, str], form: forms.BaseForm | None = None) -> list[str]:
    """Each fault behind the name of its column."""
    named = dict(PlanColumn.choices)
    fields = {name: field.label for name, field in form.fields.items()} if form else {}
    return [
        f"{capfirst(str(label))}: {text}" if (label := named.get(name) or fields.get(name)) else text
        for name, text in faults.items()
    ]


def _compare(lines: list[Line], stored: list[Line]) -> list[Line]:
    """Say of each line what it changes; the stored lines that it leaves over go away."""
    left = list(stored)
    for line in lines:
        if same := next((it for it in left if (it.side, it.values) == (line.side, line.values)), None):
            left.remove(same)
            line.change = Change.SAME
    for line in lines:
        like = next((it for it in left if it.name == line.name), None)
        if line.change != Change.SAME and like:
            left.remove(like)
            line.change, line.before = Change.CHANGED, like.amount
    for line in left:
        line.change = Change.GONE
    return left


def _problems(request: FundingRequest, lines: list[Line]) -> list[str]:
    costs, incomes = ([line.values for line in lines if line.side == side] for side in Side)
    return [message for error in plans.errors_of(request, costs, incomes) for message in error.messages]
