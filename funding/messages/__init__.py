"""The mails of the desk, by what they are about."""

from funding.messages.advice import AdviceAnswered, AdviceReceived, AdviceWritten
from funding.messages.awards import ProofSubmitted
from funding.messages.deadlines import Extended, Recorded, SignDue, Signed
from funding.messages.directory import EntryDue, WatchedDeadline
from funding.messages.hearings import HearingMail
from funding.messages.papers import AccountChanged, PaperExpires
from funding.messages.requests import RequestMail

__all__ = [
    "AccountChanged", "AdviceAnswered", "AdviceReceived", "AdviceWritten", "EntryDue", "Extended",
    "HearingMail", "PaperExpires", "ProofSubmitted", "Recorded", "RequestMail", "SignDue", "Signed",
    "WatchedDeadline",
]  # fmt: skip
