"""The job behind a list: compares it or takes it over. Killed at any step, it is simply done again."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery import signature
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from organisations.choices.lists import ListFault, ListState
from organisations.models import ImportedList
from organisations.services.importing.comparing import compare
from organisations.services.importing.editions import JOB
from organisations.services.importing.taking import take
from portal.lib.errors import Stale, place_of
from portal.lib.jobs import nudge
from portal.lib.pulse import Pulse

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# A worker shows itself every few seconds; what was silent for so long is taken up by another.
SILENT = timedelta(seconds=60)
BEAT_SECONDS = 2
_STEPS = {ListState.COMPARING: compare, ListState.TAKING: take}
# Where a list falls back to when the job comes to nothing.
_BACK = {ListState.COMPARING: ListState.COLUMNS, ListState.TAKING: ListState.READY}


class Lost(Exception):  # noqa: N818 - an answer, not a fault
    """Another worker has taken the list over."""


def work(pk: int, claim: str) -> None:
    """Do what the list waits for, unless somebody else does; `claim` is the id of the job."""
    free = ImportedList.objects.at_work().filter(Q(claim="") | Q(claim=claim), pk=pk)
    if not free.update(claim=claim, seen=timezone.now(), attempts=F("attempts") + 1):
        return
    edition = ImportedList.objects.select_related("source__umbrella", "by").get(pk=pk)
    if edition.attempts > MAX_ATTEMPTS:  # it has ended a worker each time
        _fall_back(edition, ListFault.BROKEN)
        return
    try:
        _carry_out(edition)
    except Lost:
        return
    except DatabaseError:
        raise  # not the list's fault: the sweeper finds the row
    except Stale:
        _compare_anew(edition)
    except (Exception, SoftTimeLimitExceeded) as error:
        log.error("list %s: %s", edition.pk, place_of(error))
        _fall_back(edition, ListFault.BROKEN)


def _carry_out(edition: ImportedList) -> None:
    """The step, and that it is done, in one transaction; how far it is, in another."""
    state, claim, percent = ListState(edition.state), edition.claim, 0

    def tell(done: int) -> None:
        nonlocal percent
        percent = done

    def show() -> None:
        _mine(edition.pk, claim).update(seen=timezone.now(), progress=percent)

    with Pulse(show, seconds=BEAT_SECONDS), transaction.atomic():
        _STEPS[state](edition, tell)
        _settle(edition, claim)


def _settle(edition: ImportedList, claim: str) -> None:
    done: dict[str, Any] = {
        "state": edition.state, "progress": edition.progress, "counts": edition.counts, "claim": "",
        "attempts": 0,
    }  # fmt: skip
    if edition.is_taken:
        done["table"] = []
    if not _mine(edition.pk, claim).update(**done):
        raise Lost


def _compare_anew(edition: ImportedList) -> None:
    """What the person has looked at is no longer so: the list is shown again before it is taken."""
    anew = {"state": ListState.COMPARING, "fault": ListFault.STALE, "claim": "", "attempts": 0, "progress": 0}
    if _mine(edition.pk, edition.claim).update(**anew):
        nudge(signature(JOB), edition.pk)


def _fall_back(edition: ImportedList, fault: ListFault) -> None:
    back = _BACK[ListState(edition.state)]
    _mine(edition.pk, edition.claim).update(state=back, fault=fault, claim="", attempts=0, progress=0)


def _mine(pk: int, claim: str) -> Any:
    return ImportedList.objects.at_work().filter(pk=pk, claim=claim)


def sweep() -> int:
    """Take up again what dead workers held and what a lost nudge has left lying; how many lists."""
    silent = ImportedList.objects.silent_since(timezone.now() - SILENT)
    found = list(silent.values_list("pk", flat=True))
    ImportedList.objects.at_work().filter(pk__in=found).update(claim="", seen=timezone.now())
    for pk in found:
        nudge(signature(JOB), pk)
    return len(found)
