"""The sums that a Land reads of the structure profiles."""

from dataclasses import dataclass

from organisations.choices.structure import BANDS
from organisations.models import StructureProfile
from organisations.models.structure import is_closed
from portal.lib import suppression
from portal.places.models import Land


@dataclass(frozen=True)
class Sums:
    """One question of the structure profile: each band in words, and how many organisations stand in it.

    None stands for a number that nobody may know.
    """

    question: str
    bands: list[tuple[str, int | None]]


def structure_years(land: Land) -> list[int]:
    """The closed years of which there are answers from `land`, the newest first."""
    years = StructureProfile.objects.filter(organisation__land=land).order_by("-year")
    return [year for year in years.values_list("year", flat=True).distinct() if is_closed(year)]


def structure_sums(land: Land, year: int) -> tuple[int | None, list[Sums]]:
    """How many organisations of `land` answered for a closed `year`, and their sums by question."""
    profiles = StructureProfile.objects.filter(organisation__land=land, year=year)
    if not is_closed(year):
        profiles = profiles.none()
    counts = profiles.counts(BANDS)
    number = sum(next(iter(counts.values())))
    return suppression.known(number), [
        Sums(
            StructureProfile.question(name),
            list(zip(map(str, codes.labels), suppression.of_parts(counts[name]), strict=True)),
        )
        for name, codes in BANDS.items()
    ]
