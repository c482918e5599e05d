from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from funding.choices import OfficeLevel

if TYPE_CHECKING:
    from portal.places.models import Land


class ProgrammeQuerySet(models.QuerySet[Any]):
    """Revisions of programmes."""

    def current(self) -> Self:
        """The revision of each programme that holds now, of Offices in the directory."""
        return self.filter(is_current=True, office__listed=True).select_related("office", "office__land")

    def for_land(self, land: "Land") -> Self:
        """Programmes of a Land, and those of the federal level."""
        return self.filter(Q(office__land=land) | Q(office__level=OfficeLevel.FEDERAL))

    def taking_requests(self) -> Self:
        """Programmes for which a request can be made on this portal."""
        return self.current().filter(open=True, office__reviews_here=True).exclude(financing="")


ProgrammeManager = models.Manager.from_queryset(ProgrammeQuerySet)
