from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Prefetch
from django.db.models.fields.json import KeyTransform


class FundedQuerySet(models.QuerySet[Any]):
    """What awards pay for, with a share."""

    def with_awards(self) -> Self:
        """Each with its award, request and proof, and what an Office was told in between, without texts."""
        awards = self.model._meta.get_field("award").related_model
        interims = awards._meta.get_field("interims").related_model._default_manager
        told = Prefetch("award__interims", interims.only("award", "end", "submitted"))
        rows = self.select_related("award__request", "award__proof").defer("award__proof__frozen")
        return rows.prefetch_related(told).order_by("pk")


def was_told(workshop: int, number: int, day: date) -> bool:
    """A submitted proof, of an award or in between, counts who came on the date `number` of the series.

    One that was sent before anybody had typed it in does not. In proofs that know no numbers of dates, `day`
    tells which it is.
    """
    rows = KeyTransform("rows", KeyTransform("evidence", "frozen"))
    return any(
        _counts(row, number, day)
        for name in ("ProofOfUse", "InterimProof")
        for of_proof in apps.get_model("funding", name)
        ._default_manager.filter(award__funded_workshops__workshop=workshop, frozen__isnull=False)
        .values_list(rows, flat=True)
        for row in of_proof or ()
    )


def _counts(row: dict[str, Any], number: int, day: date) -> bool:
    """A line about a date in what was sent."""
    is_it = row["date"] == number if "date" in row else row["day"] == day.isoformat()
    return is_it and row.get("recorded") is not False


FundedManager = models.Manager.from_queryset(FundedQuerySet)
