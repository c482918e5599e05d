"""The staff plan as a table: a post a row, in the order of its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import finance
from funding.reports.plan_tables import MAX_LINES, cell, head_of, named_in, no_number, number
from portal.lib import money
from portal.lib.sheets import Row, Table


class StaffColumn(TextChoices):
    """The columns of the table, in its order, named as its form names them."""

    FUNCTION = "function", gettext_lazy("Function")
    PAY_GROUP = "pay_group", gettext_lazy("Pay group")
    PERCENT = "percent", gettext_lazy("Share of a full post (%)")
    MONTHS = "months", gettext_lazy("Months")
    MONTHLY = "monthly", gettext_lazy("Costs of a month (€)")
    ONCE = "once", gettext_lazy("Once in the year (€)")
    AMOUNT = "amount", gettext_lazy("Costs of the year (€)")


NEEDED = (StaffColumn.FUNCTION, StaffColumn.MONTHLY)
_USUAL = {StaffColumn.PERCENT: "100", StaffColumn.MONTHS: "12", StaffColumn.ONCE: "0"}
_NUMBERS = (StaffColumn.MONTHS, StaffColumn.MONTHLY, StaffColumn.ONCE)


def table_of(posts: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """The posts, stored or as they were sent, in the words of the reader's language."""
    words = (StaffColumn.FUNCTION, StaffColumn.PAY_GROUP)
    return [
        head_of(StaffColumn),
        *(
            [post[column] if column in words else Decimal(post[column]) for column in StaffColumn]
            for post in posts
        ),
    ]


def read(table: Table) -> list[dict[str, str]]:
    """The posts of a table as the form takes them.

    ValidationError for a table without their columns, without a post, or with a row that cannot be read:
    then with what is wrong with each of those.
    """
    named = named_in(table, StaffColumn, NEEDED)
    rows = [row for row in table.rows if any(cell(row, named, column) for column in NEEDED)]
    if not rows:
        raise ValidationError(_("No row of the table names a function or its costs."), code="empty")
    if len(rows) > MAX_LINES:
        raise ValidationError(
            _("A staff plan has %(limit)s lines at most.") % {"limit": MAX_LINES}, "too_large"
        )
    posts, problems = [], list[str]()
    for row in rows:
        post, faults = _post(row, named)
        posts.append(post)
        problems += [
            _("Row %(number)s, %(problem)s") % {"number": row.number, "problem": it} for it in faults
        ]
    if problems:
        raise ValidationError(problems)
    return posts


def _post(row: Row, named: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The post of a row, and what of it cannot be read."""
    cells = {column: cell(row, named, column) or _USUAL.get(column, "") for column in StaffColumn}
    faults: dict[str, str] = {}
    post = {
        StaffColumn.FUNCTION.value: cells[StaffColumn.FUNCTION],
        StaffColumn.PAY_GROUP.value: cells[StaffColumn.PAY_GROUP],
        StaffColumn.PERCENT.value: _percent(cells[StaffColumn.PERCENT], faults),
        **{column.value: number(cells[column], column, faults) for column in _NUMBERS},
    }
    told = number(cells[StaffColumn.AMOUNT], StaffColumn.AMOUNT, faults)
    if told and not faults and all(post[column] for column in _NUMBERS):
        worked_out = finance.post_amount(*(Decimal(post[column]) for column in _NUMBERS))
        if worked_out != Decimal(told):
            text = _("Months and costs give %(amount)s.") % {"amount": money.euros(worked_out)}
            faults[StaffColumn.AMOUNT] = text
    labels = dict(StaffColumn.choices)
    return post, [f"{capfirst(str(labels[column]))}: {text}" for column, text in faults.items()]


def _percent(text: str, faults: dict[str, str]) -> str:
    """Percent as the form reads it. A cell that shows 50 % says 0.5: nobody has half a percent of a post."""
    try:
        part = money.parse(text.replace("%", ""))
    except ValidationError:
        faults[StaffColumn.PERCENT] = " ".join(no_number(text).messages)
        return text
    return f"{finance.cents(part * 100 if 0 < part <= 1 else part):.2f}"
