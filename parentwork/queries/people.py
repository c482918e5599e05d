from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from organisations.models import Membership
from parentwork.choices import EXPECTED, AssignmentState, DateState
from parentwork.queries.members import Person, planner, runner


class HelperQuerySet(models.QuerySet[Any]):
    """Helpers of organisations."""

    def visible_to(self, user: Person) -> Self:
        seen = runner(user, "organisation")
        return self.none() if seen is None else self.filter(seen)

    def active(self) -> Self:
        return self.filter(is_active=True)

    def like(self, name: str, email: str) -> Self:
        """Perhaps the same person: the same name or the same mail address, however they are written."""
        same = Q(name__iexact=" ".join(name.split()))
        return self.active().filter(same | Q(email__iexact=email) if email else same)

    def recordable_by(self, user: Person) -> Self:
        """Volunteers whose hours `user` may record, as `rules.may_record_hours_of`."""
        plans = planner(user, "organisation")
        if plans is None:
            return self.none()
        own = Q(user=user.pk, organisation__memberships__user=user.pk)
        return self.active().filter(plans | own, is_paid=False)

    def with_namesakes(self) -> Self:
        """Sets `has_namesake`: somebody else who helps the same organisation has the same name."""
        others = self.model.objects.active().exclude(pk=OuterRef("pk"))
        same = others.filter(organisation=OuterRef("organisation"), name__iexact=OuterRef("name"))
        return self.annotate(has_namesake=Exists(same.order_by()))


class AssignmentQuerySet(models.QuerySet[Any]):
    """Helpers on dates."""

    def open(self) -> Self:
        """Asked for a date that takes place and has not begun, without an answer; the next date first."""
        return self.filter(
            state=AssignmentState.ASKED, date__state=DateState.PLANNED, starts__gt=timezone.now()
        ).order_by("starts", "pk")

    def opened_by(self, secret: str) -> Self:
        """Those about which the page behind this secret asks, in the order of the dates.

        Each until its date is over, since the page names a person.
        """
        rows = self.filter(secret=secret, ends__gt=timezone.now())
        return rows.order_by("starts", "pk")

    def asked_since(self, secret: str) -> Self:
        """Those about which the page behind this secret asked once, and another one asks now."""
        rows = self.filter(earlier_links__contains=[secret], secret__isnull=False, ends__gt=timezone.now())
        return rows.order_by("starts", "pk")

    def expected(self) -> Self:
        """Dates that take place and are not over, for who helps on them or was asked to; the next first."""
        rows = self.filter(state__in=EXPECTED, date__state=DateState.PLANNED, ends__gt=timezone.now())
        return rows.order_by("starts", "pk")

    def with_recorded(self) -> Self:
        """Sets `is_recorded`: there are hours of the helper on the date, whatever was decided about them."""
        hours = apps.get_model("parentwork", "VolunteerHours").objects
        same = hours.filter(date=OuterRef("date"), helper=OuterRef("helper"))
        return self.annotate(is_recorded=Exists(same))

    def asked_anew(self, date: Any, *, by: Person) -> Self:
        """Who has to say anew whether she helps when `date` moves to another time: whatever she said before,
        it was said of another time. Not who moves it, and knows.
        """
        said = [*EXPECTED, AssignmentState.DECLINED]
        return self.filter(date=date, state__in=said).exclude(helper__user=by.pk, helper__user__isnull=False)

    def needed_elsewhere(self, span: Any, *, but: Any) -> Self:
        """Those of helpers who have agreed to another date than `but` at the time of `span`."""
        agreed = self.model.objects.filter(
            helper=OuterRef("helper"),
            state=AssignmentState.AGREED,
            starts__lt=span.ends,
            ends__gt=span.starts,
        )
        return self.filter(Exists(agreed.exclude(date=but).order_by()))

    def of(self, user: Person) -> Self:
        """Those of `user` as a helper, in the organisations to which he or she still belongs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(helper__user=user.pk, helper__organisation__memberships__user=user.pk)


def one_a_question(rows: Iterable[Any]) -> list[Any]:
    """Assignments in their order; of the open questions behind one link the first alone, and its `more` says
    how many others are asked there.
    """
    lines, by_link = [], dict[str, Any]()
    for row in rows:
        if row.is_open and row.secret in by_link:
            by_link[row.secret].more += 1
            continue
        row.more = 0
        lines.append(row)
        if row.is_open and row.secret:
            by_link[row.secret] = row
    return lines


class VolunteerHoursQuerySet(models.QuerySet[Any]):
    """Unpaid hours."""

    def visible_to(self, user: Person) -> Self:
        """All to those who plan the workshops; to who helps the own ones, and what he or she typed in."""
        runs, plans = runner(user, "workshop__organisation"), planner(user, "workshop__organisation")
        if runs is None or plans is None:
            return self.none()
        return self.filter(plans | runs & (Q(helper__user=user.pk) | Q(recorded_by=user.pk)))

    def confirmed(self) -> Self:
        return self.filter(confirmed__isnull=False)

    def between(self, first: date, last: date) -> Self:
        """Hours of these days, both included, that were not refused; in the order of the days."""
        return self.filter(day__gte=first, day__lte=last, refused__isnull=True).order_by("day", "pk")

    def with_sum_at_date(self) -> Self:
        """Annotates `hours_at_date`: all hours of the same helper, not refused, on its date and on others at
        the same time.
        """
        same = self.model.objects.filter(helper=OuterRef("helper"), refused__isnull=True)
        same = same.at_the_time_of(OuterRef("date__starts"), OuterRef("date__ends"))
        sums = same.order_by().values("helper").annotate(sum=Sum("hours"))
        return self.annotate(hours_at_date=Subquery(sums.values("sum")))

    def at_the_time_of(self, starts: datetime | OuterRef, ends: datetime | OuterRef) -> Self:
        """Hours on dates that take place between these moments, or partly so."""
        return self.filter(date__starts__lt=ends, date__ends__gt=starts)

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
