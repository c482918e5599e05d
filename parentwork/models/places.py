from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from parentwork.choices import SchoolKind, VenueKind
from parentwork.queries.places import SchoolManager, VenueManager
from portal.lib.freemail import FREEMAILERS
from portal.places.models import Land, PostalCode


class Venue(models.Model):
    """Where workshops of an organisation take place."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="venues")
    version = models.PositiveIntegerField(default=1, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=VenueKind, default=VenueKind.ROOM)
    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postal_code = models.ForeignKey(
        PostalCode, models.PROTECT, verbose_name=_("postal code"), null=True, blank=True, related_name="+"
    )
    # Copied from the postal code, so that a search by distance reads one table.
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    link = models.URLField(_("address of the video meeting"), blank=True)
    directions = models.CharField(_("how to find it"), max_length=300, blank=True)
    step_free = models.BooleanField(_("reached without steps"), default=False)
    is_public = models.BooleanField(
        _("show the address to everybody"),
        default=True,
        help_text=_("Otherwise families see it after they have booked. Private homes are never shown."),
    )

    # A house has several rooms, a hall is one: then the database refuses two dates at once.
    one_at_a_time = models.BooleanField(
        _("only one meeting at a time"), default=False, db_default=False,
        help_text=_("A second date at the same time is then refused. Otherwise you are only warned."),
    )  # fmt: skip

    objects: ClassVar[VenueManager] = VenueManager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["latitude", "longitude"], name="venue_point")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=VenueKind.HOME) | Q(is_public=False), name="private_home_is_never_public"
            ),
            models.CheckConstraint(
                condition=Q(kind=VenueKind.ONLINE) | Q(postal_code__isnull=False),
                name="venue_has_a_postal_code",
            ),
            # What the composite foreign key of a date points at.
            models.UniqueConstraint(fields=["id", "one_at_a_time"], name="venue_with_its_rule"),
            models.CheckConstraint(
                condition=~Q(kind=VenueKind.ONLINE) | Q(one_at_a_time=False), name="online_has_room_for_all"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_online(self) -> bool:
        return self.kind == VenueKind.ONLINE

    @property
    def public_words(self) -> str:
        """Where, as far as everybody may know: the town for a place that is told after booking."""
        if self.is_online:
            return "Online"
        town = str(self.postal_code)
        return ", ".join(part for part in (self.name, self.street, town) if part) if self.is_public else town


class School(models.Model):
    """A school as its Land's directory names it."""

    land = models.ForeignKey(Land, models.PROTECT, related_name="schools")
    number = models.CharField(_("school number"), max_length=20)
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=14, choices=SchoolKind, default=SchoolKind.OTHER)
    land_kind = models.CharField(_("kind in the words of the Land"), max_length=120, blank=True)
    is_public = models.BooleanField(_("public school"), default=True)
    municipality = models.CharField(_("municipality key (AGS)"), max_length=8, blank=True)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("postal code"), max_length=5, blank=True)
    postal_code = models.ForeignKey(PostalCode, models.SET_NULL, null=True, blank=True, related_name="+")
    place = models.CharField(_("place"), max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    pupils = models.PositiveIntegerField(_("pupils"), null=True, blank=True)
    social_index = models.PositiveSmallIntegerField(_("social index"), null=True, blank=True)
    is_startchancen = models.BooleanField(_("in the Startchancen programme"), default=False)
    # Which directory the row was last read from, and for which school year.
    source = models.CharField(max_length=60, blank=True, editable=False)
    school_year = models.CharField(max_length=9, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)

    objects: ClassVar[SchoolManager] = SchoolManager()
    asked_at: str  # where `confirmed_by` has read the rows

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="school_point"),
            models.Index(fields=["postcode"], name="school_postcode"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="school_search"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["land", "number"], name="school_once_per_land"),
            models.CheckConstraint(
                condition=Q(municipality="") | Q(municipality__regex=r"^\d{8}$"),
                name="municipality_key_has_eight_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_and_place(self) -> str:
        """Many schools have the same name."""
        return f"{self.name} ({self.place})" if self.place else self.name

    def is_reached_at(self, address: str) -> bool:
        """A mail address is the school's own: the directory's, or of the domain of its mail or website."""
        if not address or address.lower() == self.email.lower():
            return bool(self.email)
        site = (urlsplit(self.website).hostname or "").removeprefix("www.")
        own = {self.email.rpartition("@")[2].lower(), site} - FREEMAILERS - {""}
        return address.rpartition("@")[2].lower() in own
