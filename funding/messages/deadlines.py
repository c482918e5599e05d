"""The mails about what comes on paper, a signature that is awaited, and more time."""

from datetime import date
from typing import Any

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
class SignAgain(RequestMail):
    """For the submission behind its version; not sent any more once that is signed or corrected anew."""

    key = "funding.sign_again"
    label = _("Corrected request to be signed")

    def still_wanted(self, obj: Any, message: Message) -> bool:
        if not obj.is_to_be_signed or message.version != str(obj.submission_id):
            return False
        return super().still_wanted(obj, message)


@register
class Signed(RequestMail):
    key = "funding.signed"
    label = _("Signed paper has come to the Office")


@register
class SignedAgain(RequestMail):
    key = "funding.signed_again"
    label = _("Corrected request signed")
    officer = True


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


@register
class AnswerRecorded(RequestMail):
    key = "funding.answer_recorded"
    label = _("Answer on paper recorded by the Office")
