"""The mails about hiding an entry."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.choices.moderation import CaseState
from organisations.models import Suspension
from portal.outbox.kinds import Kind, Text, mail_text, register
from portal.outbox.models import Message


class _AboutASuspension(Kind):
    template: str

    def load(self, object_id: int) -> Any | None:
        return Suspension.objects.filter(pk=object_id).select_related("organisation").first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        """The case is as far as it was when the message was written."""
        return bool(obj.state == message.version)

    def render(self, obj: Any, language: str, message: Message) -> Text:
        context = {"case": obj, "url": settings.SITE_URL + self.page(obj, message), **message.payload}
        return mail_text(self.template, context, language)

    def page(self, case: Suspension, message: Message) -> str:
        """Where the reader answers; somebody without an account writes to the portal's staff."""
        if message.payload.get("account"):
            return reverse("organisations:suspension", args=[case.organisation.slug])
        return reverse("pages:report")


@register
class HearingOpened(_AboutASuspension):
    """To the coordinators of the organisation: why its entry is to be hidden, or was hidden at once."""

    key = "organisations.hearing"
    label = _("An organisation is heard before its entry is hidden")
    template = "mail/organisations/hearing.txt"

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return bool(obj.state == CaseState.HEARING)


@register
class SuspensionDecided(_AboutASuspension):
    """To the coordinators of the organisation: what was decided and why."""

    key = "organisations.suspension_decided"
    label = _("It was decided whether an entry is hidden")
    template = "mail/organisations/suspension_decided.txt"


@register
class SuspensionAnswered(_AboutASuspension):
    """To the operator: an organisation has answered, or has appealed; what it says stays in the portal."""

    key = "organisations.suspension_answered"
    label = _("An organisation says something to the hiding of its entry")
    template = "mail/organisations/suspension_answered.txt"

    def page(self, case: Suspension, message: Message) -> str:
        return reverse("admin:organisations_suspension_change", args=[case.pk])
