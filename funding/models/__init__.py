"""What the desk keeps, a noun a file."""

from funding.models.advice import AdviceFile, AdviceMessage, AdviceRequest
from funding.models.amendments import Amendment
from funding.models.awards import Award, FundedWorkshop
from funding.models.base_rates import BaseRate
from funding.models.budgets import Budget, BudgetLine, YearlyPart
from funding.models.checking import ProofCheck, VoucherFinding
from funding.models.consents import Consent
from funding.models.decisions import Decision
from funding.models.drawdowns import Drawdown
from funding.models.entries import ProgrammeEntry
from funding.models.expense_lists import Bookkeeping, ExpenseList
from funding.models.inbox import SavedView
from funding.models.kept_papers import KeptPaper
from funding.models.land_reports import LandReport
from funding.models.log import Recusal, Transition
from funding.models.offices import Office, OfficeMember
from funding.models.past import GrantList, PastGrant, PossibleMatch, Recipient
from funding.models.plans import CostItem, IncomeItem
from funding.models.programmes import Programme, Watch
from funding.models.proofs import Expense, Income, NarrativeDraft, ProofOfUse, Receipt
from funding.models.requests import Attachment, Draft, FundingRequest
from funding.models.review import Check, Clarification, Cut, Note, Point
from funding.models.signatures import Signatory, SignedPaper
from funding.models.snapshots import Snapshot
from funding.models.texts import TextBlock

__all__ = [
    "AdviceFile",
    "AdviceMessage",
    "AdviceRequest",
    "Amendment",
    "Attachment",
    "Award",
    "BaseRate",
    "Bookkeeping",
    "Budget",
    "BudgetLine",
    "Check",
    "Clarification",
    "Consent",
    "CostItem",
    "Cut",
    "Decision",
    "Draft",
    "Drawdown",
    "Expense",
    "ExpenseList",
    "FundedWorkshop",
    "FundingRequest",
    "GrantList",
    "Income",
    "IncomeItem",
    "KeptPaper",
    "LandReport",
    "NarrativeDraft",
    "Note",
    "Office",
    "OfficeMember",
    "PastGrant",
    "Point",
    "PossibleMatch",
    "Programme",
    "ProgrammeEntry",
    "ProofCheck",
    "ProofOfUse",
    "Receipt",
    "Recipient",
    "Recusal",
    "SavedView",
    "Signatory",
    "SignedPaper",
    "Snapshot",
    "TextBlock",
    "Transition",
    "VoucherFinding",
    "Watch",
    "YearlyPart",
]
