from typing import Any, Self

from django.db import models

from parentwork.queries.members import Person, member
from portal.lib.text import fold


class VenueQuerySet(models.QuerySet[Any]):
    """Places of organisations."""

    def visible_to(self, user: Person) -> Self:
        seen = member(user, "organisation")
        return self.none() if seen is None else self.filter(seen)


class SchoolQuerySet(models.QuerySet[Any]):
    """Schools of the Länder, public facts."""

    def search(self, text: str) -> Self:
        """Schools whose name and place hold every word of `text`, whatever the spelling of umlauts."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found


VenueManager = models.Manager.from_queryset(VenueQuerySet)
SchoolManager = models.Manager.from_queryset(SchoolQuerySet)
