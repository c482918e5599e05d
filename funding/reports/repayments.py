"""What was asked back of a grant and came back, and what the Office gave back of it, each with its day."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.choices import Verb
from funding.models import ProofCheck

# As `services.results` writes it into the log.
_NOTE = re.compile(r"(?P<sum>\d+\.\d\d) EUR · (?P<day>\d{4}-\d\d-\d\d)")


@dataclass(frozen=True)
class Repayment:
    """EUR; `is_given_back`: from the Office to the organisation, else the other way."""

    day: date
    amount: Decimal
    is_given_back: bool


def repayments_of(check: ProofCheck) -> list[Repayment]:
    """Each one in the order in which it was recorded; the check itself keeps the sums only. One query."""
    if not check.is_closed or not check.recovery:
        return []
    lines = check.proof.award.request.transitions.filter(verb__in=(Verb.PAID_BACK, Verb.GIVE_BACK))
    found = ((line.verb, _NOTE.match(line.note)) for line in lines.order_by("pk"))
    return [
        Repayment(date.fromisoformat(said["day"]), Decimal(said["sum"]), verb == Verb.GIVE_BACK)
        for verb, said in found
        if said is not None
    ]
