"""A submission as people read it: the words of the form, what was answered, the plan line by line."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format, number_format

from funding.choices import CostCategory, IncomeSource, PaperKind
from funding.models import BankAccount, FundingRequest, Snapshot
from organisations.models import Organisation
from portal.lib.money import euros


def in_words(snapshot: Snapshot) -> str:
    """All that it says, in the language that is active; what was not answered is left out."""
    data = snapshot.data
    parts = [
        f"{snapshot.title}\n{snapshot.applicant}\nPrüfsumme der Einreichung: {snapshot.sha256}",
        *_answers(Organisation, data["organisation"].items()),
        *_answers(BankAccount, (data.get("account") or {}).items()),
        *_answers(FundingRequest, data["project"].items()),
        *(_plan_line("Kosten", line, CostCategory(line["category"]).label) for line in data["costs"]),
        *(_plan_line("Einnahmen", line, IncomeSource(line["source"]).label) for line in data["incomes"]),
        *map(_post_line, data.get("staff", [])),
        *(data.get("declarations") or {}).get("texts", []),
        *(f"{PaperKind(paper['kind']).label}: {paper['name']}" for paper in data["papers"]),
    ]
    return "\n\n".join(parts) + "\n"


def _answers(model: type[models.Model], answers: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """Each answer behind the words of its question. What was ticked stands in the declarations."""
    for name, value in answers:
        if value not in ("", None) and not isinstance(value, bool):
            question, answer = _worded(model, name, value)
            yield f"{question}: {answer}"


def _worded(model: type[models.Model], name: str, value: Any) -> tuple[str, str]:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name, str(value)
    assert isinstance(field, models.Field)  # noqa: S101 - all of these are columns
    if isinstance(field, models.DateField):
        return str(field.verbose_name), date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    return str(field.verbose_name), str(dict(field.flatchoices).get(value, value))


def _plan_line(side: str, line: dict[str, Any], kind: Any) -> str:
    head = ": ".join(filter(None, (f"{side} {line['year']}, {kind}", line["label"])))
    return f"{head}: {euros(Decimal(line['amount']))}"


def _post_line(post: dict[str, Any]) -> str:
    group = f" ({post['pay_group']})" if post["pay_group"] else ""
    percent, months = number_format(Decimal(post["percent"])), number_format(Decimal(post["months"]))
    share = f"{percent} % einer vollen Stelle, {months} Monate"
    return f"Stelle: {post['function']}{group}, {share}: {euros(Decimal(post['amount']))}"
