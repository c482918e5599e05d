"""Sums of cases that the portal has forgotten, and who reads them."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from funding.queries.offices import counted_by

if TYPE_CHECKING:
    from portal.accounts.models import User


class ForgottenGrantQuerySet(models.QuerySet[Any]):
    """Grants whose cases are forgotten."""

    def published(self) -> Self:
        """Those of Offices that still publish theirs."""
        return self.filter(office__publishes_grants=True)


class ForgottenCasesQuerySet(models.QuerySet[Any]):
    """What stays of cases in the sums of their Office."""

    def counted_for(self, user: "User | AnonymousUser") -> Self:
        """Those in the sums that `user` reads; which organisation was behind them nobody knows any more."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(office__in=counted_by(user))


ForgottenCasesManager = models.Manager.from_queryset(ForgottenCasesQuerySet)
ForgottenGrantManager = models.Manager.from_queryset(ForgottenGrantQuerySet)
