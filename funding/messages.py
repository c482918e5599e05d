"""The mails of the desk. Texts are neutral and name no amount; the page behind the link does."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from funding import rules
from funding.choices import State
from funding.models import AdviceRequest, FundingRequest, Office, Programme, Watch
from funding.workflow import DECIDED, UNDECIDED
from portal.accounts.models import User
from portal.lib import codes
from portal.lib.languages import best_words
from portal.outbox.kinds import Kind, Text, mail_text, register
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
        question = obj.clarifications.filter(answered__isnull=True).first()
        context = {
            "request": obj,
            "title": title,
            "name": message.name,
            "link": settings.SITE_URL + self._path(obj, language),
            "deleted_on": obj.deleted_on,
            "deadline": question.deadline if question else None,
        }
        return mail_text(f"mail/funding/{self.key.partition('.')[2]}.txt", context, language)

    def _path(self, request: FundingRequest, language: str) -> str:
        """Desk pages speak fewer languages than mails do."""
        with translation.override(language if language in settings.DESK_LANGUAGES else "de"):
            if self.officer:
                return reverse("funding:case", args=[request.office.slug, request.public_id])
            return request.get_absolute_url()


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

    states = frozenset({State.CLARIFICATION})

    def still_wanted(self, obj: Any, message: Message) -> bool:
        question = obj.clarifications.filter(answered__isnull=True).first()
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
class EarlyStart(RequestMail):
    key = "funding.early_start"
    label = _("Early start allowed")
    states = UNDECIDED


@register
class Announced(RequestMail):
    key = "funding.announced"
    label = _("Decision is there")
    states = frozenset({State.ANNOUNCED, State.FINAL})


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
class Withdrawn(RequestMail):
    key = "funding.withdrawn"
    label = _("Request withdrawn")
    states = frozenset({State.WITHDRAWN})
    officer = True


@register
class ProofSubmitted(RequestMail):
    key = "funding.proof_submitted"
    label = _("Proof of use submitted")
    officer = True


@register
class ProofChecked(RequestMail):
    key = "funding.proof_checked"
    label = _("Proof of use checked")


@register
class CalledUp(RequestMail):
    key = "funding.called_up"
    label = _("Money called up")
    officer = True


@register
class PaymentDecided(RequestMail):
    key = "funding.payment_decided"
    label = _("Call for money decided")


@register
class PaidOut(RequestMail):
    key = "funding.paid_out"
    label = _("Money paid out")


@register
class EntryDue(Kind):
    """An entry of the directory is to be checked again; not sent any more once somebody has."""

    key = "funding.entry_due"
    label = _("Entry of the directory to be checked")

    def load(self, object_id: int) -> Office | None:
        return Office.objects.listed().filter(pk=object_id).first()

    def still_wanted(self, obj: Office, message: Message) -> bool:
        reader = User.objects.filter(email=message.address, is_active=True).first()
        if reader is None or message.version != obj.checked_version:
            return False
        return obj.is_due_for_checking and rules.may_keep(reader, obj)

    def render(self, obj: Office, language: str, message: Message) -> Text:
        with translation.override(language if language in settings.DESK_LANGUAGES else "de"):
            link = settings.SITE_URL + reverse("funding:keep_entry", args=[obj.slug])
        context = {"office": obj, "name": message.name, "link": link}
        return mail_text("mail/funding/entry_due.txt", context, language)


@register
class WatchedDeadline(Kind):
    """The deadline of a programme is near, for who wanted to hear; not sent any more once it has moved."""

    key = "funding.watched_deadline"
    label = _("Deadline of a programme that somebody watches")

    def load(self, object_id: int) -> Watch | None:
        return Watch.objects.select_related("user").filter(pk=object_id).first()

    def still_wanted(self, obj: Watch, message: Message) -> bool:
        programme = self._programme(obj)
        fits = programme is not None and programme.open and str(programme.next_deadline) == message.version
        return fits and obj.user.is_active and obj.user.email == message.address

    def render(self, obj: Watch, language: str, message: Message) -> Text:
        programme = self._programme(obj)
        if programme is None:
            raise LookupError("the programme is no more in the directory")
        with translation.override(language):
            link = settings.SITE_URL + programme.get_absolute_url()
        context = {
            "programme_name": best_words(programme, "name", language)[0],
            "deadline": programme.next_deadline,
            "name": message.name,
            "link": link,
        }
        return mail_text("mail/funding/watched_deadline.txt", context, language)

    def _programme(self, watch: Watch) -> Programme | None:
        return Programme.objects.current().filter(slug=watch.programme).first()


class AdviceMail(Kind):
    """About a question to a contact point, to who asked; the words of the thread stay behind the link."""

    def load(self, object_id: int) -> AdviceRequest | None:
        rows = AdviceRequest.objects.select_related("office", "organisation", "created_by")
        return rows.filter(pk=object_id).first()

    def still_wanted(self, obj: AdviceRequest, message: Message) -> bool:
        if obj.created_by is None:
            return obj.email == message.address
        reader = obj.created_by
        sees = AdviceRequest.objects.filter(pk=obj.pk).asked_by(reader).exists()
        return reader.is_active and reader.email == message.address and sees

    def render(self, obj: AdviceRequest, language: str, message: Message) -> Text:
        spoken = language if obj.organisation is None or language in settings.DESK_LANGUAGES else "de"
        context = {
            "advice": obj,
            "office": obj.office.name,
            "name": message.name,
            "link": obj.whole_address(spoken),
            "code": "" if obj.organisation else codes.spaced(obj.code),
        }
        return mail_text(f"mail/advice/{self.key.partition('.')[2]}.txt", context, language)


@register
class AdviceReceived(AdviceMail):
    key = "funding.advice_received"
    label = _("Question to a contact point sent")


@register
class AdviceAnswered(AdviceMail):
    key = "funding.advice_answered"
    label = _("Question to a contact point answered")

    def still_wanted(self, obj: AdviceRequest, message: Message) -> bool:
        last = obj.messages.last()
        is_last = last is not None and last.by_office and str(last.pk) == message.version
        return is_last and super().still_wanted(obj, message)


@register
class AdviceWritten(Kind):
    """A question waits for the Office; not sent any more once somebody has answered."""

    key = "funding.advice_written"
    label = _("Question to the Office")

    def load(self, object_id: int) -> AdviceRequest | None:
        return AdviceRequest.objects.select_related("office", "organisation").filter(pk=object_id).first()

    def still_wanted(self, obj: AdviceRequest, message: Message) -> bool:
        reader = User.objects.filter(email=message.address, is_active=True).first()
        return obj.is_open and reader is not None and rules.may_advise(reader, obj)

    def render(self, obj: AdviceRequest, language: str, message: Message) -> Text:
        with translation.override(language if language in settings.DESK_LANGUAGES else "de"):
            link = settings.SITE_URL + reverse("funding:advice_case", args=[obj.office.slug, obj.pk])
        context = {"advice": obj, "name": message.name, "link": link}
        return mail_text("mail/funding/advice_written.txt", context, language)
