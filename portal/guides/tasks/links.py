"""Asking the outside links that are due. Rows are the truth: a job that is killed is simply done again."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.guides.choices import LinkState
from portal.guides.models import LinkCheck
from portal.lib.dates import today
from portal.lib.jobs import nudge
from portal.lib.links import Answer, Client, Reason, Verdict

log = logging.getLogger(__name__)

BUDGET = 180.0  # seconds of one job, well below its hard limit
LEASE = timedelta(minutes=10)  # for so long the rows that a job has taken are left to it
AT_ONCE = 20  # links of one host
FAILURES = 3  # days on which a link must fail before it counts as broken
# A little less than the days they stand for, so that the daily job finds them a day or a week later.
NEXT_WEEK = timedelta(days=6, hours=12)
TOMORROW = timedelta(hours=20)
_STATES = {
    Verdict.OK: LinkState.OK, Verdict.MOVED: LinkState.MOVED, Verdict.UNTELLABLE: LinkState.UNTELLABLE,
}  # fmt: skip


def client() -> Client:
    """One that says who we are."""
    return Client(f"Elternbruecke/1.0 (link check; +{settings.SITE_URL})")


@shared_task
def check_links() -> None:
    """Ask what is due, for a while; what is left is taken up by a job of its own."""
    if ask_due(client(), seconds=BUDGET):
        nudge(check_links)


def ask_due(client: Client, *, seconds: float) -> bool:
    """Ask the links that are due and note what became of them; True if some are left when time is up.

    A host that keeps silent may be ours to blame: when nothing at all answers, nothing is held against it.
    """
    until, silent, anything = time.monotonic() + seconds, [], False
    for link in _taken(until):
        answer = client.check(link.url)
        if answer.reason in (Reason.NAME, Reason.SILENT):
            silent.append((link, answer))
        else:
            anything = anything or answer.status > 0
            note(link, answer)
    if silent and not (anything or _is_online(client)):
        log.warning("no outside link answers: our own network seems to be down")
        _postpone([link for link, _answer in silent])
        return False
    for link, answer in silent:
        note(link, answer)
    return LinkCheck.objects.due(timezone.now()).exists()


def _taken(until: float) -> Iterator[LinkCheck]:
    """Links that are due, host by host; those that there is no time for are given back."""
    while time.monotonic() < until and (links := _claim()):
        for place, link in enumerate(links):
            if time.monotonic() >= until:
                _give_back(links[place:])
                return
            yield link


@transaction.atomic
def _claim() -> list[LinkCheck]:
    """Take what is due of one host, so that two jobs never press the same one."""
    now = timezone.now()
    due = LinkCheck.objects.due(now).select_for_update(skip_locked=True)
    first = due.first()
    if first is None:
        return []
    links = list(due.filter(host=first.host)[:AT_ONCE])
    LinkCheck.objects.filter(pk__in=[link.pk for link in links]).update(due=now + LEASE)
    return links


def _give_back(links: list[LinkCheck]) -> None:
    LinkCheck.objects.filter(pk__in=[link.pk for link in links]).update(due=timezone.now())


def _postpone(links: list[LinkCheck]) -> None:
    pks = [link.pk for link in links]
    LinkCheck.objects.filter(pk__in=pks).update(due=timezone.now() + TOMORROW)


def _is_online(client: Client) -> bool:
    """Whether the page that was there last still answers."""
    witness = LinkCheck.objects.filter(last_ok__isnull=False).order_by("-last_ok", "-checked").first()
    return witness is not None and client.check(witness.url).status > 0


@transaction.atomic
def note(link: LinkCheck, answer: Answer) -> None:
    """Write down what became of a link; a second failure on the same day counts for nothing."""
    row = LinkCheck.objects.select_for_update().filter(pk=link.pk).first()
    if row is None:
        return  # nobody links there any more
    day, now = today(), timezone.now()
    row.failed_on = sorted({*row.failed_on, day})[-FAILURES:] if answer.is_failure else []
    if answer.verdict in (Verdict.OK, Verdict.MOVED):
        row.last_ok = day
    state = _STATES.get(answer.verdict) or _state_of_failure(row)
    if state != row.state:
        row.state, row.since = state, now
    row.checked, row.status, row.reason, row.moved_to = now, answer.status, answer.reason, answer.location
    row.due = now + (TOMORROW if state == LinkState.FAILING else NEXT_WEEK)
    row.save()


def _state_of_failure(row: LinkCheck) -> LinkState:
    return LinkState.BROKEN if len(row.failed_on) >= FAILURES else LinkState.FAILING
