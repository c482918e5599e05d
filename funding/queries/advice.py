from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from funding.choices import AdviceState
from funding.queries.offices import reviewed_by
from organisations.models import Membership, Organisation
from parentwork.queries.codes import OpenedByCode

if TYPE_CHECKING:
    from portal.accounts.models import User


class AdviceQuerySet(OpenedByCode):
    """Questions to contact points, from the side of those who ask and of those who answer."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """For officers: questions to their Office, but for those of an organisation in which they are."""
        if not user.is_authenticated:
            return self.none()
        own = Membership.objects.filter(user=user).values("organisation")
        return self.filter(office__in=reviewed_by(user)).exclude(organisation__in=own)

    def asked_by(self, user: "User | AnonymousUser") -> Self:
        """Questions of organisations in which `user` may see the funding."""
        return self.filter(organisation__in=Organisation.objects.funding_open_to(user))

    def without_account(self) -> Self:
        """Questions of people who have nothing but the secret of their page."""
        return self.filter(organisation__isnull=True)

    def with_thread(self) -> Self:
        """Each with its messages and their files, in order."""
        rows = self.select_related("office", "organisation", "request__organisation")
        return rows.prefetch_related("messages__files")

    def waiting(self) -> Self:
        """Those that the Office has to answer, the longest first."""
        return self.filter(state=AdviceState.OPEN).order_by("state_since", "pk")

    def to_be_deleted(self, day: date) -> Self:
        return self.filter(delete_on__lte=day)


AdviceManager = models.Manager.from_queryset(AdviceQuerySet)
