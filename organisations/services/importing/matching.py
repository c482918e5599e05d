"""Which entry each row of a list is about, and which it is perhaps about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from organisations.choices.lists import Outcome
from organisations.models import ListRow, ListSource, Organisation, OtherKey
from organisations.queries import OrganisationQuerySet
from organisations.services.importing.addresses import Addresses
from organisations.services.importing.names import Names
from organisations.services.importing.settling import settle
from portal.lib.text import fold
from portal.places.models import PostalCode


class Matcher:
    """Settles the rows of one list, some at a time."""

    def __init__(
        self,
        source: ListSource,
        rows: Sequence[ListRow],
        uuids: Mapping[int, UUID],
        before: Mapping[int, ListRow],
    ) -> None:
        """`uuids` and `before` (what a person has answered) go by the number of the row."""
        self.source, self.uuids, self.before = source, uuids, before
        self.by_key = _ids_by_key(source.code, {row.key for row in rows})
        # Two rows of one list are two organisations: what one of them is, no other is perhaps.
        self.known = set(self.by_key.values())
        self.first: dict[int, int] = {}  # the row that is about an entry, by the id of the entry
        self.names = Names()

    def match(self, rows: Sequence[ListRow], codes: Mapping[str, PostalCode]) -> None:
        """Say of `rows` what taking them over would do."""
        entries, named = self._entries(rows), self._named(rows)
        numbers, addresses = _by_number(rows), Addresses(rows, self.source)
        for row in rows:
            if row.problem:
                row.outcome = Outcome.BAD
            elif not row.key:  # the same as another row
                row.outcome = Outcome.SAME
            elif row.number in self.uuids:
                self._settle(row, named.get(self.uuids[row.number]))
            elif row.key in self.by_key:
                self._settle(row, entries[self.by_key[row.key]])
            else:
                row.candidates = self._candidates(row, codes, numbers, addresses)
                self._ask(row, entries)

    def _entries(self, rows: Sequence[ListRow]) -> dict[int, Organisation]:
        by_key = {self.by_key[row.key] for row in rows if row.key in self.by_key}
        answered = {self.before[row.number].entry_id or 0 for row in rows if row.number in self.before}
        return Organisation.objects.prefetch_related("memberships").in_bulk(by_key | answered)

    def _named(self, rows: Sequence[ListRow]) -> dict[UUID, Organisation]:
        wanted = [self.uuids[row.number] for row in rows if row.number in self.uuids]
        entries = known_to(self.source).prefetch_related("memberships").filter(public_id__in=wanted)
        return {entry.public_id: entry for entry in entries}

    def _settle(self, row: ListRow, entry: Organisation | None) -> None:
        """The row is about `entry`, unless that is not to be found or another row is."""
        values = {"name": row.name}
        if entry is None:
            row.problem = _("%(name)s: there is no such identifier among your entries.") % values
        elif (other := self.first.setdefault(entry.pk, row.number)) != row.number:
            row.problem = _("%(name)s: row %(row)s is about the same entry.") % {**values, "row": other}
        else:
            settle(row, entry, self.source)
            return
        row.outcome = Outcome.BAD

    def _ask(self, row: ListRow, entries: Mapping[int, Organisation]) -> None:
        """A row that perhaps stands here already waits for an answer, unless it has one."""
        said = self.before.get(row.number)
        if not row.candidates:
            settle(row, None, self.source)
        elif said is None or said.candidates != row.candidates:
            row.outcome = Outcome.DOUBTFUL
        elif said.entry_id is None:
            settle(row, None, self.source)
        else:
            self._settle(row, entries.get(said.entry_id))

    def _candidates(
        self,
        row: ListRow,
        codes: Mapping[str, PostalCode],
        numbers: Mapping[str, Sequence[Organisation]],
        addresses: Addresses,
    ) -> list[int]:
        """Entries with the same register number in the same Land, then those with a similar name nearby, and
        those with a somewhat similar name at the same address."""
        code = codes.get(row.data.get("postal_code", ""))
        same = numbers.get(row.data.get("register_number", ""), ())
        alike = self.names.like(fold(row.name), code.district_id if code else "")
        found = [*(entry.pk for entry in same if _same_court(entry, row, code)), *alike]
        found += addresses.alike(row)
        return [pk for pk in dict.fromkeys(found) if pk not in self.known]


def known_to(source: ListSource) -> OrganisationQuerySet:
    """The entries that a list may name by their identifier: all, or those that its network has to do with."""
    rows: OrganisationQuerySet = Organisation.objects.all()
    return rows.filter(affiliations__umbrella=source.umbrella) if source.umbrella else rows


def _by_number(rows: Sequence[ListRow]) -> dict[str, list[Organisation]]:
    """The entries with a register number of these rows."""
    wanted = {number for row in rows if (number := row.data.get("register_number"))}
    found: dict[str, list[Organisation]] = {}
    for entry in Organisation.objects.filter(register_number__in=wanted).order_by("pk"):
        found.setdefault(entry.register_number, []).append(entry)
    return found


def _same_court(entry: Organisation, row: ListRow, code: PostalCode | None) -> bool:
    """Each court counts for itself: the same number elsewhere is another association."""
    court = row.data.get("register_court", "")
    if entry.register_court and court:
        return fold(entry.register_court) == fold(court)
    return not (code and entry.land_id) or entry.land_id == code.district.land_id


def _ids_by_key(source: str, keys: set[str]) -> dict[str, int]:
    others = OtherKey.objects.filter(source=source).values_list("source_key", "organisation_id")
    own = Organisation.objects.filter(source=source).values_list("source_key", "pk")
    return {key: pk for key, pk in [*own, *others] if key in keys}  # of a merged entry the other key holds
