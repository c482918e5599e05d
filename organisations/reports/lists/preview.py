"""What taking a list over would change, to be looked at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from organisations.choices import LegalForm
from organisations.choices.lists import ListColumn, Outcome
from organisations.models import ImportedList, ListRow
from organisations.queries.lists import ListRowQuerySet
from organisations.reports.lists.outgoing import in_words
from organisations.rules import is_claimable

# Rows that give an entry another postal code: part of those that change.
MOVED = "moved"
# Rows of which something could not be read.
PARTLY = "partly"


@dataclass(frozen=True)
class Tile:
    """How many rows there are of a kind, and how the kind is called in addresses."""

    key: str
    label: str
    number: int


@dataclass(frozen=True)
class Change:
    """One field of an entry before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """One row, with what taking it over would change and the question that it asks."""

    row: ListRow
    changes: list[Change]
    question: Any
    is_moved: bool

    @property
    def problem(self) -> str:
        return self._without_name(self.row.problem)

    @property
    def notes(self) -> list[str]:
        return [self._without_name(note) for note in self.row.notes]

    def _without_name(self, words: str) -> str:
        """What is wrong or doubtful, on a page that names the row beside it."""
        return capfirst(words.removeprefix(f"{self.row.name}: "))

    @property
    def is_kept(self) -> bool:
        return self.row.outcome == Outcome.KEPT

    @property
    def why_kept(self) -> str:
        """Why what the row says is not taken over."""
        entry = self.row.entry
        if entry is None or entry.is_hidden:
            return _("Not taken over: this entry is not public.")
        if is_claimable(entry):
            return _("Not taken over: the entry comes from another list.")
        return _(
            "Not taken over: the organisation looks after its entry itself. Tell it what is out of date."
        )

    @property
    def written(self) -> list[tuple[str, str]]:
        """What else a new entry would say, by label; what the page says anyway is left out."""
        if self.row.outcome != Outcome.NEW:
            return []
        return [
            (str(column.label), in_words(column, self.row.data[column]))
            for column in ListColumn
            if column in self.row.data and column not in _SAID_ANYWAY
        ]

    @property
    def tone(self) -> str:
        if self.row.outcome == Outcome.NEW and not self.row.is_whole:
            return "tag-warn"
        return _TONES.get(self.row.outcome, "")

    @property
    def legal_form(self) -> str:
        """What a new entry would say; of others only a change is told."""
        if self.row.outcome != Outcome.NEW:
            return ""
        return in_words(ListColumn.LEGAL_FORM, self.row.data.get("legal_form", LegalForm.UNKNOWN))


_SAID_ANYWAY = {
    ListColumn.NAME, ListColumn.REGISTER_NUMBER, ListColumn.POSTAL_CODE, ListColumn.LEGAL_FORM,
}  # fmt: skip
_TONES = {
    Outcome.NEW.value: "tag-ok", Outcome.DOUBTFUL.value: "tag-warn", Outcome.KEPT.value: "tag-warn",
    Outcome.BAD.value: "tag-bad",
}  # fmt: skip


def counts(edition: ImportedList) -> dict[str, int]:
    """How many rows there are of each outcome, how many give an entry another postal code, and of how many
    not all could be read."""
    rows = edition.rows
    return rows.counts() | {MOVED: rows.moved().count(), PARTLY: rows.partly_read().count()}


def tiles(counts: Mapping[str, int]) -> list[Tile]:
    """The counts in words, those that are nothing left out."""
    kinds = [(outcome.value, str(outcome.label)) for outcome in Outcome]
    kinds += [(MOVED, _("with a new address")), (PARTLY, _("not read whole"))]
    return [Tile(key, label, counts[key]) for key, label in kinds if counts.get(key)]


def chosen(edition: ImportedList, show: str, q: str) -> ListRowQuerySet:
    """The rows of a kind with `q` in their name, in their order; all of them where no kind is named."""
    rows: ListRowQuerySet = edition.rows.order_by("number").select_related("entry")
    rows = rows.prefetch_related("entry__memberships")
    if show in Outcome.values:
        rows = rows.of_outcome(Outcome(show))
    elif show == MOVED:
        rows = rows.moved()
    elif show == PARTLY:
        rows = rows.partly_read()
    return rows.filter(data__name__icontains=q) if q else rows


def line(row: ListRow, question: Any) -> Line:
    """One row for the page."""
    changes = [
        Change(str(ListColumn(field).label), in_words(field, old), in_words(field, row.data[field]))
        for field, old in row.was.items()
    ]
    return Line(row, changes, question, is_moved=row.outcome == Outcome.CHANGED and "postal_code" in row.was)


def faults(edition: ImportedList) -> Iterator[list[Any]]:
    """A heading, and the rows about which something is to be said, as they came."""
    yield [_("Row"), _("What is wrong or doubtful"), *edition.headers]
    cells = {row.number: row.cells for row in edition.sheet_rows}
    for row in edition.rows.with_doubts().order_by("number"):
        doubts = [_("Perhaps it stands here already.")] if row.candidates else []
        words = " ".join([word for word in (row.problem, *row.notes, *doubts) if word])
        yield [row.number, words, *cells[row.number].values()]
