"""Reports of barriers and problems: receive, answer, forget."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.lib.dates import today
from portal.pages import rules
from portal.pages.models import Report


@transaction.atomic
def report_problem(
    key: UUID, *, what: str, page: str, contact: str, language: str, by: User | None = None
) -> Report:
    """Store a report. `key` comes with the form, so that a double click stores it once."""
    report, _created = Report.objects.get_or_create(
        pk=key, defaults={"what": what, "page": page, "contact": contact, "language": language}
    )
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
    return report


def purge() -> dict[str, int]:
    """Delete the reports whose deletion date has come; returns how many."""
    return {"reports": Report.objects.to_be_deleted(today()).delete()[0]}
