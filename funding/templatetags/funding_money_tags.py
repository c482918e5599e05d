"""Money that came back, for the pages that show it."""

from django import template

from funding.models import ProofCheck
from funding.reports.repayments import Repayment, repayments_of

register = template.Library()


@register.filter
def repayments(check: ProofCheck | None) -> list[Repayment]:
    """What came back and was given back by a check; empty without one."""
    return repayments_of(check) if check else []
