"""The mails about a hearing: before a decision, and before money is asked back."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from funding import models
from funding.messages.requests import QuestionMail, RequestMail
from funding.models import FundingRequest
from portal.outbox.kinds import register
from portal.outbox.models import Message


class HearingMail(QuestionMail):
    """About a hearing that runs, or has passed without an answer."""

    states = None

    def question(self, request: FundingRequest) -> models.Clarification | None:
        return request.clarifications.awaited().first()


@register
class Hearing(HearingMail):
    key = "funding.hearing"
    label = _("Hearing opened")


@register
class HearingDue(HearingMail):
    key = "funding.hearing_due"
    label = _("Hearing to be answered soon")


@register
class HearingPassed(HearingMail):
    key = "funding.hearing_passed"
    label = _("Hearing not answered in time, for the Office")
    officer = True


@register
class CalledOff(RequestMail):
    key = "funding.called_off"
    label = _("Hearing taken back")

    def still_wanted(self, obj: Any, message: Message) -> bool:
        """As long as no other hearing waits for an answer."""
        return not obj.clarifications.awaited().exists() and super().still_wanted(obj, message)


@register
class Replied(RequestMail):
    key = "funding.replied"
    label = _("Hearing answered")
    officer = True
