"""What comes back from helpers: paragraphs of guides, each with the German that it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.guides.reports.exchange.xliff import fingerprint


@dataclass(frozen=True)
class Segment:
    """A paragraph with its translation. `was`: fingerprint of the translation that had gone out."""

    german: str
    text: str
    was: str = ""
    is_done: bool = False  # by the word of the program, for words that still fit a changed paragraph

    @property
    def is_untouched(self) -> bool:
        return fingerprint(self.text) == self.was


@dataclass(frozen=True)
class Parcel:
    """What came back of one guide. `wording` tells which German text of the revision it was made from."""

    slug: str
    revision: int
    wording: str
    segments: tuple[Segment, ...]


def wording_mark(paragraphs: Iterable[str]) -> str:
    """The same for the same German text: title, summary and paragraphs, whatever their spaces."""
    return fingerprint(" \n ".join(paragraphs))


def unpacked(rows: Iterable[dict[str, object]]) -> list[Parcel]:
    """Parcels that were laid down as plain values by `dataclasses.asdict`."""
    return [
        Parcel(**{**row, "segments": tuple(Segment(**segment) for segment in row["segments"])})  # type: ignore
        for row in rows
    ]
