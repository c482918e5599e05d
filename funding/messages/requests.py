"""The mails of the desk. Texts are neutral and name no amount; the page behind the link does."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from funding import models
from funding.choices import State
from funding.models import FundingRequest
from funding.workflow import ANNOUNCED, DECIDED, UNDECIDED
from portal.accounts.models import User
from portal.lib import languages
from portal.outbox.kinds import Kind, Text, desk_link, mail_text, register
from portal.outbox.models import Message


class RequestMail(Kind):
    """A mail about a request, sent as long as its reader may still see the request and it still fits."""

    states: frozenset[State] | None = None  # None: whatever the state
    officer = False

    def load(self, object_id: int) -> FundingRequest | None:
        rows = FundingRequest.objects.select_related("organisation", "office", "programme", "submission")
        return rows.filter(pk=object_id).first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        if self.states is not None and obj.state not in self.states:
            return False
        return self._reads(obj, message.address)

    def _reads(self, request: FundingRequest, address: str) -> bool:
        reader = User.objects.filter(email=address, is_active=True).first() or AnonymousUser()
        rows = FundingRequest.objects.filter(pk=request.pk)
        return (rows.of_offices(reader) if self.officer else rows.of_applicants(reader)).exists()

    def render(self, obj: Any, language: str, message: Message) -> Text:
        title = obj.submission.title if self.officer and obj.submission else obj.title
        context = {
            "request": obj,
            "title": title,
            "name": message.name,
            "link": self._link(obj, language),
            "deleted_on": obj.deleted_on,
            "deadline": self.deadline(obj, message),
        }
        return mail_text(f"mail/funding/{self.key.partition('.')[2]}.txt", context, language)

    def question(self, request: FundingRequest) -> models.Clarification | None:
        """What the mail wants an answer to."""
        return request.clarifications.corrections().open().first()

    def deadline(self, request: FundingRequest, message: Message) -> date | None:
        """The day that the mail names."""
        question = self.question(request)
        return question.deadline if question else None

    def _link(self, request: FundingRequest, language: str) -> str:
        if self.officer:
            return desk_link("funding:case", language, request.office.slug, request.public_id)
        with translation.override(languages.at_desk(language)):
            return str(settings.SITE_URL + request.get_absolute_url())


@register
class Receipt(RequestMail):
    key = "funding.receipt"
    label = _("Request sent")


@register
class Unsent(RequestMail):
    """A draft is about to be deleted; not sent any more once somebody has gone on with it."""

    key = "funding.unsent"
    label = _("Draft about to be deleted")
    states = frozenset({State.DRAFT})

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return message.version == str(obj.deleted_on) and super().still_wanted(obj, message)


@register
class Received(RequestMail):
    key = "funding.received"
    label = _("Receipt confirmed by the Office")


@register
class Clarification(RequestMail):
    key = "funding.clarification"
    label = _("Correction asked for")
    states = frozenset({State.CLARIFICATION})


class QuestionMail(RequestMail):
    """About the open question of a request, until it is answered or another one is asked."""

    states: frozenset[State] | None = frozenset({State.CLARIFICATION})

    def still_wanted(self, obj: Any, message: Message) -> bool:
        question = self.question(obj)
        if question is None or message.version != f"{question.pk} {question.deadline}":
            return False
        return super().still_wanted(obj, message)


@register
class QuestionDue(QuestionMail):
    key = "funding.question_due"
    label = _("Question to be answered soon")


@register
class QuestionPassed(QuestionMail):
    key = "funding.question_passed"
    label = _("Question not answered in time")


@register
class Unanswered(QuestionMail):
    key = "funding.unanswered"
    label = _("Question not answered in time, for the Office")
    officer = True


@register
class ProgrammeCloses(RequestMail):
    key = "funding.programme_closes"
    label = _("Deadline of a programme, for a draft")
    states = frozenset({State.DRAFT})


@register
class RemedyOver(RequestMail):
    key = "funding.remedy_over"
    label = _("Decision that can be recorded as final")
    states = frozenset({State.ANNOUNCED})
    officer = True


@register
class Waiting(RequestMail):
    key = "funding.waiting"
    label = _("Request put on the waiting list")
    states = frozenset({State.WAITING})


@register
class Noted(RequestMail):
    key = "funding.noted"
    label = _("Note of the Office on a request")


@register
class EarlyStart(RequestMail):
    key = "funding.early_start"
    label = _("Early start allowed")
    states = UNDECIDED


@register
class Announced(RequestMail):
    key = "funding.announced"
    label = _("Decision is there")
    states = ANNOUNCED


class RetrievalMail(RequestMail):
    """About a decision that nobody has retrieved yet."""

    states = frozenset({State.ANNOUNCED})

    def still_wanted(self, obj: Any, message: Message) -> bool:
        decision = obj.decisions.filter(voided__isnull=True).first()
        if decision is None or not decision.waits_to_be_retrieved:
            return False
        return super().still_wanted(obj, message)


@register
class RetrieveSoon(RetrievalMail):
    key = "funding.retrieve_soon"
    label = _("Decision to be retrieved soon")


@register
class Unretrieved(RetrievalMail):
    key = "funding.unretrieved"
    label = _("Decision not retrieved, to be sent by post")
    officer = True


@register
class Arrived(RequestMail):
    key = "funding.arrived"
    label = _("New request for the Office")
    states = frozenset({State.SUBMITTED})
    officer = True


@register
class Answered(RequestMail):
    key = "funding.answered"
    label = _("Question answered")
    officer = True


@register
class Proposed(RequestMail):
    key = "funding.proposed"
    label = _("Proposal waits for the second signature")
    states = frozenset({State.PROPOSED})
    officer = True


@register
class SentBack(RequestMail):
    key = "funding.sent_back"
    label = _("Proposal sent back")
    states = frozenset({State.IN_REVIEW})
    officer = True


@register
class Countersigned(RequestMail):
    key = "funding.countersigned"
    label = _("Decision countersigned, to be announced")
    states = DECIDED
    officer = True


@register
class Assigned(RequestMail):
    key = "funding.assigned"
    label = _("Request handed over")
    officer = True

    def still_wanted(self, obj: Any, message: Message) -> bool:
        """As long as nobody else has it by now."""
        worker = obj.caseworker
        return worker is not None and worker.email == message.address and super().still_wanted(obj, message)


@register
class SteppedBack(RequestMail):
    key = "funding.stepped_back"
    label = _("Officer stepped back from a request")
    officer = True


@register
class WithdrawalRecorded(RequestMail):
    key = "funding.withdrawal_recorded"
    label = _("Withdrawal recorded by the Office")
    states = frozenset({State.WITHDRAWN})


@register
class Withdrawn(RequestMail):
    key = "funding.withdrawn"
    label = _("Request withdrawn")
    states = frozenset({State.WITHDRAWN})
    officer = True
