"""Where mails and SMS leave the house, with workers that die while they hand one over."""

import random
import threading
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

# So many of a hundred messages kill their worker: half of them before they are out, half just after.
DEADLY = 4


class Killed(BaseException):
    """The process is gone: nothing that catches errors sees it."""


@dataclass(frozen=True)
class Sent:
    """What a family received."""

    reference: str
    address: str
    text: str
    at: datetime


@dataclass
class Wire:
    """Takes what two workers send at once. `lost`: messages of which no row says that they are out."""

    dice: random.Random
    sent: list[Sent] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    deaths: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, reference: str, address: str, text: str) -> None:
        with self.guard:
            fate = self.dice.randrange(200)
            if fate < DEADLY:
                self.deaths += 1
                raise Killed
            self.sent.append(Sent(reference, address, text, timezone.now()))
            if fate < 2 * DEADLY:
                self.deaths += 1
                self.lost.append(reference)
                raise Killed


class Postman:
    """In the place of the one who opens a connection."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def send(self, mail) -> None:
        reference = mail.extra_headers["Message-ID"].strip("<").partition("@")[0]
        self.wire.carry(reference, mail.to[0], mail.body)

    def close(self) -> None:
        """There is no connection."""


class Gateway:
    """In the place of the provider of SMS."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def send(self, number: str, text: str, reference: str) -> None:
        self.wire.carry(reference, number, text)
