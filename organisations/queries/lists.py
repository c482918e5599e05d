"""Who sees which list on its way into the registry, and which lists wait for a job."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q

from organisations.choices import Role
from organisations.choices.lists import AT_WORK, Outcome

if TYPE_CHECKING:
    from portal.accounts.models import User


class ListAtWorkQuerySet(models.QuerySet[Any]):
    """Lists on which a job works, of whatever kind."""

    def at_work(self) -> Self:
        """Lists that a job compares or takes over, or should."""
        return self.filter(state__in=AT_WORK)

    def silent_since(self, moment: datetime) -> Self:
        """Lists whose worker must have died, or whose nudge was lost: nothing has been heard since."""
        return self.at_work().filter(seen__lt=moment)

    def expired(self, now: datetime) -> Self:
        """Lists that have reached their deletion date."""
        return self.filter(ends__lte=now)


class ImportedListQuerySet(ListAtWorkQuerySet):
    """Lists of organisations that somebody has uploaded."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The portal's own lists to its staff, those of a network to the coordinators of that network."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(
            source__umbrella__is_umbrella=True,
            source__umbrella__memberships__user=user,
            source__umbrella__memberships__role=Role.COORDINATOR,
        )
        rows = self.filter(mine | Q(source__umbrella=None) if user.is_staff else mine)
        return rows.defer("table")


class ListRowQuerySet(models.QuerySet[Any]):
    """Rows of such a list."""

    def counts(self) -> dict[str, int]:
        """How many rows there are of each outcome."""
        return dict(self.order_by().values_list("outcome").annotate(number=Count("pk")))

    def of_outcome(self, outcome: Outcome) -> Self:
        """Rows that taking over treats like this."""
        return self.filter(outcome=outcome)

    def moved(self) -> Self:
        """Rows that give an entry another postal code."""
        return self.filter(outcome=Outcome.CHANGED, was__has_key="postal_code")

    def partly_read(self) -> Self:
        """Rows that can be taken over, but of which something could not be read."""
        return self.filter(is_whole=False).exclude(outcome=Outcome.BAD)

    def with_doubts(self) -> Self:
        """Rows about which there is something to say or to ask, bad ones included."""
        return self.exclude(problem="", notes=[], candidates=[])


ImportedListManager = models.Manager.from_queryset(ImportedListQuerySet)
ListRowManager = models.Manager.from_queryset(ListRowQuerySet)
