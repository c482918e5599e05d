"""Outside links: which ones there are, and what editors say about them. Asking them is a job."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.guides import rules, tasks
from portal.guides.models import LinkCheck
from portal.guides.reports.links import uses
from portal.lib.dates import today
from portal.lib.jobs import nudge
from portal.lib.links import Refused, parsed

# A text may get its link back; until then what people said about it is kept.
FORGET = timedelta(days=30)
LONGEST_FINE = timedelta(days=366)


@transaction.atomic
def collect() -> int:
    """Bring the list up to date with what is linked to now; how many links that are."""
    day, now = today(), timezone.now()
    found = {use.url for use in uses()}
    known = LinkCheck.objects.all()
    known.exclude(url__in=found).update(due=None)
    known.filter(last_seen__lt=day - FORGET, due=None).delete()
    known.filter(url__in=found, due=None).update(due=now)
    known.filter(url__in=found).update(last_seen=day)
    new = found.difference(known.values_list("url", flat=True))
    rows = [
        LinkCheck(url=url, host=_host(url), first_seen=day, last_seen=day, since=now, due=now) for url in new
    ]
    LinkCheck.objects.bulk_create(rows, ignore_conflicts=True)
    return len(found)


@transaction.atomic
def ask_again(link: LinkCheck, *, by: User | None) -> None:
    """Have a link asked at once. Raises PermissionDenied."""
    if not rules.may_edit(by):
        raise PermissionDenied
    now = timezone.now()
    LinkCheck.objects.filter(pk=link.pk, due__gt=now).update(due=now)
    nudge(tasks.check_links)


@transaction.atomic
def call_fine(link: LinkCheck, until: date, *, by: User | None) -> LinkCheck:
    """Somebody has looked: it needs nothing until that day. Raises PermissionDenied, ValidationError."""
    if not rules.may_edit(by):
        raise PermissionDenied
    if not today() <= until <= today() + LONGEST_FINE:
        raise ValidationError({"until": _("Choose a day within the next twelve months.")})
    link = LinkCheck.objects.select_for_update().get(pk=link.pk)
    link.fine_until, link.fine_by = until, by
    link.save(update_fields=["fine_until", "fine_by"])
    return link


def _host(url: str) -> str:
    try:
        return (parsed(url).hostname or "")[:255]
    except Refused:
        return ""
