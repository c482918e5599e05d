"""The mails about what comes on paper, a signature that is awaited, and more time."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from funding.choices import State
from funding.messages.requests import RequestMail
from funding.models import FundingRequest
from portal.outbox.kinds import register
from portal.outbox.models import Message


@register
class SignDue(RequestMail):
    key = "funding.sign_due"
    label = _("Signature to be sent soon")
    states = frozenset({State.UNSIGNED})

    def deadline(self, request: FundingRequest, message: Message) -> date | None:
        return request.programme.next_deadline


@register
class Signed(RequestMail):
    key = "funding.signed"
    label = _("Signed paper has come to the Office")


@register
class Extended(RequestMail):
    """The new day stands behind the version of the request, so that each is told once."""

    key = "funding.extended"
    label = _("More time given by the Office")

    def deadline(self, request: FundingRequest, message: Message) -> date | None:
        return date.fromisoformat(message.version.partition(" ")[2])


@register
class Recorded(RequestMail):
    key = "funding.recorded"
    label = _("Request on paper recorded by the Office")
