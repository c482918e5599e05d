from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from organisations.models import Membership
from parentwork.choices import AssignmentState, DateState
from parentwork.queries.members import Person, family_reader


class HelperQuerySet(models.QuerySet[Any]):
    """Helpers of organisations."""

    def visible_to(self, user: Person) -> Self:
        seen = family_reader(user, "organisation")
        return self.none() if seen is None else self.filter(seen)

    def active(self) -> Self:
        return self.filter(is_active=True)


class AssignmentQuerySet(models.QuerySet[Any]):
    """Helpers on dates."""

    def open(self) -> Self:
        """Asked for a date that takes place and has not begun, without an answer; the next date first."""
        return self.filter(
            state=AssignmentState.ASKED, date__state=DateState.PLANNED, starts__gt=timezone.now()
        ).order_by("starts", "pk")

    def opened_by(self, secret: str) -> Self:
        """The one whose page this secret opens: until the date is over, since the page names a person."""
        return self.filter(secret=secret, ends__gt=timezone.now())


class VolunteerHoursQuerySet(models.QuerySet[Any]):
    """Unpaid hours."""

    def visible_to(self, user: Person) -> Self:
        seen = family_reader(user, "workshop__organisation")
        return self.none() if seen is None else self.filter(seen)

    def confirmed(self) -> Self:
        return self.filter(confirmed__isnull=False)

    def between(self, first: date, last: date) -> Self:
        """Hours of these days, both included, that were not refused; in the order of the days."""
        return self.filter(day__gte=first, day__lte=last, refused__isnull=True).order_by("day", "pk")

    def unconfirmed(self) -> Self:
        """Nothing is decided about them yet."""
        return self.filter(confirmed__isnull=True, refused__isnull=True)

    def confirmable_by(self, user: Person) -> Self:
        """Hours that wait for somebody who confirms hours."""
        return self.unconfirmed().decided_by(user)

    def decided_by(self, user: Person) -> Self:
        """Hours about which somebody who confirms may decide: not the own ones while another person could."""
        others = Membership.objects.coordinating().filter(organisation=OuterRef("workshop__organisation"))
        own = Q(helper__user=user.pk)
        return self.exclude(own & Exists(others.exclude(user=user.pk)))


AssignmentManager = models.Manager.from_queryset(AssignmentQuerySet)
HelperManager = models.Manager.from_queryset(HelperQuerySet)
VolunteerHoursManager = models.Manager.from_queryset(VolunteerHoursQuerySet)
