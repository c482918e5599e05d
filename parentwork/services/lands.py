"""What the Länder read of the calendar."""

from __future__ import annotations

from django.db import transaction

from organisations.models.structure import newest_closed_year
from parentwork.models import LandSums
from parentwork.reports.lands import figures_by_land
from portal.places.models import Land


@transaction.atomic
def freeze_land_sums(year: int | None = None) -> int:
    """Write down what the Länder read of a closed year, by default the last; how many, 0 if that is done.

    All of them at once, those without offers too. What is recorded or deleted later changes nothing.
    """
    list(Land.objects.select_for_update(no_key=True).order_by("pk"))  # two jobs come one by one
    year = year or newest_closed_year()
    if LandSums.objects.filter(year=year).exists():
        return 0
    made = [LandSums(land=land, year=year, figures=figures) for land, figures in figures_by_land(year)]
    return len(LandSums.objects.bulk_create(made))
