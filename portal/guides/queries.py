"""Which guides, translations and facts a reader sees."""

from datetime import date
from typing import Any, Self

from django.db import connection, models
from django.db.models import F, Model, Q

from portal.guides.choices import State
from portal.lib.dates import today


class GuideQuerySet(models.QuerySet[Any]):
    """Guides of any language."""

    def public(self) -> Self:
        """Guides whose German text is published: every reader gets at least that."""
        return self.filter(translations__language="de", translations__state=State.PUBLISHED)


class TranslationQuerySet(models.QuerySet[Any]):
    """The texts of guides, one for each guide and language."""

    def public(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def outdated(self) -> Self:
        """Texts made from an earlier revision than the guide has now."""
        return self.filter(made_from__lt=F("guide__revision"))


class LandFactQuerySet(models.QuerySet[Any]):
    """Facts of a Land or of all of Germany, each for a time."""

    def valid(self, day: date) -> Self:
        """Facts that hold on `day`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )

    def for_land(self, land: Model) -> Self:
        """Facts of the Land, and those of all of Germany."""
        return self.filter(Q(land=land) | Q(land__isnull=True))


def edition() -> tuple[int, date]:
    """What tells whether a kept page of the guides is old: the count of changes, and the day of the facts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM guides_edition")
        row = cursor.fetchone()
    return (row[0] if row else 0), today()


GuideManager = models.Manager.from_queryset(GuideQuerySet)
TranslationManager = models.Manager.from_queryset(TranslationQuerySet)
LandFactManager = models.Manager.from_queryset(LandFactQuerySet)
