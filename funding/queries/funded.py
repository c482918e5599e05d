from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Prefetch


class FundedQuerySet(models.QuerySet[Any]):
    """What awards pay for, with a share."""

    def with_awards(self) -> Self:
        """Each with its award, request and proof, and what an Office was told in between, without texts."""
        awards = self.model._meta.get_field("award").related_model
        interims = awards._meta.get_field("interims").related_model._default_manager
        told = Prefetch("award__interims", interims.only("award", "end", "submitted"))
        rows = self.select_related("award__request", "award__proof").defer("award__proof__frozen")
        return rows.prefetch_related(told).order_by("pk")


def was_told(workshop: int, day: date) -> bool:
    """An Office was told in a submitted proof, of an award or in between, what the series did on that day."""
    links = apps.get_model("funding", "FundedWorkshop")._default_manager.filter(workshop=workshop)
    return any(
        link.proven_until is not None and link.award.start <= day <= link.proven_until
        for link in links.with_awards()
    )


FundedManager = models.Manager.from_queryset(FundedQuerySet)
