"""The mail addresses of an organisation that are each for one thing."""

from __future__ import annotations

from dataclasses import dataclass

from organisations.choices import Purpose
from organisations.models import Organisation


@dataclass(frozen=True)
class Mailbox:
    code: str
    purpose: str
    address: str

    def __str__(self) -> str:
        return f"{self.purpose}: {self.address}"


def mailboxes(organisation: Organisation) -> list[Mailbox]:
    """In the order of the list of purposes, in the reader's language."""
    return [
        Mailbox(purpose.value, str(purpose.label), address)
        for purpose in Purpose
        if (address := organisation.mailboxes.get(purpose.value))
    ]
