"""Who reads what an organisation says of itself once a year."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q

from organisations.choices import YEARLY_READERS, Role

if TYPE_CHECKING:
    from portal.accounts.models import User


class StructureProfileQuerySet(models.QuerySet[Any]):
    """How organisations stand, year by year."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Profiles of the organisations of `user`, for members in certain roles; for nobody of the portal."""
        if not user.is_authenticated:
            return self.none()
        memberships = {"organisation__memberships__user": user}
        return self.filter(**memberships, organisation__memberships__role__in=YEARLY_READERS)

    def counts(self, bands: dict[str, type[models.TextChoices]]) -> dict[str, list[int]]:
        """How many profiles stand in each band, by question. Not to be shown without `suppression`."""
        sums = {
            f"{name}_{place}": Count("pk", filter=Q(**{name: code}))
            for name, codes in bands.items()
            for place, code in enumerate(codes.values)
        }
        found = self.order_by().aggregate(**sums)
        return {
            name: [found[f"{name}_{place}"] for place, _code in enumerate(codes.values)]
            for name, codes in bands.items()
        }

    def latest_until(self, year: int) -> Any:
        """The newest profile of `year` or before; None if there is none."""
        return self.filter(year__lte=year).order_by("-year").first()


class AreaEvaluationQuerySet(models.QuerySet[Any]):
    """What organisations think of their own work."""

    def open_measures(self) -> Self:
        """Those with a measure that is not done."""
        return self.exclude(measure="").filter(done_on__isnull=True)

    def of(self, user: "User") -> Self:
        """Measures that `user` looks after, and those of her organisation, if she coordinates it, that nobody
        looks after who can."""
        able = Q(owner__user__is_active=True, owner__role__in=YEARLY_READERS)
        unable = Q(owner=None) | Q(owner__user__is_active=False) | Q(owner__role=Role.HELPER)
        coordinated = Q(
            organisation__memberships__user=user, organisation__memberships__role=Role.COORDINATOR
        )
        return self.filter(able & Q(owner__user=user) | unable & coordinated).distinct()

    def due_until(self, day: date) -> Self:
        """Open measures to be done by `day`, of people who can sign in."""
        open_ones = self.open_measures().filter(
            due__lte=day, owner__user__is_active=True, owner__role__in=YEARLY_READERS
        )
        return open_ones.select_related("owner__user", "organisation").order_by("pk")


AreaEvaluationManager = models.Manager.from_queryset(AreaEvaluationQuerySet)
StructureProfileManager = models.Manager.from_queryset(StructureProfileQuerySet)
