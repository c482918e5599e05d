from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Exists, OuterRef

from parentwork.choices import DateState, WorkshopState
from parentwork.queries.members import Person, member
from portal.lib.geo import bounding_box, distance_km, inside
from portal.lib.text import fold


class VenueQuerySet(models.QuerySet[Any]):
    """Places of organisations."""

    def visible_to(self, user: Person) -> Self:
        seen = member(user, "organisation")
        return self.none() if seen is None else self.filter(seen)

    def with_namesakes(self) -> Self:
        """Sets `has_namesake`: another place of the same organisation has the same name."""
        others = self.model.objects.exclude(pk=OuterRef("pk"))
        same = others.filter(organisation=OuterRef("organisation"), name__iexact=OuterRef("name"))
        return self.annotate(has_namesake=Exists(same.order_by()))


class SchoolQuerySet(models.QuerySet[Any]):
    """Schools of the Länder, public facts."""

    def partners_of(self, organisation: models.Model, since: datetime) -> Self:
        """Schools of its published workshops with a date after `since`, coming ones included."""
        shown = {
            "state": WorkshopState.PUBLISHED,
            "dates__state": DateState.PLANNED,
            "dates__starts__gt": since,
        }
        workshops = apps.get_model("parentwork", "Workshop").objects.filter(
            organisation=organisation, **shown
        )
        return self.filter(pk__in=workshops.values("school"))

    def search(self, text: str) -> Self:
        """Schools whose name and place hold every word of `text`, whatever the spelling of umlauts."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found

    def resembling(self, text: str) -> Self:
        """Schools whose name and place hold words like those of `text`, the likest first."""
        words = fold(text)
        likeness = TrigramWordSimilarity(words, "search_text")
        found = self.filter(search_text__trigram_word_similar=words).annotate(likeness=likeness)
        return found.order_by("-likeness", "name", "pk")

    def near(self, point: tuple[float, float], km: float) -> Self:
        """Schools up to `km` kilometres away, annotated with `distance`, the nearest first."""
        box, distance = inside(bounding_box(*point, km)), distance_km(point)
        return self.annotate(distance=distance).filter(box, distance__lte=km).order_by("distance", "pk")

    def confirmed_by(self, organisation: Any) -> Self:
        """Schools that have confirmed that they work with the organisation, and still do.

        Annotates `asked_at`: the address that the organisation wrote down for it; empty for the directory's.
        """
        rows = apps.get_model("parentwork", "Partnership").objects.running().confirmed()
        own = rows.filter(organisation=organisation)
        asked_at = own.filter(school=models.OuterRef("pk")).order_by().values("email")
        return self.filter(pk__in=own.values("school")).annotate(asked_at=models.Subquery(asked_at))


VenueManager = models.Manager.from_queryset(VenueQuerySet)
SchoolManager = models.Manager.from_queryset(SchoolQuerySet)
