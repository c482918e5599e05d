"""What the registry holds: organisations, their people and networks, who asks to join, and yearly answers."""

from organisations.models.evaluation import AreaEvaluation
from organisations.models.joining import Claim
from organisations.models.registry import Affiliation, Membership, Organisation, Verification
from organisations.models.structure import StructureProfile, StructureSums

__all__ = [
    "Affiliation",
    "AreaEvaluation",
    "Claim",
    "Membership",
    "Organisation",
    "StructureProfile",
    "StructureSums",
    "Verification",
]
