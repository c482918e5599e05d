"""The figures that a network reads as sums, besides the structure profiles of its members.

Where they come from is not known here: each part of the portal says what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from organisations.models import NetworkSums, Organisation
from organisations.models.structure import Questions
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


def told(sums: NetworkSums) -> Questions:
    """The questions of the structure profile of which at least one number is shown."""
    return [(question, bands) for question, bands in sums.questions if any(number for _band, number in bands)]


def untold(sums: NetworkSums) -> list[str]:
    """The questions of which every number is kept back."""
    shown = {question for question, _bands in told(sums)}
    return [question for question, _bands in sums.questions if question not in shown]


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
        for band, number in bands:
            yield [sums.year, question, band, number or kept_back]
