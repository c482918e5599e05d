"""The house as it runs: two tickers at once, workers that die, a helper who calls; the rule book beside."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models.functions import Left
from django.utils import timezone

from parentwork import clock
from parentwork.messages.posting import account_of
from portal.outbox import services as outbox
from portal.outbox.choices import State
from portal.outbox.dispatch import batch, claims
from portal.outbox.models import Message
from tests.parentwork.six_weeks.facts import Facts
from tests.parentwork.six_weeks.rulebook import Owed, RuleBook, is_true, wall
from tests.parentwork.six_weeks.wire import Killed, Sent, Wire

# Small, so that both workers get something and one that dies leaves something behind.
BATCH = 20
# What families themselves set going may answer at any hour; of news the rule book says when they are due.
OWN_DOING = {"booking_confirmed", "booking_waiting", "booking_cancelled", "moved_up"}
NEWS = {"date_changed", "date_added", "date_cancelled", "workshop_cancelled"}


@dataclass
class World:
    traveller: object
    wire: Wire
    pool: ThreadPoolExecutor
    organisation: int
    helper: object
    rules: RuleBook = field(default_factory=RuleBook)
    received: Counter[str] = field(default_factory=Counter)  # kinds of message that families got
    last: Facts | None = None
    rounds: int = 0

    def now(self) -> datetime:
        return wall(timezone.now())

    def facts(self) -> Facts:
        """What stands there before an event: what the last one left, since nothing else happens."""
        if self.last is None:
            self.last = Facts.now()
        return replace(self.last, at=timezone.now())

    def after(self, before: Facts, *, answered: int | None = None) -> Facts:
        """What stands there after an event; whoever has places now is owed a message."""
        self.last = facts = Facts.now()
        self.rules.places_went_on(before, facts, answered)
        return facts

    def tick(self) -> None:
        """The jobs of an hour by two tickers at once, until all that is due is out; then the rule book."""
        before, first = self.facts(), len(self.wire.sent)
        self.rules.half_time(before)
        self._both(_jobs)
        facts = self.after(before)
        self.rules.reminders(facts)
        self.rules.thanks(facts)
        self._finish()
        self._compare(facts, self.rules.to_send(facts), self.wire.sent[first:])

    def _finish(self) -> None:
        """Others take over what dead workers held, as soon as they may."""
        while (
            Message.objects.exclude(channel="call")
            .filter(state__in=[State.CLAIMED, State.DUE], due__lte=timezone.now())
            .exists()
        ):
            self.rounds += 1
            self.traveller.shift(timedelta(seconds=claims.CLAIM_SECONDS + 1))
            self._both(_send)

    def _both(self, work) -> None:
        for done in [self.pool.submit(work) for _ticker in range(2)]:
            done.result()

    def _compare(self, facts: Facts, owed: Counter[Owed], sent: list[Sent]) -> None:
        later = self.facts()
        rows = {row.key[:40]: row for row in _rows(sent)}
        once = Counter(_owed(rows[reference]) for reference in {one.reference for one in sent})
        missing = Counter({entry: count for entry, count in (owed - once).items() if is_true(later, entry)})
        _agree("mails and SMS", facts, missing, once - owed)
        twice = [
            reference for reference, count in Counter(one.reference for one in sent).items() if count > 1
        ]
        assert set(twice) <= set(self.wire.lost), "only what was in flight when a worker died"
        for one in sent:
            row = rows[one.reference]
            assert one.address == row.address
            if _kind(row) != "booking_cancelled":
                assert f"/{row.language}/" in one.text, "a link to the page in the family's language"
            if _kind(row) not in OWN_DOING | NEWS:
                assert 8 <= wall(one.at).hour < 21, f"{row.kind} at {wall(one.at)}"
        self.received.update(entry.kind for entry in once.elements())

    def call(self) -> None:
        """A helper works off the call list and ticks off each call that still makes sense."""
        facts, told = self.facts(), Counter()
        for row in Message.objects.call_list(account_of(self.organisation)):
            if outbox.what_to_say(row):
                outbox.tick_off(row, by=self.helper)
                told[_owed(row)] += 1
        owed = self.rules.to_tell(facts)
        _agree("calls", facts, owed - told, told - owed)
        self.received.update(f"{entry.kind} by phone" for entry in told.elements())


def _agree(what: str, facts: Facts, missing: Counter[Owed], unowed: Counter[Owed]) -> None:
    assert not missing, f"{what} not made at {wall(facts.at)}: {missing}"
    assert not unowed, f"{what} that nobody is owed at {wall(facts.at)}: {unowed}"


def _jobs() -> None:
    clock.fill()
    clock.remind()
    clock.thank()
    _send()


def _send() -> None:
    """A worker, as long as it lives."""
    claims.sweep()
    try:
        while Message.objects.to_send(timezone.now()).exists():
            batch.run(BATCH)
    except Killed:
        return


def hang_up() -> None:
    """A ticker's own connection to the database."""
    connection.close()


def _rows(sent: list[Sent]) -> list[Message]:
    references = {one.reference for one in sent}
    return list(Message.objects.alias(reference=Left("key", 40)).filter(reference__in=references))


def _kind(row: Message) -> str:
    return row.kind.removeprefix("parentwork.")


def _owed(row: Message) -> Owed:
    """Which entry of the rule book the message is: moments of writing and counters of changes left out."""
    kind = _kind(row)
    if kind in OWN_DOING or kind == "workshop_cancelled":
        return Owed(kind, row.object_id)
    return Owed(kind, row.object_id, row.version.partition("#")[0])
