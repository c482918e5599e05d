from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib.geo import Point
from portal.lib.text import fold
from portal.places.queries import PostalCodeManager


class Land(models.Model):
    """One of the sixteen Länder, by its ISO 3166-2 code (`DE-NW`)."""

    code = models.CharField(_("code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    ags = models.CharField(_("AGS"), max_length=2, unique=True)
    # Where the Land stands on the tile map of sixteen squares.
    tile_column = models.PositiveSmallIntegerField()
    tile_row = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager[Land]] = models.Manager()

    class Meta:
        verbose_name = "Land"
        verbose_name_plural = "Länder"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """`NW` of `DE-NW`."""
        return self.code[3:]


class District(models.Model):
    """A Kreis or kreisfreie Stadt, by the five digits of its AGS."""

    ags = models.CharField(_("AGS"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    land = models.ForeignKey(Land, models.PROTECT, related_name="districts")

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PlaceName(models.Model):
    """A place or a part of one, in a postal code that most of another place belongs to."""

    code = models.ForeignKey("PostalCode", models.CASCADE, related_name="further_names")
    name = models.CharField(max_length=120)
    # As people type it; the part of a place has a row more, without the name of the place before it.
    folded = models.CharField(max_length=120)

    objects: ClassVar[models.Manager[PlaceName]] = models.Manager()

    class Meta:
        verbose_name = _("name of a place")
        verbose_name_plural = _("names of places")
        ordering = ["code", "name"]
        constraints = [models.UniqueConstraint(fields=["code", "folded"], name="place_name_once_a_code")]
        indexes = [
            models.Index(OpClass("folded", name="varchar_pattern_ops"), name="place_name_folded"),
            GinIndex(
                fields=["folded"], opclasses=["gin_trgm_ops"], name="place_name_trigrams", fastupdate=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_id} {self.name}"


class PostalCode(models.Model):
    """A postal code with the place that most of it belongs to and a point for distances."""

    code = models.CharField(_("postal code"), max_length=5, primary_key=True)
    place = models.CharField(_("place"), max_length=120)
    district = models.ForeignKey(District, models.PROTECT, related_name="postal_codes")
    folded = models.CharField(max_length=120, editable=False)
    latitude = models.FloatField()
    longitude = models.FloatField()
    # From a newer export than the table in this folder, which then leaves the row alone.
    imported = models.BooleanField(default=False, editable=False)

    objects: ClassVar[PostalCodeManager] = PostalCodeManager()

    class Meta:
        verbose_name = _("postal code")
        verbose_name_plural = _("postal codes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{5}$"), name="postal_code_has_five_digits"
            ),
        ]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="postal_code_point"),
            models.Index(OpClass("folded", name="varchar_pattern_ops"), name="postal_code_place"),
            GinIndex(
                fields=["folded"], opclasses=["gin_trgm_ops"], name="postal_code_trigrams", fastupdate=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.place}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.place)
        super().save(*args, **kwargs)

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)

    @property
    def land(self) -> Land:
        return self.district.land
