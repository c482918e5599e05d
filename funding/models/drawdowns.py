from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import DrawdownState
from funding.models.awards import Award
from funding.models.bank_accounts import HOLDER_LENGTH
from funding.queries.drawdowns import DrawdownManager
from portal.lib.iban import MAX_LENGTH

OPEN_DRAWDOWNS = (DrawdownState.REQUESTED, DrawdownState.APPROVED)
_WITH_A_SUM = (DrawdownState.APPROVED, DrawdownState.PAID, DrawdownState.REVERSED)
_WITH_A_DAY = (DrawdownState.PAID, DrawdownState.REVERSED)


class Drawdown(models.Model):
    """Money of an award that is called up (Mittelabruf), decided on and paid out.

    One that the Office pays by itself, on a fixed day or after the proof, was never asked for.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="drawdowns")
    number = models.PositiveSmallIntegerField(_("number"))
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=DrawdownState)

    # How it was worked out when it was asked for: costs paid, costs due until a day, the grant that both
    # give, and what had been paid out before.
    paid = models.DecimalField(_("paid so far"), max_digits=14, decimal_places=2, null=True)
    due = models.DecimalField(_("to be paid soon"), max_digits=14, decimal_places=2, null=True)
    due_until = models.DateField(_("until"), null=True, blank=True)
    entitled = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    drawn = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    asked = models.DecimalField(_("asked for"), max_digits=14, decimal_places=2, null=True)
    # The steps between, for people to work it out again: see `Standing.reckoned`.
    reckoned = models.JSONField(null=True, blank=True)
    requested = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # The account of the organisation when it called the money up.
    iban = models.CharField(_("IBAN"), max_length=MAX_LENGTH, blank=True)
    holder = models.CharField(_("holder of the account"), max_length=HOLDER_LENGTH, blank=True)

    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # By a second officer, where the Office wants two: see `Office.two_release_payments`.
    released = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What could be paid by what was known, in EUR, when an officer let it be paid all the same, and why.
    upheld = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    upheld_reason = models.TextField(_("why it is paid all the same"), max_length=2000, blank=True)
    paid_on = models.DateField(_("paid out on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    objects: ClassVar[DrawdownManager] = DrawdownManager()

    class Meta:
        verbose_name = _("call for money")
        verbose_name_plural = _("calls for money")
        ordering = ["award", "number"]
        constraints = [
            models.UniqueConstraint(fields=["award", "number"], name="drawdowns_are_numbered"),
            models.UniqueConstraint(
                fields=["award"],
                condition=models.Q(state__in=OPEN_DRAWDOWNS),
                name="one_open_drawdown_per_award",
            ),
            models.CheckConstraint(
                condition=models.Q(asked__isnull=True)
                | models.Q(asked__gt=0, asked__lte=models.F("entitled") - models.F("drawn")),
                name="asked_for_what_is_drawable",
            ),
            models.CheckConstraint(
                condition=models.Q(asked__isnull=True)
                | models.Q(amount__isnull=True)
                | models.Q(amount__lte=models.F("asked")),
                name="no_more_paid_than_asked_for",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_WITH_A_SUM, amount__gt=0)
                | (~models.Q(state__in=_WITH_A_SUM) & models.Q(amount__isnull=True)),
                name="approved_drawdown_has_a_sum",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_WITH_A_DAY, paid_on__isnull=False)
                | (~models.Q(state__in=_WITH_A_DAY) & models.Q(paid_on__isnull=True)),
                name="paid_drawdown_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(released_by__isnull=True)
                | models.Q(decided_by__isnull=True)
                | ~models.Q(released_by=models.F("decided_by")),
                name="payment_released_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(upheld__isnull=True) | ~models.Q(upheld_reason=""),
                name="upheld_drawdown_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} · {self.number}"

    @property
    def account(self) -> dict[str, str]:
        """IBAN and holder, as `BankAccount.as_words` says them; empty where nobody named an account."""
        return {"iban": self.iban, "holder": self.holder} if self.iban else {}

    @property
    def waits_for_release(self) -> bool:
        """Approved by one officer, and a second one has to release it before it is paid."""
        wanted = self.state == DrawdownState.APPROVED and self.award.request.office.two_release_payments
        return wanted and self.released is None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_DRAWDOWNS

    def is_upheld_at(self, possible: Decimal) -> bool:
        """An officer let it be paid all the same, and knew that only `possible` EUR are owed, or less."""
        return self.upheld is not None and self.upheld <= possible
