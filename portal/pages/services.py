"""Reports of barriers and problems: receive, answer, forget."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.erasures.services import note
from portal.lib.dates import today
from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post
from portal.pages import rules
from portal.pages.messages import ReportReceived
from portal.pages.models import Report


@transaction.atomic
def report_problem(
    key: UUID, *, what: str, page: str, contact: str, language: str, by: User | None = None
) -> Report:
    """Store a report and tell the operator. `key` comes with the form: a double click stores it once."""
    report, created = Report.objects.get_or_create(
        key=key, defaults={"what": what, "page": page, "contact": contact, "language": language}
    )
    if created and settings.OPERATOR["mail"]:
        post(ReportReceived.key, report.pk, to=Recipient(Channel.MAIL, settings.OPERATOR["mail"]))
    return report


@transaction.atomic
def mark_answered(report: Report, *, by: User) -> Report:
    """Note that the report was answered; the way to answer is no longer needed and is emptied.

    Raises PermissionDenied.
    """
    if not rules.may_answer_reports(by):
        raise PermissionDenied
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.answered is None:
        report.answered = timezone.now()
        report.contact = ""
        report.save(update_fields=["answered", "contact"])
        note("pages.contact_of_report", [report.pk])
    return report


def erase_contacts_again(ids: list[int], *, before: datetime) -> int:
    """Empty the ways to answer that a restored database has brought back; how many."""
    back = Report.objects.filter(pk__in=ids, created__lt=before).exclude(contact="")
    return back.update(contact="")


def purge() -> dict[str, int]:
    """Delete the reports whose deletion date has come; returns how many."""
    return {"reports": Report.objects.to_be_deleted(today()).delete()[0]}
