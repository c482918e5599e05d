"""What the registry holds: organisations with their people and networks, and who asks to look after one."""

from organisations.models.joining import Claim
from organisations.models.registry import Affiliation, Membership, Organisation, Verification

__all__ = ["Affiliation", "Claim", "Membership", "Organisation", "Verification"]
