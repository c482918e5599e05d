"""Lists of organisations: uploaded, columns named, compared, doubts answered, taken over whole."""

from organisations.services.importing.comparing import compare
from organisations.services.importing.editions import (
    answer,
    begin_taking,
    discard,
    name_columns,
    purge,
    source_of,
    take_doubtful_as_new,
    upload,
)
from organisations.services.importing.jobs import sweep, work
from organisations.services.importing.taking import take

__all__ = [
    "answer",
    "begin_taking",
    "compare",
    "discard",
    "name_columns",
    "purge",
    "source_of",
    "sweep",
    "take",
    "take_doubtful_as_new",
    "upload",
    "work",
]
