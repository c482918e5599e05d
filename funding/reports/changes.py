"""What changed from one submission of a request to the next, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from funding.choices import CostCategory, IncomeSource
from funding.models import FundingRequest
from portal.lib import money

FORM_FIELDS = (
    "title", "start", "end", "venue", "contact", "need", "goals", "target_group", "reach", "activities",
    "partners", "other_requests", "early_start_reasons", "deducts_vat", "names_all_income",
)  # fmt: skip


@dataclass(frozen=True)
class Changed:
    """A field of the form, or a part of it, as it was sent before and now."""

    label: str
    before: str
    after: str


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Changed]:
    """What differs between the data of two submissions, in the order of the form."""
    rows = zip(_lines(before), _lines(after), strict=True)
    return [Changed(label, old, new) for (label, old), (_label, new) in rows if old != new]


def _lines(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Organisation"), ", ".join(str(value) for value in data["organisation"].values() if value)
    yield _("Bank account"), ", ".join((data.get("account") or {}).values())
    for name in FORM_FIELDS:
        yield str(FundingRequest._meta.get_field(name).verbose_name), _words(data["project"].get(name))  # type: ignore[union-attr]
    yield _("Costs"), "\n".join(_cost(row) for row in data["costs"])
    yield _("Income"), "\n".join(_income(row) for row in data["incomes"])
    yield _("Staff plan"), "\n".join(_post(row) for row in data.get("staff", []))
    yield _("Papers"), "\n".join(paper["name"] for paper in data["papers"])


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


def _cost(row: dict[str, Any]) -> str:
    return _line(CostCategory(row["category"]).label, row)


def _income(row: dict[str, Any]) -> str:
    return _line(IncomeSource(row["source"]).label, row)


def _line(kind: Any, row: dict[str, Any]) -> str:
    words = ", ".join(filter(None, (str(kind), row["label"])))
    return f"{words} ({row['year']}): {_euros(row)}"


def _post(row: dict[str, Any]) -> str:
    words = (row["function"], row["pay_group"], f"{Decimal(row['percent']):f} %")
    return f"{', '.join(filter(None, words))}: {_euros(row)}"


def _euros(row: dict[str, Any]) -> str:
    return money.euros(Decimal(row["amount"]))
