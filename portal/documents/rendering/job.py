"""One document from claim to file. Every step may be the last: then all is done again from the start."""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from portal.documents.choices import State, Variant
from portal.documents.kinds import Kind, kind_of
from portal.documents.models import Document
from portal.documents.rendering import inputs, pdf
from portal.lib import sheets
from portal.lib.errors import place_of
from portal.lib.pulse import Pulse
from portal.lib.replicas import caught_up
from portal.lib.storage import delete, files

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# A worker shows itself every ten seconds; one that was silent for so long is dead.
BEAT_SECONDS = 10
SILENT_SECONDS = 60
SUFFIXES = tuple(dict.fromkeys(f".{variant.suffix}" for variant in Variant))
_FREE: dict[str, Any] = {"claim": "", "seen": None}


class Lost(Exception):  # noqa: N818 - an answer, not a fault
    """The document was cancelled, or another worker has taken it over."""


def render(uuid: str, claim: str) -> bool:
    """Render the document unless somebody else does; whether the file is there afterwards.

    `claim` is the job's id: the same job, delivered again after its worker was killed, goes on at once.
    """
    mine = Q(state=State.QUEUED) | Q(state=State.RENDERING, claim=claim)
    claimed = Document.objects.filter(mine, pk=uuid).update(
        state=State.RENDERING, claim=claim, seen=timezone.now(), progress=0, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    document = Document.objects.get(pk=uuid)
    if document.attempts > MAX_ATTEMPTS:  # delivered again and again, it has ended a worker each time
        _settle(document, state=State.FAILED, error="WorkerDied", finished=timezone.now())
        return False
    try:
        with Pulse(lambda: _shows(document), seconds=BEAT_SECONDS):
            _make(document)
    except Lost:
        return False
    except DatabaseError:
        raise  # not the document's fault: the sweeper finds the row
    except SoftTimeLimitExceeded:
        _settle(document, state=State.FAILED, error="SoftTimeLimitExceeded", finished=timezone.now())
        return False
    except Exception as error:
        log.error("document %s of kind %s: %s", document.pk, document.kind, place_of(error))
        _settle(document, state=State.FAILED, error=type(error).__name__[:120], finished=timezone.now())
        return False
    return True


def _make(document: Document) -> None:
    kind = kind_of(document.kind)
    with caught_up():
        data = inputs.gather(kind, document.params, document.language)
    _note_input(document, inputs.checksum(kind, document.params, document.language, data))
    _tell(document)(10)
    with translation.override(document.language):
        filename = kind.filename(data)
    name = _place(document, filename)
    content = _made(kind, data, document.language, _tell(document))
    _tell(document)(95)
    files().put(name, ContentFile(content))
    try:
        _finish(document, kind, name, filename, content)
    except Lost:
        if not Document.objects.filter(pk=document.pk).exists():  # no row is left for a purge to find it by
            delete(name)
        raise


def _made(kind: Kind, data: Any, language: str, tell: Callable[[int], None]) -> bytes:
    if kind.variant in (Variant.UA1, Variant.A3A):
        markup = pdf.html(kind, data, language)
        with translation.override(language):
            attachments = kind.attachments(data)
        tell(20)
        return pdf.write(markup, kind.variant, attachments, tell)
    if kind.variant == Variant.PNG:
        with translation.override(language):
            return kind.picture(data)
    with translation.override(language):
        rows = list(kind.rows(data))
    writer = sheets.write_xlsx if kind.variant == Variant.XLSX else sheets.write_csv
    return writer(rows)


def _finish(document: Document, kind: Kind, name: str, filename: str, content: bytes) -> None:
    now = timezone.now()
    settled = _settle(
        document,
        state=State.DONE,
        progress=100,
        file=name,
        filename=filename[:150],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        finished=now,
        error="",
        expires=kind.kept_until(document.params),
    )
    if not settled:
        raise Lost


def _place(document: Document, filename: str) -> str:
    """The same for every attempt, so that no attempt leaves a file behind."""
    return f"{_stem(document)}{PurePath(filename).suffix.lower()}"


def places(document: Document) -> list[str]:
    """Where a file of the document may be, whichever kind it is of."""
    return [f"{_stem(document)}{suffix}" for suffix in SUFFIXES]


def _stem(document: Document) -> str:
    return f"documents/{document.created:%Y/%m}/{document.pk}"


def _note_input(document: Document, checksum: str) -> None:
    """The data may have changed since the request: then the file is that of other input than requested."""
    if checksum == document.input_checksum:
        return
    try:
        with transaction.atomic():
            Document.objects.filter(pk=document.pk).update(input_checksum=checksum)
    except IntegrityError:  # another document has that input already
        Document.objects.filter(pk=document.pk).update(input_checksum="")


def _tell(document: Document) -> Callable[[int], None]:
    def tell(percent: int) -> None:
        if not _mine(document).update(progress=percent, seen=timezone.now()):
            raise Lost

    return tell


def _shows(document: Document) -> None:
    mine = Document.objects.filter(pk=document.pk, claim=document.claim)
    mine.update(seen=timezone.now())


def _mine(document: Document) -> Any:
    return Document.objects.filter(pk=document.pk, state=State.RENDERING, claim=document.claim)


def _settle(document: Document, **fields: Any) -> bool:
    return bool(_mine(document).update(**_FREE, **fields))


def sweep() -> int:
    """Put back documents whose worker died, and give up those that died too often; how many those were."""
    silent = Document.objects.silent_since(timezone.now() - timedelta(seconds=SILENT_SECONDS))
    given_up = silent.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=State.FAILED, error="WorkerDied", finished=timezone.now(), **_FREE
    )
    return given_up + silent.update(state=State.QUEUED, progress=0, **_FREE)
