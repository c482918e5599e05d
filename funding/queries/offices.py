from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from funding.choices import READERS_OF_SUMS, REVIEWERS, OfficeLevel, OfficeRole
from organisations.models import Organisation

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.places.models import District, Land

# After so long somebody should look at an entry of the directory again.
RECHECK_AFTER = timedelta(days=183)


def reviewed_by(user: "User") -> models.QuerySet[Any]:
    """The ids of the Offices whose requests `user` reviews."""
    return user.office_memberships.filter(role__in=REVIEWERS).values("office")


def counted_by(user: "User") -> models.QuerySet[Any]:
    """The ids of the Offices whose sums `user` reads."""
    return user.office_memberships.filter(role__in=READERS_OF_SUMS).values("office")


def _has_editor() -> Exists:
    """For an Office: somebody who works there keeps its entry."""
    members = apps.get_model("funding", "OfficeMember").objects
    editors = members.filter(role=OfficeRole.DIRECTORY_EDITOR, user__is_active=True)
    return Exists(editors.filter(office=OuterRef("pk")))


def stepped_back_from(user: "User") -> models.QuerySet[Any]:
    """The ids of the requests from which `user` has stepped back."""
    return user.recusals.values("request")


def reviewable[Rows: models.QuerySet[Any]](rows: Rows, user: "User | AnonymousUser", request: str) -> Rows:
    """Of `rows`, those of the Offices in which `user` reviews, his or her own cause left out.

    `request` is the way from a row to its request, as in `award__request`.
    """
    if not user.is_authenticated:
        return rows.none()
    rows = rows.filter(**{f"{request}__office__in": reviewed_by(user)})
    rows = rows.exclude(**{f"{request}__organisation__in": Organisation.objects.of(user)})
    return rows.exclude(**{f"{request}__in": stepped_back_from(user)})


def ones_own(user: "User", request: str = "") -> Q:
    """`user` works on it, or nobody yet; `request` is the way to the request, as in `award__request__`."""
    return Q(**{f"{request}caseworker": user}) | Q(**{f"{request}caseworker__isnull": True})


class OfficeQuerySet(models.QuerySet[Any]):
    """Authorities, as entries of the directory and as desks."""

    def listed(self) -> Self:
        """Entries of the public directory."""
        return self.filter(listed=True)

    def advising(self) -> Self:
        """Those that can be asked here."""
        return self.listed().filter(advises_here=True)

    def publishing(self) -> Self:
        """Those that publish their grants as open data, by name."""
        return self.filter(publishes_grants=True).order_by("name")

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Offices whose desk `user` may open: those whose requests he or she reviews."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=reviewed_by(user))

    def counted_by(self, user: "User | AnonymousUser") -> Self:
        """Offices whose sums `user` reads, each with `reviews`: whether the requests behind them too."""
        if not user.is_authenticated:
            return self.none()
        reviews = Exists(reviewed_by(user).filter(office=OuterRef("pk")))
        return self.filter(pk__in=counted_by(user)).annotate(reviews=reviews)

    def on_desk_of(self, user: "User | AnonymousUser") -> Self:
        """Offices that lead somewhere on the desk of `user`: their requests, their sums or their entry.

        Each with `reviews`, `counts` and `keeps`, which say where.
        """
        if not user.is_authenticated:
            return self.none()
        mine = user.office_memberships.filter(office=OuterRef("pk"))
        leads = {
            "reviews": Exists(mine.filter(role__in=REVIEWERS)),
            "counts": Exists(mine.filter(role__in=READERS_OF_SUMS)),
            "keeps": Exists(mine.filter(role=OfficeRole.DIRECTORY_EDITOR)),
        }
        return self.filter(pk__in=user.office_memberships.values("office")).annotate(**leads)

    def kept_by(self, user: "User | AnonymousUser") -> Self:
        """Entries of the directory that `user` keeps up to date as a directory editor.

        That of the own Office; an authority of a Land keeps those in its Land, too, that have no editor.
        """
        if not user.is_authenticated:
            return self.none()
        mine = user.office_memberships.filter(role=OfficeRole.DIRECTORY_EDITOR)
        lands = mine.filter(office__level=OfficeLevel.LAND).values("office__land")
        return self.filter(Q(pk__in=mine.values("office")) | Q(land__in=lands) & ~Q(_has_editor()))

    def kept_by_nobody(self) -> Self:
        """Entries of the directory for which portal staff alone answers."""
        of_the_land = self.model._default_manager.filter(_has_editor(), level=OfficeLevel.LAND)
        return self.exclude(Q(_has_editor()) | Q(Exists(of_the_land.filter(land=OuterRef("land")))))

    def due_for_checking(self, day: date) -> Self:
        """Entries at which nobody has looked for half a year, or whose validity has ended; longest first."""
        old = Q(last_checked__isnull=True) | Q(last_checked__lt=day - RECHECK_AFTER) | Q(valid_until__lt=day)
        return self.listed().filter(old).order_by(F("last_checked").asc(nulls_first=True), "name")

    def responsible_for(self, land: "Land", district: "District | None" = None) -> Self:
        """Contact points for somebody in `land`, and those of the district where there are any."""
        here = Q(districts__isnull=True)
        if district is not None:
            here |= Q(districts=district)
        return self.filter(here, Q(land=land) | Q(level=OfficeLevel.FEDERAL)).distinct()


OfficeManager = models.Manager.from_queryset(OfficeQuerySet)
