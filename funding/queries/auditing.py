from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from funding.queries.offices import reviewed_by
from organisations.models import Organisation
from portal.lib.dates import today

if TYPE_CHECKING:
    from portal.accounts.models import User


class AuditAccessQuerySet(models.QuerySet[Any]):
    """Who looks into which award for a time."""

    def running(self, day: date) -> Self:
        """Those that hold on `day`: begun, not over and not ended."""
        return self.filter(ended__isnull=True, start__lte=day, until__gte=day)

    def to_come_or_running(self, day: date) -> Self:
        """Those that hold on `day` or will hold."""
        return self.filter(ended__isnull=True, until__gte=day)

    def open_to(self, user: "User | AnonymousUser") -> Self:
        """Those with which `user` reads today; never of an organisation or an Office of his or her own."""
        if not user.is_authenticated:
            return self.none()
        rows = self.running(today()).filter(user=user)
        rows = rows.exclude(award__request__organisation__in=Organisation.objects.of(user))
        return rows.exclude(award__request__office__in=reviewed_by(user))


AuditAccessManager = models.Manager.from_queryset(AuditAccessQuerySet)
