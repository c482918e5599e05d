from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from funding.choices import ProofState
from funding.queries.offices import reviewable

if TYPE_CHECKING:
    from portal.accounts.models import User


class InterimQuerySet(models.QuerySet[Any]):
    """Interim proofs, from both sides."""

    def of_offices(self, user: "User | AnonymousUser") -> Self:
        """Submitted ones of the Offices in which `user` reviews, his or her own cause left out."""
        return reviewable(self.filter(state=ProofState.SUBMITTED), user, "award__request")

    def unnoted(self) -> Self:
        """Those of which the Office has not taken note yet."""
        return self.filter(noted__isnull=True)

    def needed(self) -> Self:
        """Sent, or still to be sent: an open one is not, once the whole use is proven."""
        return self.exclude(state=ProofState.OPEN, award__proof__submitted__isnull=False)

    def owed(self, day: date) -> Self:
        """Still to be sent, though the time they report on is over; not once the whole use is proven.

        Only of awards that those who asked for them have been told.
        """
        known = self.model._meta.get_field("award").related_model._default_manager.known()
        return self.needed().filter(state=ProofState.OPEN, end__lt=day, award__in=known)


InterimManager = models.Manager.from_queryset(InterimQuerySet)
