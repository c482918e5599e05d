"""The changes of an award that were asked for, as a table of the case file."""

from collections.abc import Iterable, Sequence
from typing import Any

from funding.models import Amendment
from funding.reports.amendments import Shift, shifts_of, year_shifts_of
from funding.reports.case_results import moment_of

_HEAD = (
    "Nr.", "Stand", "Beantragt am", "Grund", "Was anders gemacht wird", "Projekt bis",
    "Kosten vorher und nachher", "Kalenderjahre vorher und nachher", "Weitere Einnahme", "Herkunft",
    "Von wem", "Eingegangen am", "Antwort",
)  # fmt: skip


def asked_for(changes: Iterable[Amendment]) -> list[Sequence[Any]]:
    """What the organisation wrote, whatever became of it; what is not answered yet is in no letter."""
    return [_HEAD, *map(_line, changes)]


def _line(it: Amendment) -> Sequence[Any]:
    wanted = it.reason, it.use, it.end, _in_words(shifts_of(it)), _in_words(year_shifts_of(it))
    income = it.income or None, it.get_source_display(), it.payer, it.received
    return it.number, it.get_state_display(), moment_of(it.asked), *wanted, *income, it.answer


def _in_words(shifts: Sequence[Shift]) -> str:
    moved = [shift for shift in shifts if shift.difference]
    return "; ".join(f"{shift.name}: {shift.before} / {shift.after} EUR" for shift in moved)
