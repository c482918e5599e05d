from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.choices import AffiliationKind, Side
from organisations.models.registry import Organisation
from organisations.queries import AffiliationManager
from portal.lib import dates


class Affiliation(models.Model):
    """An organisation belongs to an umbrella organisation for a time, once both sides have said so."""

    member = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("organisation"), related_name="affiliations"
    )
    umbrella = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("network"), related_name="member_affiliations"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=AffiliationKind, default=AffiliationKind.MEMBER)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    # The side that has not said yes yet; "" once it holds.
    waits_for = models.CharField(_("waits for"), max_length=8, choices=Side, blank=True, editable=False)
    asked = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[AffiliationManager] = AffiliationManager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(fields=["member", "umbrella"], name="one_affiliation_per_pair"),
            models.CheckConstraint(
                condition=~Q(member=F("umbrella")), name="no_organisation_is_its_own_umbrella"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="affiliation_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(kind__in=AffiliationKind.values), name="known_affiliation"),
            models.CheckConstraint(
                condition=Q(waits_for="") | Q(waits_for__in=Side.values, until=None, asked__isnull=False),
                name="asked_affiliation_is_not_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} → {self.umbrella}"

    @property
    def is_agreed(self) -> bool:
        return not self.waits_for

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until < dates.today()

    @property
    def asked_side(self) -> Organisation:
        """Whoever is to answer. Raises `ValueError` where both have said yes."""
        return self.side(Side(self.waits_for))

    def side(self, side: Side) -> Organisation:
        return self.member if side == Side.MEMBER else self.umbrella
