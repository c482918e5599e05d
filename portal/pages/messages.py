from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.outbox.kinds import Kind, Text, mail_text, register
from portal.outbox.models import Message
from portal.pages.models import Report


@register
class ReportReceived(Kind):
    """Tells the operator that a report waits; what it says stays in the portal."""

    key = "pages.report_received"
    label = _("report of a barrier or a problem")

    def load(self, object_id: int) -> Any | None:
        return Report.objects.filter(pk=object_id).first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return obj.answered is None

    def render(self, obj: Any, language: str, message: Message) -> Text:
        address = f"{settings.SITE_URL}/admin/pages/report/{obj.pk}/change/"
        return mail_text("mail/pages/report_received.txt", {"report": obj, "address": address}, language)
