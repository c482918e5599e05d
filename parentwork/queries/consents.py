from typing import Any, Self

from django.db import models

from parentwork.choices import ConsentPurpose
from portal.lib.dates import today


class FamilyConsentQuerySet(models.QuerySet[Any]):
    """What families allow."""

    def valid(self) -> Self:
        """Not taken back and not ended."""
        return self.filter(revoked=None, delete_on__gt=today())

    def to_invite(self, organisation: Any) -> Self:
        """Valid ones of families that an organisation may invite."""
        return self.valid().filter(purpose=ConsentPurpose.INVITATIONS, workshop__organisation=organisation)

    def due(self) -> Self:
        return self.filter(delete_on__lte=today())


FamilyConsentManager = models.Manager.from_queryset(FamilyConsentQuerySet)
