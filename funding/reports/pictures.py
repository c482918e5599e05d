"""The pictures of a narrative report, as far as they are still there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from funding.models import ProofOfUse, ProofPicture
from portal.lib.dates import day_of
from portal.lib.storage import as_address


@dataclass(frozen=True)
class Shown:
    """A picture: what it shows, the day on which everybody in it agreed (None: nobody is in it).

    `taken_out`: the day on which it was taken out of a report that had been sent. `address` is its file as
    text, for a document that loads nothing.
    """

    key: str
    shows: str
    agreed: date | None
    taken_out: date | None
    address: str = ""


def pictures_of(proof: ProofOfUse) -> list[dict[str, str]]:
    """What is submitted of the pictures of an open proof."""
    rows = proof.pictures.filter(taken_out__isnull=True)
    return [{"id": str(row.public_id), "shows": row.shows, "sha256": row.sha256} for row in rows]


def shown_pictures(figures: dict[str, Any]) -> list[Shown]:
    """Those of these figures, in their order. One query."""
    return [_shown(row) for row in _rows(figures)]


def printed_pictures(figures: dict[str, Any]) -> list[Shown]:
    """The same with their files. What is lost is left out."""
    found = [
        replace(_shown(row), address=as_address(row.file, row.mime) if row.file else "")
        for row in _rows(figures)
    ]
    return [picture for picture in found if picture.address or picture.taken_out]


def _rows(figures: dict[str, Any]) -> Iterable[ProofPicture]:
    keys = [row["id"] for row in figures.get("pictures", [])]
    return ProofPicture.objects.filter(public_id__in=keys) if keys else ()


def _shown(row: ProofPicture) -> Shown:
    taken_out = day_of(row.taken_out) if row.taken_out else None
    return Shown(str(row.public_id), row.shows, row.agreed, taken_out)
