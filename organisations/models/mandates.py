from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.models.registry import Organisation
from organisations.queries.mandates import MandateManager


class Mandate(models.Model):
    """A member lets its network write its profile and nothing else, until a day or until it is ended.

    What is written under it stands in the history of the profile, as done by a coordinator of a network.
    """

    member = models.ForeignKey(Organisation, models.CASCADE, related_name="mandates_given")
    umbrella = models.ForeignKey(Organisation, models.CASCADE, related_name="mandates_held")
    until = models.DateField(_("until"))
    given = models.DateTimeField(auto_now_add=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    revoked = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[MandateManager] = MandateManager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-given", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "umbrella"], condition=Q(revoked=None), name="one_mandate_per_network"
            ),
            models.CheckConstraint(condition=~Q(member=F("umbrella")), name="no_mandate_for_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.member} → {self.umbrella}"
