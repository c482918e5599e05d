"""The staff plan (Stellenplan) of a year: what each post costs, and how many full posts there are."""

from collections.abc import Iterable
from decimal import Decimal

from funding.finance.amounts import ZERO, cents

_FULL, _YEAR = Decimal(100), Decimal(12)


def post_amount(months: Decimal, monthly: Decimal, once: Decimal = ZERO) -> Decimal:
    """What a post costs in the year in EUR: so many months, and what is paid once, such as a bonus."""
    return cents(months * monthly) + cents(once)


def full_posts(posts: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Full posts over the whole year, to two digits, of posts as percent of a full one and months.

    >>> full_posts([(Decimal(50), Decimal(12)), (Decimal(100), Decimal(6))])
    Decimal('1.00')
    """
    return cents(sum((percent / _FULL * months / _YEAR for percent, months in posts), ZERO))
