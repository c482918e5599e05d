"""How organisations stood in a closed year, beside the year before: for a Land and for a network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from organisations.models import StructureSums
from organisations.models.structure import Sums
from organisations.reports.annual import UNKNOWN, Chart, Number, chart_of, number
from portal.places.models import Land


@dataclass(frozen=True)
class Question:
    """A question of the structure profile: each band with its number in the year and in the one before."""

    words: str
    bands: list[tuple[str, Number, Number]]
    year: int

    @property
    def has_before(self) -> bool:
        return any(before != UNKNOWN for _band, _now, before in self.bands)

    @property
    def is_told(self) -> bool:
        """At least one number of the year is shown."""
        return any(isinstance(now, int) for _band, now, _before in self.bands)

    @property
    def chart(self) -> Chart | None:
        return chart_of(self.bands, self.words, (self.year, self.year - 1))


def structure_sums(land: Land) -> list[StructureSums]:
    """How the organisations of `land` stood, by closed year, the newest first."""
    return list(StructureSums.objects.filter(land=land).order_by("-year"))


def questions_of(sums: Sums, years: Iterable[Sums]) -> list[Question]:
    """The questions of `sums`, each answer beside that of the year before, if that is among `years`."""
    before = next((it for it in years if it.year == sums.year - 1), None)
    there = {question: dict(bands) for question, bands in before.questions} if before else {}
    return [
        Question(words, [(band, number(now), _of(there.get(words), band)) for band, now in bands], sums.year)
        for words, bands in sums.questions
    ]


def _of(bands: dict[str, int | None] | None, band: str) -> Number:
    return number(bands[band]) if bands and band in bands else UNKNOWN
