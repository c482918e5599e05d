from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from funding.choices import DECIDED_AMENDMENTS, OPEN_AMENDMENTS, AmendmentState, Notice
from funding.queries.decisions import not_to_be_retrieved
from funding.queries.offices import reviewable

if TYPE_CHECKING:
    from portal.accounts.models import User


class AmendmentQuerySet(models.QuerySet[Any]):
    """Changes of awards that organisations ask for."""

    def of_offices(self, user: "User | AnonymousUser") -> Self:
        """Those of the Offices in which `user` reviews, his or her own cause left out."""
        return reviewable(self, user, "award__request")

    def open(self) -> Self:
        """Asked for and not decided yet."""
        return self.filter(state__in=OPEN_AMENDMENTS)

    def to_be_retrieved(self) -> Self:
        """Letters that the organisation is to retrieve and has not, in time or not."""
        return self.filter(way=Notice.RETRIEVAL, known__isnull=True)

    def to_be_posted(self) -> Self:
        """Decided with a letter which nobody has posted yet, nor can retrieve."""
        rows = self.filter(state__in=DECIDED_AMENDMENTS, known__isnull=True)
        return rows.filter(not_to_be_retrieved("decided", "award__request__office"))

    def telling_of_income(self) -> Self:
        """Those with money that came in besides the plan: it is there, whatever the Office decides."""
        return self.filter(income__gt=0).exclude(source="").exclude(state=AmendmentState.DROPPED)


AmendmentManager = models.Manager.from_queryset(AmendmentQuerySet)
