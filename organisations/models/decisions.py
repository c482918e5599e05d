from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisations.choices import Actor, ListingState, Verb
from organisations.models.registry import Organisation


class Decision(models.Model):
    """One line of the log of what was decided about an entry. Lines are added, never changed."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="decisions")
    verb = models.CharField(_("what"), max_length=12, choices=Verb)
    before = models.CharField(_("before"), max_length=12, choices=ListingState, blank=True)
    after = models.CharField(_("after"), max_length=12, choices=ListingState)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("by"), null=True, related_name="+"
    )
    capacity = models.CharField(_("as"), max_length=12, choices=Actor)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision about an entry")
        verbose_name_plural = _("decisions about entries")
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(verb__in=Verb.values), name="known_verb")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_verb_display()}"
