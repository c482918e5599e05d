"""Grants of the time before the portal, as a Land has them in a list, and whom it gave them to.

Lists of grants name people too: merchants, artists in a purpose, parties to a partnership. So nothing here
is ever public. Recipients that are natural persons are not taken in at all; of the others an officer sees
sums, and single rows only where the recipient is an organisation of the registry, or perhaps is one.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.choices import Ground
from funding.models.offices import Office
from funding.queries.past import (
    GrantListManager,
    PastGrantManager,
    PossibleMatchManager,
    RecipientManager,
    UploadedGrantsManager,
)
from organisations.choices.lists import AT_WORK, ListState
from organisations.models import ListAtWork, Organisation


class GrantList(models.Model):
    """A list that an Office has brought in; its next edition bears the same name."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="grant_lists")
    name = models.CharField(max_length=60)
    brought = models.DateTimeField(_("brought in"), default=timezone.now)
    # Which of its headings is which column, for the next edition.
    columns = models.JSONField(default=dict)

    objects: ClassVar[GrantListManager] = GrantListManager()

    class Meta:
        verbose_name = _("list of earlier grants")
        verbose_name_plural = _("lists of earlier grants")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="one_grant_list_of_a_name")]

    def __str__(self) -> str:
        return self.name


class UploadedGrants(ListAtWork):
    """A list of earlier grants on its way in: looked at first, then taken in whole; 14 days at most."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="uploaded_grants")
    name = models.CharField(_("name of the list"), max_length=60)
    # What is to be said of single rows, by their number; of what stands in them at most what is faulty.
    notes = models.JSONField(default=dict)

    objects: ClassVar[UploadedGrantsManager] = UploadedGrantsManager()

    class Meta:
        verbose_name = _("uploaded list of earlier grants")
        verbose_name_plural = _("uploaded lists of earlier grants")
        ordering = ["-created", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="known_state_of_grants"),
            models.CheckConstraint(condition=Q(progress__range=(0, 100)), name="grants_progress_in_percent"),
        ]
        indexes = [
            models.Index(fields=["seen"], condition=Q(state__in=AT_WORK), name="grants_at_work"),
            models.Index(fields=["ends"], name="grants_end"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funding:past_list", args=[self.office.slug, self.key])


class Recipient(models.Model):
    """Who got grants, as a list writes it, and which organisation of the registry that is."""

    list = models.ForeignKey(GrantList, models.CASCADE, related_name="recipients")
    key = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=200)
    register = models.CharField(max_length=8, blank=True)
    register_number = models.CharField(_("register number"), max_length=30, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="past_recipients"
    )
    # By whom and when it was said which organisation it is; by nobody where number and name said it.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RecipientManager] = RecipientManager()

    class Meta:
        verbose_name = _("recipient of earlier grants")
        verbose_name_plural = _("recipients of earlier grants")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["list", "key"], name="one_recipient_per_key")]

    def __str__(self) -> str:
        return self.name


class PossibleMatch(models.Model):
    """An organisation that a recipient perhaps is. Once refused it is not proposed again.

    No constraint keeps it from standing here twice: when two entries of the registry are merged, what was
    said of the one is said of the other.
    """

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="possible")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    ground = models.CharField(max_length=8, choices=Ground)
    refused = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[PossibleMatchManager] = PossibleMatchManager()

    class Meta:
        verbose_name = _("possible match")
        verbose_name_plural = _("possible matches")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="known_ground_of_a_match"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} = {self.organisation}?"


class PastGrant(models.Model):
    """One row of such a list."""

    list = models.ForeignKey(GrantList, models.CASCADE, related_name="grants")
    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="grants")
    # Its number in the list, or a fingerprint of all it says where the list has no numbers.
    key = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField(_("year"))
    start = models.DateField(_("period from"), null=True, blank=True)
    end = models.DateField(_("period until"), null=True, blank=True)
    granted_by = models.CharField(_("granted by"), max_length=160, blank=True)
    policy_area = models.CharField(_("policy area"), max_length=120, blank=True)
    purpose = models.CharField(_("purpose"), max_length=600, blank=True)
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    objects: ClassVar[PastGrantManager] = PastGrantManager()

    class Meta:
        verbose_name = _("earlier grant")
        verbose_name_plural = _("earlier grants")
        ordering = ["-year", "-amount", "id"]
        constraints = [
            models.UniqueConstraint(fields=["list", "key"], name="past_grant_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="past_grant_is_not_negative"),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
                name="past_grant_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["recipient", "year"], name="past_grant_of_recipient")]

    def __str__(self) -> str:
        return f"{self.year} · {self.amount}"
