"""The mails about what a network may do for a member."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.models import Mandate
from portal.outbox.kinds import Kind, Text, mail_text, register
from portal.outbox.models import Message


class _AboutAMandate(Kind):
    template: str

    def load(self, object_id: int) -> Any | None:
        return Mandate.objects.select_related("member", "umbrella").filter(pk=object_id).first()

    def render(self, obj: Any, language: str, message: Message) -> Text:
        context = {"mandate": obj, "url": settings.SITE_URL + reverse("desk")}
        return mail_text(self.template, context, language)


@register
class MandateGiven(_AboutAMandate):
    """To the coordinators of the network."""

    key = "organisations.mandate_given"
    label = _("A member lets its network write its profile")
    template = "mail/organisations/mandate_given.txt"

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return obj.revoked is None


@register
class MandateRevoked(_AboutAMandate):
    """To the coordinators of the side that has not ended it."""

    key = "organisations.mandate_revoked"
    label = _("A network no longer writes the profile of a member")
    template = "mail/organisations/mandate_revoked.txt"

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return obj.revoked is not None
