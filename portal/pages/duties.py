"""What waits for portal staff: reports of barriers and problems, each with the day of the answer."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.lib.duties import Duty, register
from portal.pages import rules
from portal.pages.models import Report

MOST = 10


@register
def of(user: User) -> Iterator[Duty]:
    """Reports that nobody has answered yet."""
    if not rules.may_answer_reports(user):
        return
    for report in Report.objects.unanswered()[:MOST]:
        yield Duty(
            _("Answer a report of a barrier or a problem"),
            reverse("admin:pages_report_change", args=[report.pk]),
            about=report.page,
            until=report.answer_by,
        )
