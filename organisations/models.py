from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from organisations.choices import AgePhase, LegalForm, Level, ListingState, Role
from organisations.queries import OrganisationManager
from portal.places.models import District, Land, PostalCode


class Organisation(models.Model):
    """An immigrant organisation, or an umbrella of such organisations."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=ListingState, default=ListingState.UNCLAIMED)
    version = models.PositiveIntegerField(default=1, editable=False)
    name = models.CharField(_("name"), max_length=200)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    about = models.TextField(_("what we do"), blank=True, max_length=4000)
    is_umbrella = models.BooleanField(_("network of organisations"), default=False)
    level = models.CharField(_("works"), max_length=8, choices=Level, default=Level.LOCAL)
    languages = ArrayField(models.CharField(max_length=12), verbose_name=_("languages spoken"), default=list)
    age_phases = ArrayField(
        models.CharField(max_length=12, choices=AgePhase), verbose_name=_("ages"), default=list, blank=True
    )
    open_to_all = models.BooleanField(_("open to all families"), default=True)

    legal_form = models.CharField(
        _("legal form"), max_length=12, choices=LegalForm, default=LegalForm.REGISTERED
    )
    register_court = models.CharField(_("register court"), max_length=80, blank=True)
    register_number = models.CharField(_("register number"), max_length=40, blank=True)
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)

    street = models.CharField(_("street and number"), max_length=120, blank=True)
    street_is_public = models.BooleanField(_("show the street to everybody"), default=False)
    postal_code = models.ForeignKey(
        PostalCode, models.PROTECT, verbose_name=_("postal code"), null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    land = models.ForeignKey(Land, models.PROTECT, null=True, related_name="organisations")
    email = models.EmailField(_("function mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    website = models.URLField(_("website"), blank=True)

    # Where an imported entry comes from, and how its row is called there.
    source = models.CharField(max_length=60, blank=True, editable=False)
    source_key = models.CharField(max_length=120, blank=True, editable=False)
    # Name and place folded by portal.lib.text, for search with typing errors.
    search_text = models.TextField(blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="organisations"
    )

    objects: ClassVar[OrganisationManager] = OrganisationManager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~models.Q(source=""), name="imported_entry_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisations:detail", args=[self.slug])


class Membership(models.Model):
    """A person in an organisation, with one role."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Affiliation(models.Model):
    """An organisation belongs to an umbrella organisation for a time."""

    member = models.ForeignKey(Organisation, models.CASCADE, related_name="affiliations")
    umbrella = models.ForeignKey(Organisation, models.CASCADE, related_name="member_affiliations")
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(fields=["member", "umbrella"], name="one_affiliation_per_pair"),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("umbrella")), name="no_organisation_is_its_own_umbrella"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} → {self.umbrella}"
