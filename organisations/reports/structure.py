"""The sums that a Land reads of the structure profiles."""

from organisations.models import StructureSums
from portal.places.models import Land


def structure_sums(land: Land) -> list[StructureSums]:
    """How the organisations of `land` stood, by closed year, the newest first."""
    return list(StructureSums.objects.filter(land=land).order_by("-year"))
