"""Mails about what comes after the decision: proofs of use, changes of an award, its money."""

from django.utils.translation import gettext_lazy as _

from funding.messages.requests import RequestMail
from portal.outbox.kinds import register


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
