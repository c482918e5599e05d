"""Grants of the time before the portal: who of an Office sees them, and what waits for an answer."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Sum

from funding.queries.offices import reviewed_by
from organisations.models import Organisation

if TYPE_CHECKING:
    from portal.accounts.models import User


def _not_ones_own(user: "User", path: str) -> Q:
    """Nobody looks into his or her own cause."""
    return ~Q(**{f"{path}__in": Organisation.objects.of(user)})


class RecipientQuerySet(models.QuerySet[Any]):
    """Recipients of earlier grants."""

    def of_offices(self, user: "User | AnonymousUser") -> Self:
        """Those in lists of the Offices in which `user` reviews; nothing of his or her own organisations."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(list__office__in=reviewed_by(user))
        return rows.filter(Q(organisation=None) | _not_ones_own(user, "organisation"))

    def doubtful(self) -> Self:
        """Those of which somebody has to say which organisation they are, if any."""
        proposed = apps.get_model("funding", "PossibleMatch").objects.unanswered()
        return self.filter(Exists(proposed.filter(recipient=OuterRef("pk"))), organisation=None)

    def with_sums(self) -> Self:
        """Each with `number` and `total` of its grants."""
        return self.annotate(number=Count("grants"), total=Sum("grants__amount"))


class PossibleMatchQuerySet(models.QuerySet[Any]):
    """Organisations that recipients perhaps are."""

    def unanswered(self) -> Self:
        """Proposed and not refused, and the public sees the entry."""
        return self.filter(refused=None, organisation__in=Organisation.objects.public())


class PastGrantQuerySet(models.QuerySet[Any]):
    """Grants of earlier years."""

    def of_offices(self, user: "User | AnonymousUser") -> Self:
        """Those in lists of the Offices in which `user` reviews; nothing of his or her own organisations."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(list__office__in=reviewed_by(user))
        return rows.filter(Q(recipient__organisation=None) | _not_ones_own(user, "recipient__organisation"))

    def by_year(self) -> Self:
        """Year by year, the newest first: `number`, `total`, and both for what organisations of the registry
        got (`known`, `known_total`)."""
        known = Q(recipient__organisation__isnull=False)
        return (
            self.order_by("-year").values("year").annotate(
                number=Count("pk"), total=Sum("amount"),
                known=Count("pk", filter=known), known_total=Sum("amount", filter=known, default=0),
            )
        )  # fmt: skip


RecipientManager = models.Manager.from_queryset(RecipientQuerySet)
PossibleMatchManager = models.Manager.from_queryset(PossibleMatchQuerySet)
PastGrantManager = models.Manager.from_queryset(PastGrantQuerySet)
