from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.choices import DECIDED_AMENDMENTS, OPEN_AMENDMENTS, AmendmentState
from funding.models.awards import Award
from funding.models.freezing import frozen_once
from funding.models.proofs import RECEIVED
from funding.models.retrieval import MadeKnown
from funding.queries.amendments import AmendmentManager


class Amendment(MadeKnown):
    """A change of an award that the organisation asks for (Änderungsantrag): the plan, the period, the use.

    Two officers decide. What is allowed changes the award; `frozen` keeps how it was before, and the letter.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("number"))
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=AmendmentState, default=AmendmentState.ASKED)

    reason = models.TextField(_("why"), max_length=4000)
    use = models.TextField(_("what is done otherwise"), max_length=4000, blank=True)
    end = models.DateField(_("the project runs until"), null=True, blank=True)
    # The costs of the plan as they would be, {category: "12.50"}; None if they stay.
    costs = models.JSONField(null=True, blank=True)
    # What each calendar year would bear of the grant, {"2027": "12.50"}; None if that stays.
    years = models.JSONField(null=True, blank=True)
    income = models.DecimalField(
        _("money that came in besides the plan"), max_digits=14, decimal_places=2, default=0,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    payer = models.CharField(_("from whom"), max_length=160, blank=True)
    # Told from the first day on which it was asked for; empty where no money came in.
    source = models.CharField(_("where from"), max_length=12, choices=RECEIVED, blank=True)
    received = models.DateField(_("received on"), null=True, blank=True)
    asked = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    grants = models.BooleanField(_("is allowed"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    proof_due = models.DateField(_("proof of use until"), null=True, blank=True)
    proposed = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    frozen = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[AmendmentManager] = AmendmentManager()

    class Meta:
        verbose_name = _("change of an award")
        verbose_name_plural = _("changes of awards")
        ordering = ["award", "number"]
        constraints = [
            models.UniqueConstraint(fields=["award", "number"], name="amendments_are_numbered"),
            models.UniqueConstraint(
                fields=["award"], condition=Q(state__in=OPEN_AMENDMENTS), name="one_open_amendment_per_award"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED_AMENDMENTS, frozen__isnull=False, decided__isnull=False)
                | (~Q(state__in=DECIDED_AMENDMENTS) & Q(frozen__isnull=True, decided__isnull=True)),
                name="decided_amendment_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(posted__isnull=True, opened__isnull=True, known__isnull=True)
                | Q(known__isnull=False, decided__isnull=False),
                name="only_a_decided_amendment_is_known",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="two_people_decide_on_an_amendment",
            ),
        ]
        triggers = [
            frozen_once(
                "decided", "frozen", "sha256", "decided", "reason", "use", "end", "costs", "years", "income",
                "payer", "source", "received", "grants", "answer",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.award} · {self.number}"

    @property
    def offered(self) -> datetime | None:
        return self.decided

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_AMENDMENTS

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED_AMENDMENTS

    @property
    def tells_of_income(self) -> bool:
        """Money came in besides the plan, and it is known where from: it counts."""
        return bool(self.income and self.source)

    @property
    def borne(self) -> dict[int, Decimal]:
        """What each calendar year would bear of the grant, in EUR; empty where that stays."""
        return {int(year): Decimal(amount) for year, amount in (self.years or {}).items()}

    @property
    def before(self) -> dict[str, Any]:
        """The costs and the end that the award had when this was decided, else has now."""
        if self.frozen:
            return {"costs": self.frozen["before"]["costs"], "end": self.frozen["before"]["end"]}
        return {"costs": self.award.plan["costs"], "end": self.award.end.isoformat()}
