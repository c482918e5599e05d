from typing import Any, Self

from django.db import models


class ProgrammeQuerySet(models.QuerySet[Any]):
    """Revisions of programmes."""

    def current(self) -> Self:
        """The revision of each programme that holds now, of Offices in the directory."""
        return self.filter(is_current=True, office__listed=True).select_related("office", "office__land")

    def taking_requests(self) -> Self:
        """Programmes for which a request can be made on this portal."""
        return self.current().filter(open=True, office__reviews_here=True).exclude(financing="")


ProgrammeManager = models.Manager.from_queryset(ProgrammeQuerySet)
