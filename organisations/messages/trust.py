"""The mails about checks of an organisation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.choices.moderation import Ended
from organisations.models import Verification
from portal.outbox.kinds import Kind, Text, mail_text, register
from portal.outbox.models import Message


class _AboutAVerification(Kind):
    template: str

    def load(self, object_id: int) -> Any | None:
        rows = Verification.objects.filter(pk=object_id)
        return rows.select_related("organisation", "umbrella").first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return bool(obj.is_running)

    def render(self, obj: Any, language: str, message: Message) -> Text:
        page = reverse("organisations:verification", args=[obj.organisation.slug])
        context = {"verification": obj, "url": settings.SITE_URL + page, **message.payload}
        return mail_text(self.template, context, language)


@register
class Verified(_AboutAVerification):
    """To the coordinators of the organisation."""

    key = "organisations.verified"
    label = _("An organisation was checked")
    template = "mail/organisations/verified.txt"


@register
class VerificationEnds(_AboutAVerification):
    """To the coordinators of the organisation, and to whoever has checked it."""

    key = "organisations.verification_ends"
    label = _("The check of an organisation ends soon")
    template = "mail/organisations/verification_ends.txt"


@register
class VerificationRevoked(_AboutAVerification):
    """To the coordinators of the organisation; the reason travels with the message."""

    key = "organisations.verification_revoked"
    label = _("The check of an organisation was revoked")
    template = "mail/organisations/verification_revoked.txt"

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return bool(obj.ended == Ended.REVOKED)
