"""The money of the awards that an organisation has still to account for."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from funding.choices import CostCategory
from funding.finance import ZERO
from funding.models import Award
from funding.reports.drawdowns import grants_before_proof
from portal.accounts.models import User

MOST = 20


@dataclass(frozen=True)
class Running:
    """An award in EUR: its `grant` now, `planned` costs that are paid with money, and what was `spent`."""

    award: Award
    grant: Decimal
    planned: Decimal
    spent: Decimal

    @property
    def free(self) -> Decimal:
        """What the plan still has; less than nothing where more was spent."""
        return self.planned - self.spent


def running_awards(user: User, own: Collection[int]) -> list[Running]:
    """Those of the organisations `own` whose funding `user` may see, the next to end first. Two queries."""
    # Named one by one: behind so many tables the database would look for them last, among all awards.
    rows = Award.objects.of_applicants(user).filter(request__organisation__in=own).unaccounted().with_spent()
    related = rows.select_related("request__organisation", "request__office")
    found = list(related[:MOST])
    grants = grants_before_proof(found)
    return [Running(row, grants[row.pk], _planned(row), row.spent) for row in found]  # type: ignore[attr-defined]


def _planned(award: Award) -> Decimal:
    costs = award.plan["costs"].items()
    return sum((Decimal(amount) for kind, amount in costs if kind != CostCategory.IN_KIND), ZERO)
