"""Which families wish an interpreter on a date, and who interprets there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.utils.translation import get_language

from parentwork.choices import AssignmentState, HelperRole, InterpreterWish
from portal.lib.languages import name_of


@dataclass(frozen=True)
class Wish:
    """So many families with a place on a date wish somebody for a language; of them so many a woman or a man.

    `needed`: from so many families on somebody comes. `helpers`: who interprets there and speaks it.
    """

    language: str
    families: int
    women: int
    men: int
    needed: int
    helpers: tuple[Any, ...]

    @property
    def name(self) -> str:
        """The language, in the language of the reader."""
        return name_of(self.language, get_language() or "de")

    @property
    def is_enough(self) -> bool:
        return self.families >= self.needed

    @property
    def is_open(self) -> bool:
        """Somebody is to come, and nobody has agreed."""
        return self.is_enough and not self.helpers


def put_wishes_on(dates: Iterable[Any]) -> None:
    """Give each date, whose `workshop` is known, its `wishes` in the order of their number; two queries."""
    by_id = {date.pk: date for date in dates}
    seats = (
        apps.get_model("parentwork", "Seat").objects.holding().filter(date__in=by_id, excused__isnull=True)
    )
    asked = (
        seats.exclude(booking__interpreter="").order_by().values("date", "booking__interpreter")
        .annotate(
            families=Count("pk"),
            women=Count("pk", filter=Q(booking__interpreter_wish=InterpreterWish.WOMAN)),
            men=Count("pk", filter=Q(booking__interpreter_wish=InterpreterWish.MAN)),
        ).order_by("-families", "booking__interpreter")
    )  # fmt: skip
    wishes: dict[int, list[Wish]] = defaultdict(list)
    there = _interpreters(by_id)
    for row in asked:
        language, date = row["booking__interpreter"], by_id[row["date"]]
        speak = tuple(helper for helper in there[date.pk] if language in helper.languages)
        needed = date.workshop.interpreting_from
        wishes[date.pk].append(Wish(language, row["families"], row["women"], row["men"], needed, speak))
    for date in by_id.values():
        date.wishes = wishes[date.pk]


def _interpreters(dates: Iterable[int]) -> dict[int, list[Any]]:
    agreed = apps.get_model("parentwork", "Assignment").objects.filter(
        date__in=dates, role=HelperRole.INTERPRETER, state=AssignmentState.AGREED
    )
    there: dict[int, list[Any]] = defaultdict(list)
    for row in agreed.select_related("helper"):
        there[row.date_id].append(row.helper)
    return there
