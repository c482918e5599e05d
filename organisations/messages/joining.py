"""The mails about joining, handing over and measures; what they lead to asks again who may do it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from organisations.choices import ClaimState, Role
from organisations.models import Affiliation, AreaEvaluation, Claim, Membership
from portal.outbox.kinds import Kind, Text, mail_text, register
from portal.outbox.models import Message


class _AboutAClaim(Kind):
    template: str

    def load(self, object_id: int) -> Any | None:
        return Claim.objects.filter(pk=object_id).select_related("organisation", "umbrella").first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return bool(obj.is_open)

    def render(self, obj: Any, language: str, message: Message) -> Text:
        return mail_text(self.template, {"claim": obj, "url": self.url(obj, message)}, language)

    def url(self, claim: Claim, message: Message) -> str:
        """The page on which the reader goes on."""
        return str(message.payload.get("url", ""))


@register
class ClaimLink(_AboutAClaim):
    """To the address that stands in the entry: whoever reads it says whether the asker belongs there."""

    key = "organisations.claim_link"
    label = _("Somebody asks to look after an entry: to the organisation")
    template = "mail/organisations/claim_link.txt"


@register
class ClaimAsked(_AboutAClaim):
    """To the coordinators of the network that a claim names."""

    key = "organisations.claim_asked"
    label = _("Somebody asks to look after an entry: to the network")
    template = "mail/organisations/claim_asked.txt"

    def url(self, claim: Claim, message: Message) -> str:
        if claim.umbrella is None:  # the operator, for the portal's staff
            return settings.SITE_URL + reverse("admin:organisations_claim_changelist")
        return settings.SITE_URL + reverse("organisations:claims", args=[claim.umbrella.slug])


@register
class RecoveryAsked(_AboutAClaim):
    """To those who look after the entry: they may object."""

    key = "organisations.recovery_asked"
    label = _("Somebody asks to coordinate an organisation, since nobody can be reached")
    template = "mail/organisations/recovery_asked.txt"

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return bool(obj.may_be_objected_to)

    def url(self, claim: Claim, message: Message) -> str:
        return settings.SITE_URL + reverse("organisations:recovery_answer", args=[claim.organisation.slug])


@register
class ClaimOver(_AboutAClaim):
    """To the asker: nobody has confirmed it."""

    key = "organisations.claim_over"
    label = _("A claim to an entry was not confirmed")
    template = "mail/organisations/claim_over.txt"

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return obj.state in (ClaimState.REFUSED, ClaimState.ENDED)

    def url(self, claim: Claim, message: Message) -> str:
        with translation.override(message.language):
            return settings.SITE_URL + reverse("pages:report")


@register
class MeasureDue(Kind):
    """To whoever looks after a measure of the self-evaluation: its day is near."""

    key = "organisations.measure_due"
    label = _("The day of a measure is near")

    def load(self, object_id: int) -> Any | None:
        rows = AreaEvaluation.objects.select_related("organisation", "owner__user")
        return rows.filter(pk=object_id).first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        """The measure is open, has the same day, and is still this person's."""
        is_theirs = obj.owner is not None and obj.owner.user.email == message.address
        return obj.has_open_measure and str(obj.due) == message.version and is_theirs

    def render(self, obj: Any, language: str, message: Message) -> Text:
        page = reverse("organisations:evaluation", args=[obj.organisation.slug])
        context = {"evaluation": obj, "url": settings.SITE_URL + page}
        return mail_text("mail/organisations/measure_due.txt", context, language)


@register
class HandedOver(Kind):
    """To whom the last coordinator has named as the next one."""

    key = "organisations.handed_over"
    label = _("An organisation was handed over: to the new coordinator")

    def load(self, object_id: int) -> Any | None:
        return Membership.objects.filter(pk=object_id).select_related("organisation").first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return obj.role == Role.COORDINATOR

    def render(self, obj: Any, language: str, message: Message) -> Text:
        page = reverse("organisations:desk", args=[obj.organisation.slug])
        context = {"organisation": obj.organisation, "url": settings.SITE_URL + page}
        return mail_text("mail/organisations/handed_over.txt", context, language)


class _AboutAnAffiliation(Kind):
    template: str

    def load(self, object_id: int) -> Any | None:
        rows = Affiliation.objects.filter(pk=object_id)
        return rows.select_related("member", "umbrella").first()

    def render(self, obj: Any, language: str, message: Message) -> Text:
        reader = obj.umbrella if message.payload.get("organisation") == obj.umbrella_id else obj.member
        page = settings.SITE_URL + reverse("organisations:affiliations", args=[reader.slug])
        context = {"affiliation": obj, "reader": reader, "url": page}
        return mail_text(self.template, context, language)


@register
class AffiliationAsked(_AboutAnAffiliation):
    """To the coordinators of the side that is to agree."""

    key = "organisations.affiliation_asked"
    label = _("Somebody asks whether an organisation belongs to a network")
    template = "mail/organisations/affiliation_asked.txt"

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return not obj.is_agreed and obj.asked_side.pk == message.payload.get("organisation")


@register
class AffiliationAgreed(_AboutAnAffiliation):
    """To the coordinators of both sides."""

    key = "organisations.affiliation_agreed"
    label = _("An organisation belongs to a network")
    template = "mail/organisations/affiliation_agreed.txt"

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return bool(obj.is_agreed) and obj.until is None
