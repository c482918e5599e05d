from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from phonenumber_field.modelfields import PhoneNumberField

from parentwork.choices import CONSENT_TEXTS, ConsentPurpose, ContactWay
from parentwork.models.bookings import Booking
from parentwork.models.workshops import Workshop
from parentwork.queries.consents import FamilyConsentManager
from portal.lib import codes


def newest(purpose: str) -> int:
    """The version of the text that families read now."""
    return max(CONSENT_TEXTS[purpose])


class Consent(models.Model):
    """What a family allows of its own accord, until it takes it back or it ends by itself.

    Purpose: to prove that it was allowed, and to invite. It outlives the booking, so it has its own name and,
    for invitations, its own contact. No history is kept of it, as of bookings.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="consents")
    booking = models.ForeignKey(Booking, models.SET_NULL, null=True, related_name="consents")
    purpose = models.CharField(_("what is allowed"), max_length=12, choices=ConsentPurpose)
    version = models.PositiveSmallIntegerField(_("version of the text"))
    secret = models.CharField(max_length=32, unique=True, default=codes.secret, editable=False)
    name = models.CharField(_("first name or another name"), max_length=60)
    language = models.CharField(_("language"), max_length=12)
    way = models.CharField(_("how we reach you"), max_length=12, choices=ContactWay, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    given = models.DateTimeField(_("agreed"), default=timezone.now)
    # The organisation reads for a while whose pictures have to go.
    revoked = models.DateTimeField(_("taken back"), null=True, blank=True)
    delete_on = models.DateField(_("deleted on"))

    objects: ClassVar[FamilyConsentManager] = FamilyConsentManager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["delete_on"], name="consents_to_delete")]
        constraints = [
            models.UniqueConstraint(fields=["booking", "purpose"], name="one_consent_per_purpose"),
            models.CheckConstraint(
                condition=Q(purpose=ConsentPurpose.INVITATIONS) | Q(way="", email="", phone=""),
                name="only_invitations_need_a_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_purpose_display()}"

    def get_absolute_url(self) -> str:
        return reverse("parentwork:consent", args=[self.secret])

    def whole_address(self, language: str) -> str:
        """The address of the page on which it is taken back, for messages."""
        with override(language):
            return settings.SITE_URL + self.get_absolute_url()

    @property
    def text(self) -> str:
        """What was agreed to, in the language of the reader."""
        return str(CONSENT_TEXTS[self.purpose][self.version])

    @property
    def number(self) -> str:
        """The phone number in E.164, as it is dialled; empty without one."""
        return str(self.phone.as_e164) if self.phone else ""
