"""Which invitations are still to be accepted, and which ones may be forgotten."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils import timezone


class InvitationQuerySet(models.QuerySet[Any]):
    """Invitations by mail."""

    def pending(self) -> Self:
        """Neither accepted nor withdrawn, expired ones included: they can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self) -> Self:
        """Those whose link still works."""
        return self.pending().filter(expires__gt=timezone.now())

    def giving(self, grant: str, object_id: int | None) -> Self:
        """Those that give `grant` on the object with this id."""
        return self.filter(grant=grant, object_id=object_id)

    def over_before(self, moment: datetime) -> Self:
        """Those that were accepted, withdrawn or had expired before `moment`."""
        return self.filter(
            models.Q(accepted_at__lt=moment)
            | models.Q(withdrawn_at__lt=moment)
            | models.Q(accepted_at=None, withdrawn_at=None, expires__lt=moment)
        )


InvitationManager = models.Manager.from_queryset(InvitationQuerySet)
