"""Due messages to a local mail server, beside a loop without database; and none lost when workers die."""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from parentwork.choices import ContactWay, SeatState
from parentwork.messages.calendars import with_dates
from parentwork.messages.words import context_of
from parentwork.models import Booking, Seat, WorkshopDate
from portal.outbox.choices import Channel, State
from portal.outbox.dispatch import batch, mail
from portal.outbox.kinds import Text, kind_of, mail_text
from portal.outbox.models import Message, MonthlyCount
from portal.servers import commands
from portal.servers.children import Child
from tests.load.figures import Figure, middle
from tests.load.germany import SOURCE, germany
from tests.load.house import wait_for_port
from tests.servers.processes import descendants, free_port

MESSAGES, FAMILIES = 100_000, 2_000
ROUNDS, PER_ROUND = 5, 1_000
AT_LEAST = 0.6
WORKERS = 2
DEATHS = 10  # of them every third is that of a whole worker
SECONDS_AT_MOST = 480  # for which there are messages: a slow machine gets fewer of them
NOBODY_SENDS = 600  # seconds after which something is wrong
KIND = "parentwork.booking_confirmed"
LANGUAGES = ("de", "tr", "ar", "uk", "ru", "en")


def measure(scale: float) -> Iterator[Figure]:
    """With `scale` of the messages; the rounds beside the loop are always as long."""
    with _without_families(), germany(200), _without_families(), _sink() as sink:
        families = _families()
        ours, loop = _beside_the_loop(families, sink)
        what = "messages sent by one worker, in several languages with a calendar file"
        yield Figure(what, ours, loop, "loop without database", AT_LEAST, True, "/s", scale)
        number = min(round(MESSAGES * scale), round(ours * WORKERS * SECONDS_AT_MOST))
        yield from _with_deaths(number, families, sink, loop, scale)


@dataclass(frozen=True)
class Sink:
    """The mail server, and the names of the mails that it has taken so far."""

    port: int
    file: Path

    def taken(self) -> Counter[str]:
        return Counter(self.file.read_text().split())

    def empty(self) -> None:
        os.truncate(self.file, 0)


@contextmanager
def _sink() -> Iterator[Sink]:
    folder = Path(settings.DATA_DIR) / "log"
    folder.mkdir(parents=True, exist_ok=True)
    sink = Sink(free_port(), folder / "taken-mails")
    sink.file.write_text("")
    child = _child("sink", ["tests.load.sink", str(sink.port), str(sink.file)])
    child.start()
    mailer = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": sink.port, "timeout": 30},
    }
    try:
        wait_for_port(sink.port, child)
        with override_settings(MAILERS={"default": mailer}):
            yield sink
    finally:
        child.stop()


def _child(name: str, arguments: list[str], **environment: str) -> Child:
    return Child(
        name, [sys.executable, "-m", *arguments], log=Path(settings.DATA_DIR) / "log" / f"bench-{name}.log",
        environment=dict(os.environ) | environment, folder=Path(settings.BASE_DIR),
    )  # fmt: skip


def _families() -> list[Booking]:
    """Families with a place on a date to come, as a page would have booked them."""
    dates = WorkshopDate.objects.upcoming().filter(workshop__organisation__source=SOURCE)
    date = dates.select_related("workshop").order_by("pk")[0]
    families = Booking.objects.bulk_create(
        Booking(
            workshop=date.workshop, name=f"Familie {number}", way=ContactWay.MAIL, adults=1,
            email=f"familie-{number}@bench.example", language=LANGUAGES[number % len(LANGUAGES)],
            delete_on=date.day,
        )
        for number in range(FAMILIES)
    )  # fmt: skip
    Seat.objects.bulk_create(
        Seat(booking=one, date=date, state=SeatState.CONFIRMED, adults=1, since=timezone.now())
        for one in families
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE parentwork_booking, parentwork_seat")
    return families


@contextmanager
def _without_families() -> Iterator[None]:
    """None before, whatever an earlier run has left, and none afterwards."""
    _forget()
    try:
        yield
    finally:
        _forget()


def _forget() -> None:
    for model in (Message, MonthlyCount, Seat, Booking):
        rows = model._default_manager.all()
        rows._raw_delete(rows.db)


# -- beside the loop --------------------------------------------------------------------------------


def _beside_the_loop(families: list[Booking], sink: Sink) -> tuple[float, float]:
    """Mails a second of the outbox and of the loop, which take turns; the median round counts."""
    loop = _loop(families[: PER_ROUND // 2])
    rounds = []
    for _round in range(ROUNDS):
        _post(PER_ROUND, families)
        rounds.append((_per_second(_outbox, sink), _per_second(loop, sink)))
    return middle(rounds)


def _per_second(send: Callable[[], object], sink: Sink) -> float:
    sink.empty()
    begin = time.perf_counter()
    send()
    taken = time.perf_counter() - begin
    if sink.taken().total() != PER_ROUND:
        raise RuntimeError(f"{sink.taken().total()} of {PER_ROUND} mails came")
    return PER_ROUND / taken


def _post(number: int, families: list[Booking]) -> None:
    """Write so many due messages, none of which has been there before."""
    now = timezone.now()
    version = Message.objects.count()
    rows = (_message(families[i % len(families)], f"{version + i}", now) for i in range(number))
    Message.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE outbox_message")


def _message(family: Booking, version: str, due: Any) -> Message:
    return Message(
        key=Message.key_of(KIND, family.pk, version, Channel.MAIL, family.email), kind=KIND, version=version,
        object_id=family.pk, channel=Channel.MAIL, address=family.email, name=family.name, due=due,
        language=family.language, account=f"organisation:{family.workshop.organisation_id}",
    )  # fmt: skip


def _outbox() -> None:
    while batch.run():
        pass


def _loop(families: list[Booking]) -> Callable[[], None]:
    """Renders, builds and sends the same mails; what the database would be asked is known already."""
    kind: Any = kind_of(KIND)
    known = [kind.load(family.pk) for family in families]
    facts = {
        (family.pk, language): kind.more(family, language)
        for family in known
        for language in {family.language, "de"}
    }

    def text(message: Message, family: Booking, language: str) -> Text:
        said = mail_text(
            f"mail/parentwork/{kind.template}.txt",
            context_of(family, language, message) | facts[family.pk, language],
            language,
        )
        its_own = language == family.language
        return with_dates(said, kind.dates_to_keep(family), language) if its_own else said

    def send() -> None:
        postman = mail.Postman()
        with connection.execute_wrapper(_refuse):
            for number in range(PER_ROUND):
                family = known[number % len(known)]
                message = _message(family, str(number), None)
                texts = {language: text(message, family, language) for language in (family.language, "de")}
                postman.send(mail.build(message, texts))
        postman.close()

    return send


def _refuse(*query: object) -> Any:
    raise RuntimeError("the loop asks the database")


# -- with workers that die --------------------------------------------------------------------------


def _with_deaths(
    number: int, families: list[Booking], sink: Sink, loop: float, scale: float
) -> Iterator[Figure]:
    """All of the messages by real workers and the real clock, killed at random until most are sent."""
    _forget_messages()
    _post(number, families)
    ids = {message.message_id for message in Message.objects.only("key").iterator()}
    sink.empty()
    with _crew(sink) as crew:
        begin = time.perf_counter()
        _see_through(number, crew)
        seconds = time.perf_counter() - begin
    taken = sink.taken()
    states = dict(Message.objects.values_list("state").annotate(Count("pk")))
    if states != {State.SENT: number} or set(taken) - ids:
        raise RuntimeError(f"The outbox says {states}; {len(set(taken) - ids)} mails are none of ours")
    what = f"of {number:,} messages"
    died = f"workers killed {crew.deaths} times"
    lost, twice = len(ids - set(taken)), taken.total() - len(taken)
    yield Figure(f"{what}, lost", lost, number, died, 0, False, "messages", scale)
    yield Figure(
        f"{what}, sent twice", twice, crew.deaths, "one in flight at each death", 1, False, "messages", scale
    )
    whole = f"{number:,} messages by {WORKERS} workers, which are killed, until the last is sent"
    yield Figure(whole, number / seconds, loop, "loop without database", None, True, "/s", scale)


def _forget_messages() -> None:
    rows = Message.objects.all()
    rows._raw_delete(rows.db)


@dataclass
class _Crew:
    """The worker with its processes, and how often one of them was killed."""

    worker: Child
    chance: random.Random = field(default_factory=lambda: random.Random(8))
    deaths: int = 0

    def kill_one(self) -> None:
        """A process that sends; every third time the worker with all of them, which then starts anew."""
        self.deaths += 1
        process = self.worker.process
        assert process is not None
        if self.deaths % 3:
            senders = sorted(descendants(process.pid))
            if senders:
                os.kill(self.chance.choice(senders), SIGKILL)
            return
        os.killpg(process.pid, SIGKILL)
        process.wait()
        self.worker.start()


@contextmanager
def _crew(sink: Sink) -> Iterator[_Crew]:
    environment = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    worker = _child("worker", [*commands.WORKER.split(), "--concurrency", str(WORKERS)], **environment)
    beat = _child("beat", [*commands.BEAT.split()], **environment)
    worker.start()
    beat.start()
    try:
        yield _Crew(worker)
    finally:
        for child in (beat, worker):
            if child.process is not None and child.ended() is None:
                os.killpg(child.process.pid, SIGKILL)
                child.process.wait()


def _see_through(number: int, crew: _Crew) -> None:
    """Until nothing is left to send. The deaths fall into the first four fifths, by chance."""
    moments = sorted(crew.chance.uniform(0.02, 0.8) * number for _death in range(DEATHS))
    last, since = 0, time.monotonic()
    while (sent := Message.objects.filter(state=State.SENT).count()) < number:
        while moments and sent >= moments[0]:
            crew.kill_one()
            del moments[0]
        if sent > last:
            last, since = sent, time.monotonic()
        if time.monotonic() - since > NOBODY_SENDS:
            raise RuntimeError(f"{sent} of {number} messages are sent, and no more for ten minutes")
        time.sleep(0.25)
