"""Mails about what comes after the decision: proofs of use, changes of an award, its money."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding.messages.requests import QuestionMail, RequestMail
from funding.models import (
    Amendment,
    Award,
    Clarification,
    Drawdown,
    FundingRequest,
    InterimProof,
    ProofCheck,
)
from portal.lib.dates import today
from portal.outbox.kinds import register
from portal.outbox.models import Message


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
class RemedySettled(RequestMail):
    key = "funding.remedy_settled"
    label = _("Legal remedy against the result of a check ended")


@register
class Sampled(RequestMail):
    key = "funding.sampled"
    label = _("Vouchers drawn by lot")


@register
class AuditOpened(RequestMail):
    key = "funding.audit_opened"
    label = _("Award opened to an auditor")


@register
class InterimSubmitted(RequestMail):
    key = "funding.interim_submitted"
    label = _("Interim proof submitted")
    officer = True


@register
class InterimNoted(RequestMail):
    key = "funding.interim_noted"
    label = _("Note taken of an interim proof")


class ProofQuestionMail(QuestionMail):
    """About the open question on a proof of use."""

    states = None

    def question(self, request: FundingRequest) -> Clarification | None:
        return request.clarifications.about_proofs().open().first()


@register
class Query(ProofQuestionMail):
    key = "funding.query"
    label = _("Question about a proof of use")


@register
class QueryDue(ProofQuestionMail):
    key = "funding.query_due"
    label = _("Question about a proof of use to be answered soon")


@register
class Explained(RequestMail):
    key = "funding.explained"
    label = _("Question about a proof of use answered")
    officer = True


@register
class ResultProposed(RequestMail):
    key = "funding.result_proposed"
    label = _("Result of a check to be signed")
    officer = True


@register
class ResultReturned(RequestMail):
    key = "funding.result_returned"
    label = _("Result of a check sent back")
    officer = True


@register
class RaiseProposed(RequestMail):
    key = "funding.raise_proposed"
    label = _("Higher grant after legal remedy to be confirmed")
    officer = True


@register
class RaiseReturned(RequestMail):
    key = "funding.raise_returned"
    label = _("Higher grant after legal remedy sent back")
    officer = True


@register
class ChangeAsked(RequestMail):
    key = "funding.change_asked"
    label = _("Change of an award asked for")
    officer = True


@register
class ChangeProposed(RequestMail):
    key = "funding.change_proposed"
    label = _("Answer to a change to be signed")
    officer = True


@register
class ChangeDecided(RequestMail):
    key = "funding.change_decided"
    label = _("Change of an award decided")


@register
class PaymentReversed(RequestMail):
    key = "funding.payment_reversed"
    label = _("Payment reversed")


class LetterMail(RequestMail):
    """About a letter on a change or on the check of the proof that nobody has retrieved yet."""

    def still_wanted(self, obj: Any, message: Message) -> bool:
        change = Amendment.objects.to_be_retrieved().filter(award__request=obj)
        check = ProofCheck.objects.to_be_retrieved().filter(proof__award__request=obj)
        return (change.exists() or check.exists()) and super().still_wanted(obj, message)


@register
class LetterSoon(LetterMail):
    key = "funding.letter_soon"
    label = _("Letter on an award to be retrieved soon")


@register
class LetterUnretrieved(LetterMail):
    key = "funding.letter_unretrieved"
    label = _("Letter on an award not retrieved, to be sent by post")
    officer = True


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


class DueMail(RequestMail):
    """About a day of an award; its version ends in that day. Not sent once the day has moved."""

    def deadline(self, request: FundingRequest, message: Message) -> date:
        return date.fromisoformat(message.version.rpartition(" ")[2])

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return self.still_due(obj, message) and super().still_wanted(obj, message)

    def still_due(self, request: FundingRequest, message: Message) -> bool:
        """What the day is for has not been done meanwhile."""
        raise NotImplementedError


@register
class ProofDue(DueMail):
    key = "funding.proof_due"
    label = _("Proof of use due soon")

    def still_due(self, request: FundingRequest, message: Message) -> bool:
        day = self.deadline(request, message)
        return Award.objects.known().unaccounted().filter(request=request, proof_due=day).exists()


@register
class ProofOverdue(ProofDue):
    key = "funding.proof_overdue"
    label = _("Proof of use overdue")


@register
class ProofMissing(ProofDue):
    key = "funding.proof_missing"
    label = _("Proof of use not submitted in time, for the Office")
    officer = True


@register
class InterimDue(DueMail):
    key = "funding.interim_due"
    label = _("Interim proof due soon")

    def still_due(self, request: FundingRequest, message: Message) -> bool:
        owed = InterimProof.objects.owed(today())
        return owed.filter(award__request=request, due=self.deadline(request, message)).exists()


@register
class InterimOverdue(InterimDue):
    key = "funding.interim_overdue"
    label = _("Interim proof overdue")


@register
class InterimMissing(InterimDue):
    key = "funding.interim_missing"
    label = _("Interim proof not submitted in time, for the Office")
    officer = True


@register
class PeriodEnds(DueMail):
    key = "funding.period_ends"
    label = _("Period of an award ends soon, with money left")

    def still_due(self, request: FundingRequest, message: Message) -> bool:
        day = self.deadline(request, message)
        return Award.objects.to_be_called_up().filter(request=request, end=day).exists()


@register
class SpendSoon(DueMail):
    key = "funding.spend_soon"
    label = _("Money to be spent soon")

    def still_due(self, request: FundingRequest, message: Message) -> bool:
        payments = Drawdown.objects.filter(
            award__in=Award.objects.known().unaccounted(), award__request=request
        )
        number, day = message.version.partition(" ")[0], self.deadline(request, message)
        return payments.to_be_spent(day, day).filter(pk=number).exists()
