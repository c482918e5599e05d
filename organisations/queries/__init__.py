"""Who sees which organisation, and what else the registry holds. What somebody may do is said in `rules`."""

from organisations.queries.figures import ConsentManager, ConsentQuerySet
from organisations.queries.joining import ClaimManager, ClaimQuerySet
from organisations.queries.letters import ClaimLetterManager, ClaimLetterQuerySet
from organisations.queries.mandates import MandateManager, MandateQuerySet
from organisations.queries.networks import AffiliationManager, AffiliationQuerySet
from organisations.queries.registry import (
    MembershipManager,
    MembershipQuerySet,
    OrganisationManager,
    OrganisationQuerySet,
)
from organisations.queries.surveys import ReplyManager, ReplyQuerySet, SurveyManager, SurveyQuerySet
from organisations.queries.trust import (
    SuspensionManager,
    SuspensionQuerySet,
    VerificationManager,
    VerificationQuerySet,
)
from organisations.queries.words import NameWordManager, NameWordQuerySet
from organisations.queries.yearly import (
    AreaEvaluationManager,
    AreaEvaluationQuerySet,
    StructureProfileManager,
    StructureProfileQuerySet,
)

__all__ = [
    "AffiliationManager",
    "AffiliationQuerySet",
    "AreaEvaluationManager",
    "AreaEvaluationQuerySet",
    "ClaimLetterManager",
    "ClaimLetterQuerySet",
    "ClaimManager",
    "ClaimQuerySet",
    "ConsentManager",
    "ConsentQuerySet",
    "MandateManager",
    "MandateQuerySet",
    "MembershipManager",
    "MembershipQuerySet",
    "NameWordManager",
    "NameWordQuerySet",
    "OrganisationManager",
    "OrganisationQuerySet",
    "ReplyManager",
    "ReplyQuerySet",
    "StructureProfileManager",
    "StructureProfileQuerySet",
    "SurveyManager",
    "SurveyQuerySet",
    "SuspensionManager",
    "SuspensionQuerySet",
    "VerificationManager",
    "VerificationQuerySet",
]
