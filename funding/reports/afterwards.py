"""What the calendar says today of a proof that was sent: the proof stays, the difference is shown."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from funding.models import ProofOfUse
from funding.reports.counting import counted
from funding.reports.proof_tables import COUNTED


@dataclass(frozen=True)
class Moved:
    """A number that was counted otherwise when the proof was sent."""

    label: str
    sent: int | str
    now: int | str


def moved(proof: ProofOfUse) -> list[Moved]:
    """What would be counted otherwise today. For the organisation alone: an Office sees what was sent."""
    if proof.frozen is None:
        return []
    sent, now = proof.frozen["evidence"], counted(proof.award)
    return [
        Moved(str(label), sent[name], now[name])
        for name, label in COUNTED.items()
        if _is_counted_alike(name, sent) and Decimal(sent[name]) != Decimal(now[name])
    ]


def _is_counted_alike(name: str, sent: dict[str, Any]) -> bool:
    """Of a shared series all numbers were once counted with the share, see `counting`."""
    return "people" in sent or name == "volunteer_hours" or not any("share" in row for row in sent["rows"])
