"""Which letters of a network still work."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, Min, Q

from organisations.choices import HIDDEN, Role, Side
from organisations.queries.networks import lasting

if TYPE_CHECKING:
    from portal.accounts.models import User


class ClaimLetterQuerySet(models.QuerySet[Any]):
    """Letters by which networks invite their members."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Letters of the networks that `user` coordinates; nobody else, since a code opens an entry."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(umbrella__memberships__user=user, umbrella__memberships__role=Role.COORDINATOR)

    def live(self, moment: datetime, day: date) -> Self:
        """Not used, not over; the member still belongs to the network, which the portal has not hidden, or
        is still asked whether it does."""
        belongs = lasting(day, "organisation__affiliations__")
        belongs |= Q(organisation__affiliations__waits_for=Side.MEMBER)
        rows = self.filter(belongs, organisation__affiliations__umbrella=F("umbrella"))
        return rows.filter(used=None, ends__gt=moment).exclude(umbrella__state__in=HIDDEN)

    def batches(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Those made together with how many they are and how many were used, the newest first."""
        rows = self.order_by().values("batch").annotate(made=Min("made"), ends=Min("ends"))
        return rows.annotate(number=Count("pk"), used=Count("used")).order_by("-made")


ClaimLetterManager = models.Manager.from_queryset(ClaimLetterQuerySet)
