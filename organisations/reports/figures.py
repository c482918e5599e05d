"""The figures that a network reads as sums, besides the structure profiles of its members.

Where they come from is not known here: each part of the portal says what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from organisations.models import NetworkSums, Organisation
from organisations.reports.annual import UNKNOWN, Chart, Number, chart_of, number
from portal.lib.suppression import SMALLEST

type Amounts = dict[int, Decimal]
type Source = Callable[[Collection[int], int], dict[str, Amounts]]
_labels: dict[str, Any] = {}
_sources: dict[str, Source] = {}


def register(**labels: Any) -> Callable[[Source], Source]:
    """Decorator: `source(organisations, year)` gives for each key of `labels` the amounts of a year by
    organisation (ids); those with nothing may be left out."""

    def known(source: Source) -> Source:
        _labels.update(labels)
        _sources[source.__module__] = source
        return source

    return known


def amounts_of(organisations: Collection[int], year: int) -> dict[str, Amounts]:
    """All figures by key and organisation. Not to be shown without `suppression`."""
    found: dict[str, Amounts] = {key: {} for key in _labels}
    for name in sorted(_sources):
        found |= _sources[name](organisations, year)
    return found


def in_words(sums: NetworkSums) -> list[tuple[str, int | None]]:
    """The sums of the figures that are known here, each with its label."""
    return [(str(label), sums.amounts[key]) for key, label in _labels.items() if key in sums.amounts]


@dataclass(frozen=True)
class Beside:
    """One figure of a network, the year beside the one before."""

    label: str
    now: Number
    before: Number
    year: int

    @property
    def chart(self) -> Chart | None:
        """Both years as bars."""
        rows = [(str(self.year), self.now, UNKNOWN), (str(self.year - 1), self.before, UNKNOWN)]
        return chart_of(rows, self.label, (self.year, self.year - 1))


def beside(sums: NetworkSums, years: Iterable[NetworkSums]) -> list[Beside]:
    """The sums of the year, each beside that of the year before, if that is among `years`."""
    before = next((it for it in years if it.year == sums.year - 1), None)
    known = dict(in_words(before)) if before else {}
    return [
        Beside(label, number(sum_), number(known[label]) if label in known else UNKNOWN, sums.year)
        for label, sum_ in in_words(sums)
    ]


def sums_of(umbrella: Organisation) -> list[NetworkSums]:
    """What a network reads, by closed year, the newest first."""
    return list(umbrella.network_sums.order_by("-year"))


def table_of(sums: NetworkSums) -> Iterator[list[Any]]:
    """One figure or band a row, in the language of the reader."""
    kept_back = _("kept back")
    few = _("fewer than %(smallest)s") % {"smallest": SMALLEST}
    yield [_("Year"), _("Question"), _("Answer"), _("Number")]
    yield [sums.year, _("Members whose figures count"), "", sums.number or few]
    for label, amount in in_words(sums):
        yield [sums.year, label, "", kept_back if amount is None else amount]
    for question, bands in sums.questions:
        for band, count in bands:
            yield [sums.year, question, band, count or kept_back]
