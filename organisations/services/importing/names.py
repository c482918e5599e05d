"""Entries whose name is like another one."""

from __future__ import annotations

from organisations.models import Organisation
from organisations.queries import OrganisationQuerySet
from portal.lib.text import likeness, trigrams

# So much must two names have in common, and so many entries are named to a person.
LIKENESS, MOST = 0.75, 3


class Names:
    """The names of all entries, by district: thousands of rows are compared without asking for each."""

    def __init__(self, entries: OrganisationQuerySet | None = None) -> None:
        self.nearby: dict[str, list[tuple[int, frozenset[str]]]] = {}
        self.exact: dict[str, list[int]] = {}
        found = Organisation.objects.all() if entries is None else entries
        for pk, district, name in found.order_by("pk").values_list("pk", "district_id", "sort_key"):
            self.nearby.setdefault(district or "", []).append((pk, trigrams(name)))
            self.exact.setdefault(name, []).append(pk)

    def like(self, name: str, district: str) -> list[int]:
        """Entries of the district with nearly this folded name, the nearest first; without a district those
        of this very name."""
        if not district:
            return self.exact.get(name, [])[:MOST]
        wanted = trigrams(name)
        near = ((likeness(wanted, letters), pk) for pk, letters in self.nearby.get(district, ()))
        found = sorted((-much, pk) for much, pk in near if much >= LIKENESS)
        return [pk for _much, pk in found[:MOST]]
