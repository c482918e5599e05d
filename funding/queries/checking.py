from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F

from funding.choices import CheckState
from organisations.models import Organisation

if TYPE_CHECKING:
    from portal.accounts.models import User


class CheckingQuerySet(models.QuerySet[Any]):
    """Checks of proofs of use."""

    def owing(self) -> Self:
        """Closed, and not all that was asked back has come."""
        return self.filter(state=CheckState.CLOSED, recovery__gt=F("paid_back"))

    def asked_by(self, user: "User") -> Self:
        """Of the organisations for which `user` makes the requests."""
        own = Organisation.objects.asking_through(user)
        return self.filter(proof__award__request__organisation__in=own)


CheckingManager = models.Manager.from_queryset(CheckingQuerySet)
