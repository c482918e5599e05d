"""Calling up a grant: what may be paid out now, and what was paid out too early."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from funding.finance.amounts import ZERO


@dataclass(frozen=True)
class Drawable:
    """What an organisation may call up in EUR: what its costs entitle it to, less what it has already.

    Source: funding.md section 4. Money is paid out only as far as it is needed for payments that were made
    or are due soon; a share is paid pro rata with the other money, a deficit once that is used up.
    """

    paid: Decimal  # costs paid so far
    due: Decimal  # costs to be paid soon
    entitled: Decimal  # the grant that both together give, by all that is known
    drawn: Decimal  # paid out so far
    waiting: Decimal = ZERO  # called up besides and not paid out yet
    # What the calendar years bear of the grant up to now, in all; None where no year bounds it.
    by_now: Decimal | None = None

    @property
    def costs(self) -> Decimal:
        return self.paid + self.due

    @property
    def amount(self) -> Decimal:
        return max(ZERO, owed(self.entitled, self.by_now) - self.drawn - self.waiting)

    @property
    def is_bound_by_year(self) -> bool:
        """The costs would give more than the calendar years bear up to now."""
        return self.by_now is not None and self.by_now < self.entitled


def owed(*known: Decimal | None) -> Decimal:
    """The grant in EUR when several figures say what it is: the lowest; None is a figure not known yet."""
    return min(figure for figure in known if figure is not None)


def unspent(
    payments: Iterable[tuple[date, Decimal]], entitled: Decimal, weeks: int | None, day: date
) -> Decimal:
    """What on `day` is still unspent in EUR of the `payments` (day, amount) that are older than `weeks`.

    `entitled` is the grant that the costs paid so far give; `weeks` is None where the award sets no time.
    """
    if weeks is None:
        return ZERO
    last = day - timedelta(weeks=weeks)
    to_be_spent = sum((amount for paid, amount in payments if paid < last), ZERO)
    return max(ZERO, to_be_spent - entitled)
