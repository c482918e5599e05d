"""What taking over one row does to the entry that it is about."""

from __future__ import annotations

from typing import Any

from organisations.choices.lists import Outcome
from organisations.models import ListRow, ListSource, Organisation
from organisations.reports.lists.outgoing import readable, said
from organisations.rules import is_claimable, is_own_entry


def settle(row: ListRow, entry: Organisation | None, source: ListSource) -> None:
    """`row` is about `entry`, or about an organisation that does not stand here yet."""
    row.entry, row.version, row.was = entry, None, {}
    if entry is None:
        row.outcome = Outcome.NEW
        return
    row.version = entry.version
    row.was = _differing(row, entry, source)
    if may_change(entry, source):
        row.outcome = Outcome.CHANGED if row.was else Outcome.SAME
    else:
        row.outcome = Outcome.KEPT if row.was or entry.is_removed else Outcome.SAME


def may_change(entry: Organisation, source: ListSource) -> bool:
    """Nobody looks after the entry; and a network changes only what comes from its own lists."""
    return is_claimable(entry) and is_own_entry(entry, source.umbrella)


def _differing(row: ListRow, entry: Organisation, source: ListSource) -> dict[str, Any]:
    """What the entry says now where the row says something else, by field, as far as it may be read."""
    seen = readable(entry, source.umbrella)
    return {
        field: now
        for field, value in row.data.items()
        if field in seen and (now := said(entry, field)) != value
    }
