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


def shifted(
    paid: Decimal, interest_paid: Decimal, asked: Decimal, interest: Decimal
) -> tuple[Decimal, Decimal]:
    """What came back of a recovery and of its interest, once `asked` and `interest` are asked for; EUR.

    What is too much of the one covers the other: nobody gets money back and owes some at once.
    """
    moved = min(max(ZERO, paid - asked), max(ZERO, interest - interest_paid))
    moved -= min(max(ZERO, interest_paid - interest), max(ZERO, asked - paid))
    return paid - moved, interest_paid + moved


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
