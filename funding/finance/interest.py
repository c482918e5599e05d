"""Interest on money that comes back, as a hint: an Office decides whether it is owed, and from when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from funding.finance.amounts import ZERO, cents

# Doubtful: funding.md calls the day count unverified; each day counts, and a year has 365.
DAYS = 365


@dataclass(frozen=True)
class Payment:
    """What was paid out, and when; EUR."""

    day: date
    amount: Decimal


def latest_first(payments: Sequence[Payment], recovered: Decimal) -> list[Payment]:
    """The parts of `payments` that come back, in EUR: what was paid last was too much first."""
    parts, left = [], recovered
    for payment in sorted(payments, key=lambda each: each.day, reverse=True):
        taken = min(left, payment.amount)
        if taken > 0:
            parts.append(Payment(payment.day, taken))
        left -= taken
    return parts


def interest_left(interest: Decimal, recovered: Decimal, now: Decimal) -> Decimal:
    """Of `interest` on the sum `recovered` what falls on the part of it that is asked back `now`; EUR."""
    return cents(interest * now / recovered) if recovered > 0 else ZERO


def as_grant_and_interest(
    came_back: Decimal, asked: Decimal, interest: Decimal, most: Decimal
) -> tuple[Decimal, Decimal]:
    """What of the money that came back is of the grant and what is interest on it; EUR.

    First it covers what is `asked` back of the grant, then the `interest`. What is more than both is of the
    grant, up to the `most` that was ever asked back of it.

    Doubtful: the law of debts takes interest first (§ 367 BGB); so the sums of the grant stay what came back
    of it.
    """
    of_grant = min(came_back, asked)
    too_much = max(ZERO, came_back - of_grant - interest)
    of_grant += min(too_much, max(ZERO, most - of_grant))
    return of_grant, came_back - of_grant


def interest(
    amount: Decimal, first: date, last: date, rates: Sequence[tuple[date, Decimal]], points: Decimal
) -> Decimal | None:
    """Interest in EUR on `amount` from the day after `first` to `last`, without interest on interest.

    `rates`: from which day on which base rate holds, in per cent a year; `points` come on top of it. None
    where no base rate is known for the beginning.
    """
    known = sorted(rates)
    if last <= first:
        return ZERO
    if not known or known[0][0] > first:
        return None
    total = ZERO
    for (since, rate), (until, _next) in pairwise([*known, (date.max, ZERO)]):
        days = (min(last, until) - max(first, since)).days
        if days > 0:
            total += amount * (rate + points) / 100 * days / DAYS
    return cents(total)
