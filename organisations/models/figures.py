from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.models.registry import Organisation
from organisations.models.structure import Sums
from organisations.queries.figures import ConsentManager
from portal.lib.suppression import SMALLEST


class Consent(models.Model):
    """A member lets its figures count in the sums of a network, until it says otherwise.

    In the sums of one network at a time: those of two that share most of their members, subtracted, would
    tell of the few that they do not share.
    """

    member = models.ForeignKey(Organisation, models.CASCADE, related_name="consents")
    umbrella = models.ForeignKey(Organisation, models.CASCADE, related_name="member_consents")
    given = models.DateTimeField(auto_now_add=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[ConsentManager] = ConsentManager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(withdrawn=None), name="figures_count_in_one_network"
            ),
            models.CheckConstraint(condition=~Q(member=F("umbrella")), name="no_consent_to_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.member} → {self.umbrella}"


class NetworkSums(Sums):
    """What a network reads of a year, of those members that had agreed and have a structure profile.

    Sums that followed those who agree or withdraw would tell their figures.
    """

    umbrella = models.ForeignKey(Organisation, models.CASCADE, related_name="network_sums")
    amounts = models.JSONField()  # the sums of their other figures, by key
    sha256 = models.CharField(max_length=64)  # of `figures`

    objects: ClassVar[models.Manager[NetworkSums]] = models.Manager()

    class Meta(Sums.Meta):
        verbose_name = _("sums of a network")
        verbose_name_plural = _("sums of the networks")
        constraints = [
            models.UniqueConstraint(fields=["umbrella", "year"], name="network_sums_once_a_year"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=SMALLEST), name="no_small_network_sum"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.umbrella} {self.year}"

    @property
    def figures(self) -> dict[str, Any]:
        """All that is known of the year, as it is hashed."""
        return {"year": self.year, "number": self.number, "bands": self.bands, "amounts": self.amounts}
