"""What the registry holds: organisations, their people and networks, who asks to join, and yearly answers."""

from organisations.models.affiliations import Affiliation
from organisations.models.decisions import Decision
from organisations.models.evaluation import AreaEvaluation
from organisations.models.figures import Consent, NetworkSums
from organisations.models.joining import Claim
from organisations.models.letters import ClaimLetter
from organisations.models.lists import ImportedList, ListAtWork, ListRow, ListSource, OtherKey, UploadedTable
from organisations.models.logos import Logo
from organisations.models.mandates import Mandate
from organisations.models.merging import MergedEntry
from organisations.models.people import Membership
from organisations.models.registry import Organisation
from organisations.models.structure import StructureProfile, StructureSums
from organisations.models.surveys import Question, Reply, Survey
from organisations.models.suspension import Suspension
from organisations.models.trust import Verification
from organisations.models.words import NameWord

__all__ = [
    "Affiliation",
    "AreaEvaluation",
    "Claim",
    "ClaimLetter",
    "Consent",
    "Decision",
    "ImportedList",
    "ListAtWork",
    "ListRow",
    "ListSource",
    "Logo",
    "Mandate",
    "Membership",
    "MergedEntry",
    "NameWord",
    "NetworkSums",
    "Organisation",
    "OtherKey",
    "Question",
    "Reply",
    "StructureProfile",
    "StructureSums",
    "Survey",
    "Suspension",
    "UploadedTable",
    "Verification",
]
