from typing import Any, Self

from django.db import models


class RepaymentQuerySet(models.QuerySet[Any]):
    """Money that came back of a grant."""

    def entered(self) -> Self:
        """What came back and was given back, without wrong entries and what took them back."""
        return self.filter(corrects=None, correction=None)


RepaymentManager = models.Manager.from_queryset(RepaymentQuerySet)
