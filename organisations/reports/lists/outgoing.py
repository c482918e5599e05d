"""Entries of the registry as a list: the columns in which lists come in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from organisations.choices import LegalForm, ListingState
from organisations.choices.lists import ListColumn
from organisations.models import Organisation
from organisations.rules import is_own_entry
from portal.lib import phones

# All but the number in somebody's list; the register stands before its number.
COLUMNS = tuple(
    column for column in ListColumn if column not in (ListColumn.KEY, ListColumn.REGISTER)
)  # fmt: skip
FIELDS = frozenset(column.value for column in COLUMNS) - {ListColumn.UUID.value}
AT_ONCE = 1000
# What everybody may know of an entry with a page, and of one that nobody has claimed.
_OF_LISTED = frozenset({"name", "postal_code", "place", "email", "phone", "website", "founded"})
_OF_UNCLAIMED = frozenset({"name", "place"})


def entries_of(umbrella: Organisation | None) -> Iterable[Organisation]:
    """All entries that were not removed; of a network those that it belongs together with, or has asked."""
    rows = Organisation.objects.order_by("sort_key", "pk")
    if umbrella is None:
        return rows.exclude(state=ListingState.REMOVED).iterator(chunk_size=AT_ONCE)
    own = rows.public().filter(affiliations__umbrella=umbrella)
    return own.prefetch_related("memberships").iterator(chunk_size=AT_ONCE)


def rows_of(entries: Iterable[Organisation], umbrella: Organisation | None) -> Iterator[list[Any]]:
    """The heading and a row for each entry, with what portal staff or this network may read of it."""
    yield [capfirst(str(column.label)) for column in COLUMNS]
    for entry in entries:
        seen = readable(entry, umbrella)
        yield [str(entry.public_id), *(_cell(entry, field) if field in seen else "" for field in COLUMNS[1:])]


def side_by_side(one: Organisation, other: Organisation) -> list[tuple[str, str, str]]:
    """The label of each column, and what two entries say in it."""
    rows = [
        (str(column.label), in_words(column, said(one, column)), in_words(column, said(other, column)))
        for column in COLUMNS[1:]
    ]
    return [*rows, (_("state"), one.get_state_display(), other.get_state_display())]


def readable(entry: Organisation, umbrella: Organisation | None) -> Collection[str]:
    """The fields of an entry that portal staff, or else a network, may read in a list."""
    if is_own_entry(entry, umbrella):
        return FIELDS
    if not entry.is_listed:
        return _OF_UNCLAIMED
    return _OF_LISTED | {"street"} if entry.street_is_public else _OF_LISTED


def said(entry: Organisation, field: str) -> str | int:
    """What the entry says, the way rows say it: the postal code by its digits, the phone as E.164."""
    value = getattr(entry, "postal_code_id" if field == "postal_code" else field)
    if field == "phone":
        return value.as_e164 if value else ""
    return value if isinstance(value, int) else str(value or "")


def _cell(entry: Organisation, field: str) -> str | int:
    """As people write it, so that it is read again when the list comes back: the legal form by its name, a
    phone of this country without the plus sign that spreadsheets take for a formula."""
    if field == ListColumn.LEGAL_FORM:
        return in_words(field, entry.legal_form)
    if field == ListColumn.PHONE:
        return phones.written(entry.phone)
    return said(entry, field)


def in_words(field: str, value: Any) -> str:
    """What stands in a column, for people."""
    if field == ListColumn.LEGAL_FORM and value in LegalForm.values:
        return str(LegalForm(value).label)
    return str(value) if value else "–"
