"""Who sees what a network asks, and what its members answer."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F

from organisations.choices import HIDDEN, YEARLY_EDITORS, Role
from organisations.queries.networks import belonging

if TYPE_CHECKING:
    from portal.accounts.models import User


class SurveyQuerySet(models.QuerySet[Any]):
    """Questions of networks to their members."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of networks that `user` coordinates, while the portal does not hide them; nobody else's."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(umbrella__memberships__user=user, umbrella__memberships__role=Role.COORDINATOR)
        return rows.exclude(umbrella__state__in=HIDDEN)

    def drafts_first(self) -> Self:
        """Then those that were sent, the newest first."""
        return self.order_by(F("sent").desc(nulls_first=True), "-pk")

    def counted(self) -> Self:
        """Each with how many members were asked (`number`) and how many have answered (`answered`)."""
        return self.annotate(number=Count("replies"), answered=Count("replies__answered"))

    def running(self, day: date) -> Self:
        """Sent, and members may still answer on `day`; what ends first comes first."""
        return self.filter(sent__isnull=False, closed=None, last_day__gte=day).order_by("last_day", "pk")

    def over(self, day: date) -> Self:
        """Sent, not closed yet, and past their last day on `day`."""
        return self.filter(sent__isnull=False, closed=None, last_day__lt=day)


class ReplyQuerySet(models.QuerySet[Any]):
    """What members were asked, and what they have answered."""

    def answered_through(self, user: "User | AnonymousUser") -> Self:
        """Those of organisations for which `user` answers; the network reads them in its survey."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__memberships__user=user, member__memberships__role__in=YEARLY_EDITORS)

    def open(self, day: date) -> Self:
        """Those that may be written on `day`: the survey runs, and the member still belongs to the network,
        which the portal has not hidden."""
        return self.filter(
            belonging(day, umbrella="survey__umbrella"), survey__closed=None, survey__last_day__gte=day
        )

    def by_member(self) -> Self:
        """Each with its member, by the names of these."""
        return self.select_related("member").order_by("member__sort_key", "pk")

    def unanswered(self) -> Self:
        return self.filter(answered=None)

    def due_within(self, days: timedelta, day: date) -> Self:
        """Open on `day`, unanswered, asked more than `days` before their last day, which is so near now."""
        near = self.open(day).unanswered().filter(survey__last_day__lte=day + days)
        return near.filter(survey__sent__date__lt=F("survey__last_day") - days)


ReplyManager = models.Manager.from_queryset(ReplyQuerySet)
SurveyManager = models.Manager.from_queryset(SurveyQuerySet)
