from typing import Any, Self

from django.db import models

from funding.choices import OPEN_AMENDMENTS


class AmendmentQuerySet(models.QuerySet[Any]):
    """Changes of awards that organisations ask for."""

    def open(self) -> Self:
        """Asked for and not decided yet."""
        return self.filter(state__in=OPEN_AMENDMENTS)


AmendmentManager = models.Manager.from_queryset(AmendmentQuerySet)
