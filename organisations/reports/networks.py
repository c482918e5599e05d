"""Networks with all who belong to them: one tree, of which the page makes a list and a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from organisations.choices import Level
from organisations.models import Affiliation, Organisation
from portal.lib import languages, trees
from portal.lib.dates import today
from portal.lib.languages import best_words
from portal.lib.text import unbroken
from portal.places.models import Land

# How many that are no networks themselves are named of each network, unless the page is about this one.
FEW = 6
# What is read of a member.
_READ = [f"member__{name}" for name in ("name", "slug", "state", "is_umbrella", "level", "place", "land_id")]


@dataclass(frozen=True)
class Entry:
    """What everybody sees of an organisation: of one without a page, its name and town."""

    name: str
    about: tuple[str, ...]
    slug: str = ""  # of its page
    level: str = ""
    # Of a network: how many belong to it, and those of them that are named, its networks first.
    is_network: bool = False
    number: int = 0
    below: tuple[Entry, ...] = ()

    @property
    def are_left_out(self) -> bool:
        return self.number > len(self.below)


def trees_of(networks: Sequence[Organisation], *, names: int = FEW) -> list[Entry]:
    """Each of `networks` with all networks below it, and the first `names` of its other members.

    Of the networks below, the first `FEW` others are named. Always the same number of queries.
    """
    forest = _Forest.of([network.pk for network in networks], names)
    return [forest.tree(network) for network in networks]


def picture(network: Entry) -> SafeString:
    """The tree of a network as SVG, in the words of the list; mirrored for languages from right to left."""
    title = _("Picture of the network %(name)s, the same as the list") % {"name": network.name}
    direction = languages.direction(get_language() or "de")
    return trees.drawn(_node(network), title=title, key=f"network-{network.slug}", direction=direction)


@dataclass(frozen=True)
class _Forest:
    """Who belongs to whom, by the id of the network."""

    networks: Mapping[int, list[Organisation]]
    others: Mapping[int, list[Organisation]]
    numbers: Mapping[int, int]  # of the others, those included that are not named
    lands: Mapping[str, Land]

    @classmethod
    def of(cls, roots: Sequence[int], names: int) -> _Forest:
        affiliations = (
            Affiliation.objects.in_public(today()).select_related("member").only("umbrella_id", *_READ)
        )
        networks = _members(affiliations.of_networks())
        placed = affiliations.filter(umbrella__in=_with_all_below(roots, networks)).placed()
        named = list(placed.filter(Q(place__lte=FEW) | Q(place__lte=names, umbrella__in=roots)))
        numbers = {row.umbrella_id: row.many for row in named}  # type: ignore[attr-defined]
        return cls(networks, _members(named), numbers, Land.objects.in_bulk())

    def tree(self, network: Organisation) -> Entry:
        networks = self.networks.get(network.pk, [])
        others = self.others.get(network.pk, [])
        number = len(networks) + self.numbers.get(network.pk, 0)
        below = (*map(self.tree, networks), *map(self.entry, others))
        about = (*self._about(network), _organisations(number))
        return Entry(network.name, about, network.slug, network.level, True, number, below)

    def entry(self, organisation: Organisation) -> Entry:
        if not organisation.is_listed:
            return Entry(organisation.name, (organisation.place,) if organisation.place else ())
        return Entry(organisation.name, self._about(organisation), organisation.slug, organisation.level)

    def _about(self, organisation: Organisation) -> tuple[str, ...]:
        land = self.lands.get(organisation.land_id or "")
        where = [best_words(land, "name", get_language() or "de")[0]] if land else []
        is_of_a_town = organisation.level == Level.LOCAL and organisation.place
        level = organisation.place if is_of_a_town else str(Level(organisation.level).label)
        return tuple(dict.fromkeys((level, *where)))  # Berlin is a town and a Land


def _members(rows: Iterable[Affiliation]) -> dict[int, list[Organisation]]:
    found = defaultdict(list)
    for row in rows:
        found[row.umbrella_id].append(row.member)
    return found


def _with_all_below(roots: Sequence[int], networks: Mapping[int, list[Organisation]]) -> set[int]:
    """The ids of `roots` and of all networks that belong to them, through however many levels."""
    found: set[int] = set()
    level = set(roots)
    while level:
        found |= level
        level = {member.pk for network in level for member in networks.get(network, ())} - found
    return found


def _organisations(number: int) -> str:
    said = ngettext("%(number)s organisation", "%(number)s organisations", number)
    return said % {"number": localize(number)}


def _node(entry: Entry) -> trees.Node:
    below = [_node(it) for it in entry.below]
    if entry.are_left_out:
        below.append(trees.Node("…"))
    return trees.Node(unbroken(entry.name), entry.about, entry.level, entry.is_network, tuple(below))
