"""What waits for a signed-in person, whichever part of the portal it comes from.

Each app says it in its `duties`; the overview of the desk shows all of it as one list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.lib.dates import today

SOON = timedelta(days=14)
# So many lines one reads before one does the first of them.
FEW = 5


@dataclass(frozen=True)
class Duty:
    """One thing to be done, by the reader or, where `who` is filled, by somebody the reader waits for."""

    title: str
    url: str
    about: str = ""
    until: date | None = None
    since: date | None = None
    who: str = ""

    @property
    def is_mine(self) -> bool:
        return not self.who

    @property
    def is_late(self) -> bool:
        return self.until is not None and self.until < today()

    @property
    def is_today(self) -> bool:
        return self.until == today()

    @property
    def is_soon(self) -> bool:
        return self.until is not None and not self.is_late and self.until <= today() + SOON


type Source = Callable[[Any], Iterable[Duty]]
_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Decorator: `source(user)` gives the duties of an app."""
    _sources[source.__module__] = source
    return source


def of(user: Any) -> list[Duty]:
    """Everything that waits for `user`, and what he or she waits for, in order."""
    return in_order(duty for name in sorted(_sources) for duty in _sources[name](user))


def in_order(duties: Iterable[Duty]) -> list[Duty]:
    """Those with a deadline first, by it; then what has waited longest."""
    return sorted(duties, key=lambda duty: (duty.until or date.max, duty.since or date.max))


def first_and_rest(ordered: list[Duty]) -> tuple[list[Duty], list[Duty]]:
    """What is to be done first, and what has time: never anything that is late or due today."""
    pressing = sum(duty.is_late or duty.is_today for duty in ordered)
    few = max(FEW, pressing)
    return ordered[:few], ordered[few:]
