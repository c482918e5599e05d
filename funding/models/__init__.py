"""What the desk keeps, a noun a file."""

from funding.models.advice import AdviceFile, AdviceMessage, AdviceRequest
from funding.models.amendments import Amendment
from funding.models.auditing import AuditAccess, AuditLook
from funding.models.awards import Award
from funding.models.bank_accounts import BankAccount
from funding.models.base_rates import BaseRate
from funding.models.budgets import Budget, BudgetLine, YearlyPart
from funding.models.checking import ProofCheck, VoucherFinding
from funding.models.consents import Consent
from funding.models.decisions import Decision
from funding.models.drawdowns import Drawdown
from funding.models.entries import ProgrammeEntry
from funding.models.expense_lists import Bookkeeping, ExpenseList
from funding.models.fees import PaidHours
from funding.models.forgotten import ForgottenCases, ForgottenGrant, ForgottenMoney
from funding.models.funded import FundedHelper, FundedWorkshop
from funding.models.inbox import SavedView
from funding.models.interims import InterimProof
from funding.models.kept_papers import KeptPaper
from funding.models.land_reports import LandReport
from funding.models.log import Recusal, Transition
from funding.models.offices import Office, OfficeMember
from funding.models.past import GrantList, PastGrant, PossibleMatch, Recipient, UploadedGrants
from funding.models.pictures import ProofPicture
from funding.models.plans import CostItem, IncomeItem, Post
from funding.models.programmes import Programme, Watch
from funding.models.proofs import Expense, Income, NarrativeDraft, ProofOfUse, Receipt
from funding.models.repayments import Repayment
from funding.models.requests import Attachment, Draft, FundingRequest
from funding.models.retrieval import MadeKnown
from funding.models.review import Check, Clarification, Cut, HearingPaper, Note, Point
from funding.models.signatures import Signatory, SignedPaper
from funding.models.snapshots import Snapshot
from funding.models.texts import TextBlock

__all__ = [
    "AdviceFile",
    "AdviceMessage",
    "AdviceRequest",
    "Amendment",
    "Attachment",
    "AuditAccess",
    "AuditLook",
    "Award",
    "BankAccount",
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
    "ForgottenCases",
    "ForgottenGrant",
    "ForgottenMoney",
    "FundedHelper",
    "FundedWorkshop",
    "FundingRequest",
    "GrantList",
    "HearingPaper",
    "Income",
    "IncomeItem",
    "InterimProof",
    "KeptPaper",
    "LandReport",
    "MadeKnown",
    "NarrativeDraft",
    "Note",
    "Office",
    "OfficeMember",
    "PaidHours",
    "PastGrant",
    "Point",
    "PossibleMatch",
    "Post",
    "Programme",
    "ProgrammeEntry",
    "ProofCheck",
    "ProofOfUse",
    "ProofPicture",
    "Receipt",
    "Recipient",
    "Recusal",
    "Repayment",
    "SavedView",
    "Signatory",
    "SignedPaper",
    "Snapshot",
    "TextBlock",
    "Transition",
    "UploadedGrants",
    "VoucherFinding",
    "Watch",
    "YearlyPart",
]
