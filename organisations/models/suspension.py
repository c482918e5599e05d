from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.choices.moderation import OVER, CaseState
from organisations.models.registry import Organisation
from organisations.queries import SuspensionManager
from portal.lib import dates


def _person(verbose_name: Any) -> Any:
    """Somebody whose account may be deleted meanwhile."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=verbose_name,
        null=True,
        blank=True,
        related_name="+",
    )


class Suspension(models.Model):
    """The case of an entry that is to be hidden, or is: hearing, decision, appeal.

    Where there is urgent danger the entry is hidden at once, and its people are heard afterwards.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("organisation"), related_name="suspensions"
    )
    state = models.CharField(_("state"), max_length=12, choices=CaseState, default=CaseState.HEARING)
    urgent = models.BooleanField(_("hidden at once"), default=False)
    charge = models.TextField(_("reason for hiding it"), max_length=500)
    opened = models.DateTimeField(_("begun on"), auto_now_add=True)
    opened_by = _person(_("begun by"))
    answer_by = models.DateField(_("to be answered by"))

    answer = models.TextField(_("answer of the organisation"), max_length=4000, blank=True)
    answered = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = _person(_("answered by"))

    judgement = models.TextField(_("reason of the decision"), max_length=500, blank=True)
    decided = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = _person(_("decided by"))

    appeal = models.TextField(_("appeal of the organisation"), max_length=4000, blank=True)
    appealed = models.DateTimeField(_("appealed on"), null=True, blank=True)
    appealed_by = _person(_("appealed by"))

    closing = models.TextField(_("reason of the last decision"), max_length=500, blank=True)
    closed = models.DateTimeField(_("closed on"), null=True, blank=True)
    closed_by = _person(_("closed by"))

    objects: ClassVar[SuspensionManager] = SuspensionManager()

    class Meta:
        verbose_name = _("suspension of an entry")
        verbose_name_plural = _("suspensions of entries")
        ordering = ["-opened", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=~Q(state__in=OVER), name="one_open_suspension_per_entry"
            ),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="known_case_state"),
            models.CheckConstraint(condition=~Q(charge=""), name="suspension_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(state=CaseState.UPHELD)
                | (~Q(closed_by=F("decided_by")) & ~Q(closed_by=F("opened_by"))),
                name="appeal_is_refused_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.opened:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.state not in OVER

    @property
    def is_heard(self) -> bool:
        """The organisation has answered, or has let its time pass."""
        return self.answered is not None or self.answer_by < dates.today()

    @property
    def waits_for_answer(self) -> bool:
        return self.state == CaseState.HEARING and self.answered is None

    @property
    def may_be_appealed(self) -> bool:
        return self.state == CaseState.SUSPENDED
