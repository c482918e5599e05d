from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from organisations.choices.moderation import Ended
from organisations.choices.trust import Basis
from organisations.models.registry import Organisation
from organisations.queries import VerificationManager
from portal.lib import dates

# From so long before its end it can be renewed, and people are told.
RENEWABLE = timedelta(days=60)


class Verification(models.Model):
    """A network, or the portal's staff, has checked that an organisation is what it says, for a time.

    Never a Land: the registry is no register of the state.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="verifications")
    # Without one it was the portal's staff.
    umbrella = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="verifications_given"
    )
    basis = models.CharField(_("how"), max_length=8, choices=Basis)
    words = models.CharField(_("in your own words"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    checked_on = models.DateField(_("checked on"), default=dates.today)
    valid_until = models.DateField(_("valid until"))
    ended = models.CharField(max_length=8, choices=Ended, blank=True, editable=False)
    ended_on = models.DateField(null=True, blank=True, editable=False)

    objects: ClassVar[VerificationManager] = VerificationManager()

    class Meta:
        verbose_name = _("check of an organisation")
        verbose_name_plural = _("checks of organisations")
        ordering = ["-checked_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended=""), name="one_running_verification_per_entry"
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("umbrella")), name="no_organisation_verifies_itself"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("checked_on")), name="verification_lasts_for_a_time"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="known_basis"),
            models.CheckConstraint(
                condition=Q(ended="", ended_on=None) | Q(ended__in=Ended.values, ended_on__isnull=False),
                name="ended_verification_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.verifier}"

    @property
    def verifier(self) -> str:
        """Who has checked it, as the public reads it."""
        return self.umbrella.name if self.umbrella else _now("the portal’s staff")

    @property
    def is_running(self) -> bool:
        return not self.ended and self.valid_until >= dates.today()

    @property
    def is_renewable(self) -> bool:
        return self.valid_until <= dates.today() + RENEWABLE
