"""Entries that share an address with a row of a list: the street in its town, or the domain of its mails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from organisations.models import ListRow, ListSource, Organisation
from organisations.reports.lists.outgoing import readable
from organisations.rules import is_claimable
from portal.lib.freemail import FREEMAILERS
from portal.lib.text import fold, likeness, trigrams

# Neighbours in one house are seldom one association: the names must have so much in common.
LIKENESS = 0.4
type Address = tuple[str, str]


class Addresses:
    """The entries in the postal codes of some rows, by what of their address a list may be held against."""

    def __init__(self, rows: Iterable[ListRow], source: ListSource) -> None:
        codes = {row.data["postal_code"] for row in rows if "postal_code" in row.data}
        self.entries: dict[Address, list[Organisation]] = {}
        found = Organisation.objects.prefetch_related("memberships").filter(postal_code__in=codes)
        for entry in found.order_by("pk"):
            for address in _open_addresses(entry, source):
                self.entries.setdefault(address, []).append(entry)

    def alike(self, row: ListRow) -> list[int]:
        """The ids of the entries at an address of `row` whose name is somewhat like it."""
        code, street, email = (str(row.data.get(name, "")) for name in ("postal_code", "street", "email"))
        there = [entry for at in _addresses(code, street, email) for entry in self.entries.get(at, ())]
        wanted = trigrams(fold(row.name))
        return [one.pk for one in there if likeness(wanted, trigrams(one.sort_key)) >= LIKENESS]


def _open_addresses(entry: Organisation, source: ListSource) -> Iterator[Address]:
    """Where people look after the entry, what they do not show must not be found out by a list."""
    seen = {"street", "email"} if is_claimable(entry) else readable(entry, source.umbrella)
    street = entry.street if "street" in seen else ""
    return _addresses(entry.postal_code_id or "", street, entry.email if "email" in seen else "")


def _addresses(code: str, street: str, email: str) -> Iterator[Address]:
    if code and street:
        yield code, _street(street)
    domain = email.rpartition("@")[2].lower()
    if code and domain and domain not in FREEMAILERS:
        yield code, "@" + domain


def _street(written: str) -> str:
    """`Hermannstr. 5` and `Hermannstraße 5` are one."""
    return fold(written.replace("str.", "strasse ").replace("Str.", "strasse "))
