"""Why requests were rejected in a Land: counted by reason, with small numbers kept back."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funding.choices import Outcome, Refusal
from funding.models import Decision, LandReport
from organisations.reports.annual import UNKNOWN, Figure, Number, number, resting_on
from portal.lib.suppression import known, of_cells
from portal.places.models import Land


def refusals_of(land: Land, year: int) -> dict[str, Any]:
    """Of all Offices in `land`, what was announced in `year` and holds today. One query.

    Each reason is told only if its rejections are of several organisations, so that none is told apart;
    none at all looks the same as few.
    """
    rows = Decision.objects.filter(
        outcome=Outcome.REJECTED, voided__isnull=True, announced__year=year, request__office__land=land
    )
    cells: dict[str, dict[int, Decimal]] = {reason: defaultdict(Decimal) for reason in Refusal.values}
    for reason, organisation in rows.values_list("refusal", "request__organisation"):
        cells.setdefault(reason, defaultdict(Decimal))[organisation] += 1
    whole, parts = of_cells(list(cells.values()))
    organisations = {organisation for cell in cells.values() for organisation in cell}
    by = dict(zip(cells, parts, strict=True))
    return {"whole": whole, "by": by, "organisations": known(len(organisations))}


def figures_of(now: dict[str, Any], before: dict[str, Any] | None) -> list[Figure]:
    """What `refusals_of` gave for a year and the one before, in words; the sum first."""
    resting = resting_on(now["organisations"])
    whole = Figure(
        _("Rejected requests"), number(now["whole"]), number(before["whole"]) if before else UNKNOWN, resting
    )
    return [
        whole,
        *(
            Figure(_label(reason), _of(now, reason), _of(before, reason), resting)
            for reason in _reasons(now, before)
        ),
    ]


def over_the_years(reports: list[LandReport]) -> list[tuple[str, list[tuple[int, Number]]]]:
    """Each reason with its number in each of these years, in their order; the sum first."""
    found = [(report.year, report.figures["refusals"]) for report in reports]
    whole = [(year, number(one["whole"])) for year, one in found]
    rows = [
        (_label(reason), [(year, _of(one, reason)) for year, one in found])
        for reason in _reasons(*(one for _year, one in found))
    ]
    return [(_("Rejected requests"), whole), *rows]


def _reasons(*found: dict[str, Any] | None) -> list[str]:
    """All that were asked for; that none was chosen only where it was so."""
    unsaid = any("" in one["by"] for one in found if one)
    return [*Refusal.values, *([""] if unsaid else [])]


def _label(reason: str) -> str:
    return str(capfirst(Refusal(reason).label if reason else _("not said")))


def _of(found: dict[str, Any] | None, reason: str) -> Number:
    """What is not in the figures of a year at all was not asked for then."""
    return number(found["by"][reason]) if found and reason in found["by"] else UNKNOWN
