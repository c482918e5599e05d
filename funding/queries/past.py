"""Grants of the time before the portal: who of an Office sees them, and what waits for an answer."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from funding.choices import OfficeRole
from funding.queries.offices import reviewed_by
from organisations.models import Organisation
from organisations.queries.lists import ListAtWorkQuerySet

if TYPE_CHECKING:
    from portal.accounts.models import User


def _not_ones_own(user: "User", path: str) -> Q:
    """Nobody looks into his or her own cause."""
    return ~Q(**{f"{path}__in": Organisation.objects.of(user)})


class GrantListQuerySet(models.QuerySet[Any]):
    """Lists of earlier grants."""

    def not_brought_since(self, moment: datetime) -> Self:
        """Those of which no edition has come since then."""
        return self.filter(brought__lt=moment)


class UploadedGrantsQuerySet(ListAtWorkQuerySet):
    """Lists of earlier grants that an Office has uploaded."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of the Offices whose caseworkers `user` belongs to; they may name people."""
        if not user.is_authenticated:
            return self.none()
        works = {"office__memberships__user": user, "office__memberships__role": OfficeRole.CASEWORKER}
        return self.filter(**works).defer("table")


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

    def doubtful_to(self, user: "User | AnonymousUser") -> Self:
        """Those of `of_offices` about whom `user` is asked."""
        proposed = apps.get_model("funding", "PossibleMatch").objects.open_to(user)
        asked = Exists(proposed.filter(recipient=OuterRef("pk")))
        return self.of_offices(user).filter(asked, organisation=None)

    def without_grants(self) -> Self:
        """Those that no row of their list names."""
        grants = apps.get_model("funding", "PastGrant").objects.filter(recipient=OuterRef("pk"))
        return self.filter(~Exists(grants))

    def with_sums(self) -> Self:
        """Each with `number` and `total` of its grants."""
        return self.annotate(number=Count("grants"), total=Sum("grants__amount"))


class PossibleMatchQuerySet(models.QuerySet[Any]):
    """Organisations that recipients perhaps are."""

    def unanswered(self) -> Self:
        """Proposed and not refused, and the public sees the entry."""
        return self.filter(refused=None, organisation__in=Organisation.objects.public())

    def open_to(self, user: "User | AnonymousUser") -> Self:
        """Of the unanswered those about which `user` may be asked: never his or her own organisations."""
        return self.unanswered().exclude(organisation__in=Organisation.objects.of(user))


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

    def by_organisation(self) -> Self:
        """Organisation by organisation of the registry, by name: `number` and `total`."""
        names = {"slug": F("recipient__organisation__slug"), "name": F("recipient__organisation__name")}
        known = self.filter(recipient__organisation__isnull=False)
        sums = known.values(**names).annotate(number=Count("pk"), total=Sum("amount"))
        return sums.order_by("recipient__organisation__sort_key", "slug")


UploadedGrantsManager = models.Manager.from_queryset(UploadedGrantsQuerySet)
GrantListManager = models.Manager.from_queryset(GrantListQuerySet)
RecipientManager = models.Manager.from_queryset(RecipientQuerySet)
PossibleMatchManager = models.Manager.from_queryset(PossibleMatchQuerySet)
PastGrantManager = models.Manager.from_queryset(PastGrantQuerySet)
