"""What a fact said before, and who changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.translation import get_language

from portal.guides.choices import Certainty
from portal.guides.models import FactChoice, LandFact
from portal.guides.reports import words
from portal.lib.differences import Change, Paragraph, Piece, between

_PLAIN = (
    "month", "day", "number", "choice_id", "word", "terms", "valid_from", "valid_until", "certainty",
    "source", "source_url", "checked_on",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One column that an edit changed: its words before and after, a text word by word."""

    label: str
    language: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Edit:
    event: int
    at: datetime
    by: str
    differences: tuple[Difference, ...]
    is_latest: bool
    is_first: bool


def edits(fact: LandFact) -> list[Edit]:
    """All edits of a fact, the latest first; two queries."""
    told = LandFact.pgh_event_model.objects.filter(pgh_obj=fact.pk)  # type: ignore[attr-defined]
    events = list(told.select_related("checked_by").order_by("-pgh_id"))
    choices = {row.pk: str(row) for row in FactChoice.objects.filter(fact_key=fact.fact_key_id)}
    return [
        Edit(
            event.pgh_id, event.pgh_created_at, str(event.checked_by or ""),
            tuple(_differences(before, event, fact.fact_key.kind, choices)) if before else (),
            is_latest=event is events[0], is_first=before is None,
        )
        for event, before in zip(events, [*events[1:], None], strict=True)
    ]  # fmt: skip


def _differences(before: Any, after: Any, kind: str, choices: dict[int, str]) -> Iterator[Difference]:
    for column, label, language in _columns():
        old, new = (_words(getattr(event, column), column, kind, choices) for event in (before, after))
        if old != new:
            told = tuple(between(old, new)) if language else (_replaced(old, new),)
            yield Difference(label, language, told)


def _replaced(old: str, new: str) -> Paragraph:
    """A value is another one as a whole."""
    pieces = [Piece(old, Change.GONE), Piece(" ", Change.SAME), Piece(new, Change.NEW)]
    return Paragraph(Change.PARTLY, tuple(piece for piece in pieces if piece.text))


def _columns() -> Iterator[tuple[str, str, str]]:
    """Column, its name for the reader, and the language of what stands in it."""
    for column in _PLAIN:
        yield column, _name(column.removesuffix("_id")), ""
    for column in LandFact.said:
        for code, _name_of in settings.LANGUAGES:
            yield f"{column}_{code.replace('-', '_')}", _name(column), code


def _name(column: str) -> str:
    return str(LandFact._meta.get_field(column).verbose_name)  # type: ignore[union-attr]


def _words(value: Any, column: str, kind: str, choices: dict[int, str]) -> str:
    if value in (None, "", []):
        return ""
    if column == "choice_id":
        return choices.get(value, "")
    if column == "number":
        return words.number(value, kind, get_language() or settings.LANGUAGE_CODE)
    if column == "certainty":
        return str(Certainty(value).label)
    if isinstance(value, date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    return " · ".join(value) if isinstance(value, list) else str(value)
