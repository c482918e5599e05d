"""Who sees how an organisation was checked or hidden, and what holds today."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from organisations.choices import HIDDEN, ListingState, Role
from organisations.choices.moderation import OVER, CaseState

if TYPE_CHECKING:
    from portal.accounts.models import User


class VerificationQuerySet(models.QuerySet[Any]):
    """By whom organisations were checked."""

    def running(self) -> Self:
        """Those that nothing has ended, overdue ones included."""
        return self.filter(ended="")

    def shown(self, day: date) -> Self:
        """Those that the public reads on `day`: of organisations with a page, by whoever is not hidden."""
        hidden = Q(umbrella__state__in=HIDDEN)
        shown = self.running().filter(valid_until__gte=day, organisation__state=ListingState.LISTED)
        return shown.exclude(hidden).select_related("umbrella")

    def of(self, organisations: list[Any]) -> set[int]:
        """The ids of those of `organisations` that have one."""
        rows = self.filter(organisation__in=organisations)
        return set(rows.values_list("organisation_id", flat=True)) if organisations else set()

    def ending_until(self, day: date) -> Self:
        """Running ones whose last day is `day` or earlier, the first to end first."""
        rows = self.running().filter(valid_until__lte=day).select_related("organisation", "umbrella", "by")
        return rows.order_by("valid_until", "pk")

    def over(self, day: date) -> Self:
        """Running ones whose last day was before `day`."""
        return self.running().filter(valid_until__lt=day)

    def given_by(self, user: "User | AnonymousUser") -> Self:
        """Those that `user` renews: of the networks that he or she coordinates, for staff the portal's."""
        if not user.is_authenticated:
            return self.none()
        own = Q(umbrella__in=apps.get_model("organisations", "Organisation").objects.coordinated_by(user))
        return self.filter(own | Q(umbrella=None) if user.is_staff else own)

    def revocable_by(self, user: "User | AnonymousUser") -> Self:
        """Those that `user` may take back: what he or she gives, and for portal staff all."""
        return self.all() if user.is_staff else self.given_by(user)


class SuspensionQuerySet(models.QuerySet[Any]):
    """Cases of entries that are to be hidden, or are."""

    def open(self) -> Self:
        """Those to which something may still happen; one an entry."""
        return self.exclude(state__in=OVER)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of the organisations that `user` coordinates; portal staff sees all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        own = {"organisation__memberships__user": user}
        return self.filter(**own, organisation__memberships__role=Role.COORDINATOR)

    def unanswered(self) -> Self:
        """Hearings that the organisation has not answered."""
        return self.filter(state=CaseState.HEARING, answered=None)

    def to_decide(self, day: date) -> Self:
        """Those that portal staff decide on `day`: heard, or appealed against, the longest waiting first."""
        heard = Q(state=CaseState.HEARING) & (Q(answered__isnull=False) | Q(answer_by__lt=day))
        return self.filter(heard | Q(state=CaseState.APPEALED)).order_by("opened", "pk")


SuspensionManager = models.Manager.from_queryset(SuspensionQuerySet)
VerificationManager = models.Manager.from_queryset(VerificationQuerySet)
