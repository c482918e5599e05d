"""Grants of the time before the portal: taken in, matched with the registry, doubts answered."""

from funding.services.past.importing import Report, Tally, import_grants
from funding.services.past.matching import match
from funding.services.past.reviewing import accept, refuse, take_back

__all__ = ["Report", "Tally", "accept", "import_grants", "match", "refuse", "take_back"]
