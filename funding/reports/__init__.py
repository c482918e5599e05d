"""What the desk prints: requests, decision letters, funding reports, and the inbox as a table."""

from funding.reports.amendments import AmendmentLetter
from funding.reports.checking import ClosingLetter
from funding.reports.figures import collect
from funding.reports.inbox import InboxCsv, InboxXlsx
from funding.reports.interims import InterimReport
from funding.reports.land_reports import LAND_REPORT
from funding.reports.letters import DecisionLetter, Letter
from funding.reports.proofs import FundingReport
from funding.reports.reading_copies import ReadingCopy
from funding.reports.requests import RequestPaperPdf

__all__ = [
    "LAND_REPORT",
    "AmendmentLetter",
    "ClosingLetter",
    "DecisionLetter",
    "FundingReport",
    "InboxCsv",
    "InboxXlsx",
    "InterimReport",
    "Letter",
    "ReadingCopy",
    "RequestPaperPdf",
    "collect",
]
