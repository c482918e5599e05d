"""The mails of the registry, by what they are about; what they lead to asks again who may do it."""

from organisations.messages.joining import (
    AffiliationAgreed,
    AffiliationAsked,
    ClaimAsked,
    ClaimLink,
    ClaimOver,
    HandedOver,
    MeasureDue,
    RecoveryAsked,
)
from organisations.messages.mandates import MandateGiven, MandateRevoked
from organisations.messages.surveys import SurveyAsked, SurveyClosed, SurveyReminder
from organisations.messages.suspension import HearingOpened, SuspensionAnswered, SuspensionDecided
from organisations.messages.trust import VerificationEnds, VerificationRevoked, Verified

__all__ = [
    "AffiliationAgreed",
    "AffiliationAsked",
    "ClaimAsked",
    "ClaimLink",
    "ClaimOver",
    "HandedOver",
    "HearingOpened",
    "MandateGiven",
    "MandateRevoked",
    "MeasureDue",
    "RecoveryAsked",
    "SurveyAsked",
    "SurveyClosed",
    "SurveyReminder",
    "SuspensionAnswered",
    "SuspensionDecided",
    "VerificationEnds",
    "VerificationRevoked",
    "Verified",
]
