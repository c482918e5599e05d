"""The job behind a list: compares it or takes it over. Killed at any step, it is simply done again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import signature
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from organisations.choices.lists import ListFault, ListState
from organisations.models import ListAtWork
from portal.lib.errors import Stale, place_of
from portal.lib.jobs import nudge
from portal.lib.pulse import Pulse

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# A worker shows itself every few seconds; what was silent for so long is taken up by another.
SILENT = timedelta(seconds=60)
BEAT_SECONDS = 2

# A step gets the list and a function that tells how many per cent are done.
type Step = Callable[[Any, Callable[[int], None]], None]


class Lost(Exception):  # noqa: N818 - an answer, not a fault
    """Another worker has taken the list over."""


@dataclass(frozen=True)
class Worker:
    """What is done with the lists of one kind: a step for each state in which a job is at work."""

    model: type[ListAtWork]
    job: str  # the name of the job that calls `work`
    steps: Mapping[ListState, Step]
    back: Mapping[ListState, ListState]  # where a list falls back to when the job comes to nothing
    related: tuple[str, ...] = ("by",)

    def nudge(self, pk: int) -> None:
        """Set the job going, once the transaction is through."""
        nudge(signature(self.job), pk)

    def work(self, pk: int, claim: str) -> None:
        """Do what the list waits for, unless somebody else does; `claim` is the id of the job."""
        free = self._at_work().filter(Q(claim="") | Q(claim=claim), pk=pk)
        if not free.update(claim=claim, seen=timezone.now(), attempts=F("attempts") + 1):
            return
        edition = self._rows().select_related(*self.related).get(pk=pk)
        if edition.attempts > MAX_ATTEMPTS:  # it has ended a worker each time
            self._fall_back(edition)
            return
        try:
            self._carry_out(edition)
        except Lost:
            return
        except DatabaseError:
            raise  # not the list's fault: the sweeper finds the row
        except Stale:
            self._compare_anew(edition)
        except (Exception, SoftTimeLimitExceeded) as error:
            log.error("list %s: %s", edition.pk, place_of(error))
            self._fall_back(edition)

    def sweep(self) -> int:
        """Take up again what dead workers held and what a lost nudge has left lying; how many lists."""
        silent = self._rows().silent_since(timezone.now() - SILENT)
        found = list(silent.values_list("pk", flat=True))
        self._at_work().filter(pk__in=found).update(claim="", seen=timezone.now())
        for pk in found:
            self.nudge(pk)
        return len(found)

    def _carry_out(self, edition: ListAtWork) -> None:
        """The step, and that it is done, in one transaction; how far it is, in another."""
        state, claim, percent = ListState(edition.state), edition.claim, 0

        def tell(done: int) -> None:
            nonlocal percent
            percent = done

        def show() -> None:
            self._mine(edition.pk, claim).update(seen=timezone.now(), progress=percent)

        with Pulse(show, seconds=BEAT_SECONDS), transaction.atomic():
            self.steps[state](edition, tell)
            self._settle(edition, claim)

    def _settle(self, edition: ListAtWork, claim: str) -> None:
        done: dict[str, Any] = {
            "state": edition.state, "progress": edition.progress, "counts": edition.counts, "claim": "",
            "attempts": 0,
        }  # fmt: skip
        if edition.is_taken:
            done["table"] = []
        if not self._mine(edition.pk, claim).update(**done):
            raise Lost

    def _compare_anew(self, edition: ListAtWork) -> None:
        """What the person has looked at is no longer so: the list is shown again before it is taken."""
        anew: dict[str, Any] = {"state": ListState.COMPARING, "fault": ListFault.STALE}
        anew |= {"claim": "", "attempts": 0, "progress": 0}
        if self._mine(edition.pk, edition.claim).update(**anew):
            self.nudge(edition.pk)

    def _fall_back(self, edition: ListAtWork) -> None:
        back = self.back[ListState(edition.state)]
        self._mine(edition.pk, edition.claim).update(
            state=back, fault=ListFault.BROKEN, claim="", attempts=0, progress=0
        )

    def _mine(self, pk: int, claim: str) -> Any:
        return self._at_work().filter(pk=pk, claim=claim)

    def _at_work(self) -> Any:
        return self._rows().at_work()

    def _rows(self) -> Any:
        return self.model._default_manager.all()
