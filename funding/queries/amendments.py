from typing import Any, Self

from django.db import models


class AmendmentQuerySet(models.QuerySet[Any]):
    """Changes of awards that organisations ask for."""

    def open(self) -> Self:
        """Asked for and not decided yet."""
        return self.filter(state__in=["asked", "proposed"])


AmendmentManager = models.Manager.from_queryset(AmendmentQuerySet)
