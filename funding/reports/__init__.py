"""What the desk prints: the decision letter and the funding report."""

from funding.reports.figures import collect
from funding.reports.letters import DecisionLetter, Letter
from funding.reports.proofs import FundingReport

__all__ = ["DecisionLetter", "FundingReport", "Letter", "collect"]
