"""What the calendar says today of a proof that was sent: the proof stays, the difference is shown."""

from dataclasses import dataclass
from decimal import Decimal

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
        if Decimal(sent[name]) != Decimal(now[name])
    ]
