"""Identifiers that stay: those of rows are kept with them, those of parts follow from the row's."""

from uuid import UUID, uuid5

# All that the house itself defines is named within this one.
HOUSE = UUID("0b6b7ef0-3c55-4c0e-9d5a-6d0f5b7c4f11")


def part(whole: UUID, name: object) -> str:
    """The identifier of a part that has no row of its own, such as the address of an organisation."""
    return str(uuid5(whole, str(name)))
