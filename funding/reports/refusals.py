"""Why requests were rejected in a Land: counted by reason, with small numbers kept back."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funding.choices import Outcome, Refusal
from funding.models import Decision, LandReport
from organisations.reports.annual import UNKNOWN, Figure, Number, number, resting_on
from portal.lib.suppression import SMALLEST, known, of_cells
from portal.places.models import Land


def refusals_of(land: Land, year: int) -> dict[str, Any]:
    """Of all Offices in `land`, what was announced in `year` and holds today. One query.

    Each reason is told only if its rejections are of several organisations, so that none is told apart;
    none at all looks the same as few. An Office knows its own: the same holds of those of all others.
    """
    rows = Decision.objects.filter(
        outcome=Outcome.REJECTED, voided__isnull=True, announced__year=year, request__office__land=land
    )
    cells: dict[str, _Cell] = {reason: defaultdict(Decimal) for reason in Refusal.values}
    for reason, *key in rows.values_list("refusal", "request__office", "request__organisation"):
        cells.setdefault(reason, defaultdict(Decimal))[key[0], key[1]] += 1
    keys = {key for cell in cells.values() for key in cell}
    insiders = [{key for key in keys if key[0] == office} for office in {office for office, _who in keys}]
    whole, parts = of_cells(list(cells.values()), insiders=insiders, giver=lambda key: key[1])
    by = dict(zip(cells, parts, strict=True))
    return {"whole": whole, "by": by, "organisations": _organisations(keys, insiders)}


type _Cell = dict[tuple[int, int], Decimal]  # by Office and organisation


def _organisations(keys: set[tuple[int, int]], insiders: list[set[tuple[int, int]]]) -> int | None:
    """How many organisations that is; not told where an Office could work out a few others."""
    all_ = {who for _office, who in keys}
    others = [len(all_ - {who for _office, who in own}) for own in insiders]
    return None if any(0 < number < SMALLEST for number in others) else known(len(all_))


def figures_of(now: dict[str, Any], before: dict[str, Any] | None) -> list[Figure]:
    """What `refusals_of` gave for a year and the one before, in words; the sum first."""
    resting = resting_on(now["organisations"])
    whole = Figure(
        _("Rejected requests"), number(now["whole"]), number(before["whole"]) if before else UNKNOWN, resting
    )
    return [
        whole,
        *(
            Figure(reason_label(reason), _of(now, reason), _of(before, reason), resting)
            for reason in _reasons(now, before)
        ),
    ]


def over_the_years(reports: list[LandReport]) -> list[tuple[str, list[tuple[int, Number]]]]:
    """Each reason with its number in each of these years, in their order; the sum first."""
    found = [(report.year, report.figures["refusals"]) for report in reports]
    whole = [(year, number(one["whole"])) for year, one in found]
    rows = [
        (reason_label(reason), [(year, _of(one, reason)) for year, one in found])
        for reason in _reasons(*(one for _year, one in found))
    ]
    return [(_("Rejected requests"), whole), *rows]


def _reasons(*found: dict[str, Any] | None) -> list[str]:
    """All that were asked for; that none was chosen only where it was so."""
    unsaid = any("" in one["by"] for one in found if one)
    return [*Refusal.values, *([""] if unsaid else [])]


def reason_label(reason: str) -> str:
    """The reason of this code as a person reads it."""
    return str(capfirst(Refusal(reason).label if reason else _("not said")))


def _of(found: dict[str, Any] | None, reason: str) -> Number:
    """What is not in the figures of a year at all was not asked for then."""
    return number(found["by"][reason]) if found and reason in found["by"] else UNKNOWN
