"""How the house is, in numbers, each with the most that is well."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_timedelta
from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from redis import Redis
from redis.exceptions import RedisError

from portal.documents.choices import State as Rendering
from portal.documents.models import Document
from portal.erasures.models import Erasure
from portal.lib import traffic
from portal.outbox.models import Heartbeat, Message

QUEUES = ("mail", "documents", "default")
MINUTES = 60.0


@dataclass(frozen=True)
class Reading:
    """`value` is None where it could not be read; `most` is what is well, None where no number says that."""

    name: str
    words: str | Promise
    value: float | None
    most: float | None = None
    advice: str | Promise = ""  # to whoever finds more than that
    of: str = ""  # which one of several, such as a queue
    counts_up: bool = False
    ago: bool = False  # a time since something was last seen

    @property
    def is_well(self) -> bool:
        return self.value is not None and (self.most is None or self.value <= self.most)

    @property
    def duration(self) -> str:
        """Of a time, in words: "3 minutes", or "3 minutes ago"."""
        seconds = (self.value or 0) * (-1 if self.ago else 1)
        locale = get_language() or "de"
        return format_timedelta(timedelta(seconds=seconds), add_direction=self.ago, locale=locale)

    @property
    def is_time(self) -> bool:
        return self.name.endswith("_seconds")

    @property
    def is_size(self) -> bool:
        return self.name.endswith("_bytes")


def readings() -> list[Reading]:
    """All of them, now. Raises `DatabaseError` while the database is away."""
    now = timezone.now()
    parts = (_messages(now), _documents(now), _processes(now), _queues(), _erasures(now), _database())
    return [reading for part in parts for reading in part]


def _messages(now: datetime) -> Iterator[Reading]:
    number, age = _waiting(Message.objects.to_send(now), "due", now)
    look = _("Does the mail server or the SMS gateway answer? The list of messages names the last error.")
    yield Reading("messages_due", _("Messages that wait to be sent"), number)
    yield Reading("oldest_message_seconds", _("The message that has waited longest"), age, 10 * MINUTES, look)
    failed = Message.objects.failed().count()
    send = _("Look at their errors in the list of messages, and send them again there.")
    yield Reading("messages_failed", _("Messages that failed"), failed, 0, send)


def _documents(now: datetime) -> Iterator[Reading]:
    number, age = _waiting(Document.objects.filter(state=Rendering.QUEUED), "created", now)
    look = _("Is there a worker for the queue “documents”? One document may take half a minute.")
    yield Reading("documents_waiting", _("Documents that wait to be made"), number)
    yield Reading(
        "oldest_document_seconds", _("The document that has waited longest"), age, 10 * MINUTES, look
    )
    failed = Document.objects.filter(state=Rendering.FAILED).count()
    yield Reading(
        "documents_failed", _("Documents that failed"), failed, 0, _("The list of documents names the error.")
    )


def _waiting(rows: QuerySet[Any], since: str, now: datetime) -> tuple[int, float]:
    """How many there are, and for how many seconds the oldest has been there."""
    found = rows.order_by().aggregate(number=Count("pk"), first=Min(since))
    return found["number"], _age(found["first"], now)


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max(0.0, (now - moment).total_seconds())


def _processes(now: datetime) -> Iterator[Reading]:
    """When each was last seen. A backup counts from the first one on: not every house makes its own."""
    seen = dict(Heartbeat.objects.values_list("name", "seen"))
    words = {"beat": _("The clock was last seen"), "worker": _("A worker was last seen")}
    for name, said in words.items():
        age = _age(seen[name], now) if name in seen else None
        advice = _("Start it again; its log says why it ended.")
        yield Reading(f"{name}_seen_seconds", said, age, 100.0, advice, ago=True)
    if "backup" in seen:
        advice = _("The log of the service “backup” says why there is no newer one.")
        age = _age(seen["backup"], now)
        yield Reading(
            "backup_seconds", _("The last backup was made"), age, 26 * 60 * MINUTES, advice, ago=True
        )


def _queues() -> Iterator[Reading]:
    advice = _("Valkey does not answer, or the workers cannot keep up.")
    for name, length in _lengths().items():
        yield Reading("jobs_waiting", _("Jobs in the queue"), length, 1000, advice, of=name)
    for status, number in traffic.answered().items():
        yield Reading("requests_total", _("Answers of the web server"), number, of=status, counts_up=True)


def _lengths() -> dict[str, float | None]:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as valkey:
            return {name: float(valkey.llen(name)) for name in QUEUES}
    except (RedisError, OSError):
        return dict.fromkeys(QUEUES)


def _erasures(now: datetime) -> Iterator[Reading]:
    late = Erasure.objects.filter(at__lt=now - timedelta(hours=2)).count()
    advice = _("The ledger in DATA_DIR cannot be written: is the disk full?")
    yield Reading("erasures_unwritten", _("Deletions that wait for the ledger"), late, 0, advice)


def _database() -> Iterator[Reading]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        yield Reading("database_bytes", _("Size of the database"), float(cursor.fetchone()[0]))
        cursor.execute(
            "SELECT application_name, pg_wal_lsn_diff(sent_lsn, replay_lsn) FROM pg_stat_replication"
        )
        for name, behind in cursor.fetchall():
            value = None if behind is None else float(behind)
            advice = _("Readers of it see old pages; is its machine or the way to it slow?")
            yield Reading(
                "replication_lag_bytes",
                _("A copy of the database is behind by"),
                value,
                2**26,
                advice,
                of=name,
            )
