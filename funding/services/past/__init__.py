"""Grants of the time before the portal: taken in, matched with the registry, doubts answered."""

from funding.services.past.importing import Report, Tally, import_grants
from funding.services.past.matching import match
from funding.services.past.reviewing import accept, refuse, take_back
from funding.services.past.uploading import (
    begin_taking,
    discard,
    lacks_columns,
    look_again,
    name_columns,
    upload,
)

__all__ = [
    "Report",
    "Tally",
    "accept",
    "begin_taking",
    "discard",
    "import_grants",
    "lacks_columns",
    "look_again",
    "match",
    "name_columns",
    "refuse",
    "take_back",
    "upload",
]
