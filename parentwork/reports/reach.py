"""Whom an organisation reached this year, beside last year to the same day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from organisations.models import Organisation
from parentwork.models import Workshop
from parentwork.queries.yearly import Sums, sums_to_date


@dataclass(frozen=True)
class Reach:
    """The sums of an organisation from the beginning of a year to `day`, and of the year before."""

    organisation: Organisation
    day: date
    now: Sums
    day_before: date
    before: Sums

    @property
    def is_empty(self) -> bool:
        return self.now == self.before == Sums()


def reach_of(organisations: Sequence[Organisation], day: date) -> list[Reach]:
    """One row for each of `organisations`, in their order. Six queries, however many they are."""
    sums = sums_to_date(Workshop.objects.filter(organisation__in=organisations), day)
    before = day - relativedelta(years=1)
    return [
        Reach(
            row,
            day,
            sums.get((row.pk, day.year), Sums()),
            before,
            sums.get((row.pk, before.year), Sums()),
        )
        for row in organisations
    ]
