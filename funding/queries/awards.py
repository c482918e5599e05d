from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from organisations.models import Organisation

if TYPE_CHECKING:
    from portal.accounts.models import User


class AwardQuerySet(models.QuerySet[Any]):
    """Awards, from the side of those who got them."""

    def of_applicants(self, user: "User | AnonymousUser") -> Self:
        """Awards of the organisations in which `user` may see the funding."""
        return self.filter(request__organisation__in=Organisation.objects.funding_open_to(user))


AwardManager = models.Manager.from_queryset(AwardQuerySet)
