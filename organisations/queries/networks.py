"""Which organisation belongs to which network, and who sees it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from organisations.choices import HIDDEN, ListingState, Side

if TYPE_CHECKING:
    from portal.accounts.models import User

_NETWORK = {"member__state": ListingState.LISTED, "member__is_umbrella": True}


class AffiliationQuerySet(models.QuerySet[Any]):
    """Who belongs to which network."""

    def lasting(self, day: date) -> Self:
        """Affiliations that hold on `day`."""
        return self.filter(lasting(day, ""))

    def inviting(self, day: date) -> Self:
        """Affiliations that hold on `day`, or that a network has asked of an entry that nobody looks after:
        it can not agree yet, so it is invited before it has."""
        claimable = apps.get_model("organisations", "Organisation").objects.claimable()
        return self.filter(lasting(day, "") | Q(waits_for=Side.MEMBER, member__in=claimable))

    def numbers(self) -> dict[str, int]:
        """How many are `members`, agreed to by both, and how many are only `asked`."""
        members = Count("pk", filter=Q(waits_for=""))
        return self.aggregate(members=members, asked=Count("pk", filter=~Q(waits_for="")))

    def holding(self, day: date) -> Self:
        """Affiliations that both sides agreed to and that are not over on `day`, begun or not."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), waits_for="")

    def asked(self) -> Self:
        """Affiliations that one side has asked for and the other has not agreed to."""
        return self.exclude(waits_for="")

    def waiting_for(self, user: "User") -> Self:
        """Affiliations that `user` is to answer, as a coordinator of the side that was asked."""
        own = apps.get_model("organisations", "Organisation").objects.coordinated_by(user)
        asked = (Q(waits_for=side, **{f"{side}__in": own}) for side in Side.values)
        return self.filter(reduce(or_, asked))

    def in_public(self, day: date) -> Self:
        """Affiliations on `day` of which everybody sees both sides, the network with a page."""
        rows = self.lasting(day).filter(umbrella__state=ListingState.LISTED, umbrella__is_umbrella=True)
        return rows.exclude(member__state__in=HIDDEN)

    def of_networks(self) -> Self:
        """Affiliations of networks with a page to other networks, by the names of those that belong."""
        return self.filter(**_NETWORK).order_by("member__sort_key", "member")

    def placed(self) -> Self:
        """Affiliations of all others, each with its `place` in the network, and how `many` that one has.

        Those with a page come first, each by name.
        """
        names = ["member__state", "member__sort_key", "member"]
        place = Window(RowNumber(), partition_by=F("umbrella"), order_by=names)
        many = Window(Count("pk"), partition_by=F("umbrella"))
        return self.exclude(**_NETWORK).annotate(place=place, many=many).order_by("umbrella", "place")

    def circles(self, since: date) -> list[set[int]]:
        """The ids of each network and of all who belonged to it since then, through other networks too."""
        below: dict[int, set[int]] = defaultdict(set)
        rows = self.filter(Q(until__isnull=True) | Q(until__gte=since)).order_by()
        for umbrella, member in rows.values_list("umbrella", "member"):
            below[umbrella].add(member)
        return [_with_all_below(network, below) for network in below]

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Affiliations of the organisations of `user`, on either side; portal staff sees all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        own = apps.get_model("organisations", "Organisation").objects.of(user)
        return self.filter(Q(member__in=own) | Q(umbrella__in=own))


def _with_all_below(network: int, below: Mapping[int, set[int]]) -> set[int]:
    found, open_ = {network}, [network]
    while open_:
        new = below.get(open_.pop(), set()) - found
        found |= new
        open_ += new
    return found


def lasting(day: date, prefix: str = "affiliations__") -> Q:
    """Agreed by both, begun by `day` and not yet over; an unknown date counts as open."""
    begun = Q(**{f"{prefix}since__isnull": True}) | Q(**{f"{prefix}since__lte": day})
    not_over = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": day})
    return Q(**{f"{prefix}waits_for": ""}) & begun & not_over


def belonging(day: date, *, umbrella: str = "umbrella") -> Q:
    """Of rows with a `member`: it belongs to the `umbrella` on `day`, which the portal has not hidden."""
    belongs = lasting(day, "member__affiliations__") & Q(member__affiliations__umbrella=F(umbrella))
    return belongs & ~Q(**{f"{umbrella}__state__in": HIDDEN})


AffiliationManager = models.Manager.from_queryset(AffiliationQuerySet)
