"""What the desk prints: requests, decision letters, funding reports, and the inbox as a table."""

from funding.reports.amendments import AmendmentLetter
from funding.reports.checking import ClosingLetter
from funding.reports.figures import collect
from funding.reports.inbox import InboxCsv, InboxXlsx
from funding.reports.land_reports import LandReportPdf, LandReportXlsx
from funding.reports.letters import DecisionLetter, Letter
from funding.reports.proofs import FundingReport
from funding.reports.requests import RequestPaperPdf

__all__ = [
    "AmendmentLetter",
    "ClosingLetter",
    "DecisionLetter",
    "FundingReport",
    "InboxCsv",
    "InboxXlsx",
    "LandReportPdf",
    "LandReportXlsx",
    "Letter",
    "RequestPaperPdf",
    "collect",
]
