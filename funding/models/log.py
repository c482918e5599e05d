from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import Party, State, Verb
from funding.models.freezing import changes
from funding.models.requests import FundingRequest


class Recusal(models.Model):
    """An officer has an interest in a request and has stepped back from it; the reason stands in its log."""

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="recusals")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recusals")
    declared = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Recusal]] = models.Manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(fields=["request", "officer"], name="one_steps_back_once"),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.request}"


class Transition(models.Model):
    """A line of the log of a request: who did what, when. Append only; the database refuses anything else.

    When an account is deleted its line stays, with role and Land instead of the person.
    """

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="transitions")
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    party = models.CharField(_("acting as"), max_length=14, choices=Party)
    body = models.CharField(_("of"), max_length=200)
    land = models.CharField("Land", max_length=5, blank=True)
    verb = models.CharField(_("what"), max_length=12, choices=Verb)
    source = models.CharField(_("from"), max_length=14, choices=State, blank=True)
    target = models.CharField(_("to"), max_length=14, choices=State)
    note = models.TextField(_("note"), blank=True, max_length=4000)

    objects: ClassVar[models.Manager[Transition]] = models.Manager()

    class Meta:
        verbose_name = _("line of the log")
        verbose_name_plural = _("log")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["request", "at"], name="log_of_a_request")]
        triggers = [
            pgtrigger.Protect(name="log_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="log_is_append_only", exclude=["actor"]),
            pgtrigger.Protect(
                name="log_actor_only_forgotten",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f'NEW."actor_id" IS NOT NULL AND {changes("actor_id")}'),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.source} → {self.target}"
