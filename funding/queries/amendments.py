from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from funding.choices import OPEN_AMENDMENTS
from funding.queries.offices import reviewed_by, stepped_back_from
from organisations.models import Organisation

if TYPE_CHECKING:
    from portal.accounts.models import User


class AmendmentQuerySet(models.QuerySet[Any]):
    """Changes of awards that organisations ask for."""

    def of_offices(self, user: "User | AnonymousUser") -> Self:
        """Those of the Offices in which `user` reviews, his or her own cause left out."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(award__request__office__in=reviewed_by(user))
        rows = rows.exclude(award__request__organisation__in=Organisation.objects.of(user))
        return rows.exclude(award__request__in=stepped_back_from(user))

    def open(self) -> Self:
        """Asked for and not decided yet."""
        return self.filter(state__in=OPEN_AMENDMENTS)


AmendmentManager = models.Manager.from_queryset(AmendmentQuerySet)
