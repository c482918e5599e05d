from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count

from organisations.choices import ListingState
from parentwork.queries.members import Person, member


class ConceptQuerySet(models.QuerySet[Any]):
    """Concepts of organisations."""

    def visible_to(self, user: Person) -> Self:
        """Concepts of the organisations in which `user` works; all for the portal's staff."""
        seen = member(user, "organisation")
        return self.none() if seen is None else self.filter(seen)

    def shared(self) -> Self:
        """The method library: what listed organisations share with the others."""
        return self.filter(is_shared=True, organisation__state=ListingState.LISTED)

    def readable_in(self, organisation: Any) -> Self:
        """What is read at the desk of an organisation: its own concepts, and the library."""
        return self.filter(organisation=organisation) | self.shared()

    def with_workshops(self) -> Self:
        """Annotates how many workshops follow each."""
        return self.annotate(followed=Count("workshops"))

    def suggested_for(self, organisation: Any, format_: Any) -> Any | None:
        """The organisation's concept for a format: the one that it worked on last."""
        return self.filter(organisation=organisation, format=format_).order_by("-updated", "-pk").first()

    def behind(self, dates: models.QuerySet[Any]) -> Self:
        """The concepts that the workshops of `dates` follow, each once: what a narrative report names."""
        workshops = apps.get_model("parentwork", "Workshop").objects.filter(dates__in=dates)
        return self.filter(pk__in=workshops.values("concept"))


ConceptManager = models.Manager.from_queryset(ConceptQuerySet)
