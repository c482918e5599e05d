"""Lists of organisations that come into the registry and go out of it."""

from organisations.views.desk_lists.editions import answers, columns, discard, edition, faults, take
from organisations.views.desk_lists.overview import export, lists, network_export, network_lists

__all__ = [
    "answers",
    "columns",
    "discard",
    "edition",
    "export",
    "faults",
    "lists",
    "network_export",
    "network_lists",
    "take",
]
