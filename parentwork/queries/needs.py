from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, Value, When

from organisations.choices import FAMILY_READERS
from parentwork.queries.codes import OpenedByCode
from parentwork.queries.members import Person
from portal.lib import geo
from portal.lib.dates import today

# An organisation is near up to this distance from its own place.
REACH_KM = 50


class NeedQuerySet(OpenedByCode):
    """What families and schools look for."""

    def visible_to(self, user: Person, organisation: Any) -> Self:
        """Open needs near `organisation`, and those that it has answered, for those who run its workshops."""
        members = organisation.memberships.filter(user=user.pk, role__in=FAMILY_READERS)
        if not (organisation.is_listed and members.exists()):
            return self.none()
        return self.near(organisation).filter(self._open() | Q(answered_by=organisation))

    def near(self, organisation: Any, km: float = REACH_KM) -> Self:
        """Needs up to `km` from the place of `organisation`, nearest first; none if it has named no place."""
        if organisation.postal_code is None:
            return self.none().annotate(distance=Value(0.0))
        columns = {"latitude": "place__latitude", "longitude": "place__longitude"}
        return geo.near(self, organisation.postal_code.point, km, **columns)

    def open(self) -> Self:
        """Those that nobody has answered and that are not over."""
        return self.filter(self._open())

    def spoken_first(self, languages: list[str]) -> Self:
        """Of rows with a `distance`, those in one of the languages first, then by distance."""
        strange = Case(When(spoken__in=languages, then=Value(0)), default=Value(1))
        return self.order_by(strange, "distance", "pk")

    def for_pages(self) -> Self:
        """With all that a page shows of them, in one query."""
        return self.select_related("place__district__land", "topic", "answered_by", "workshop__organisation")

    @staticmethod
    def _open() -> Q:
        return Q(answer="", delete_on__gt=today())


NeedManager = models.Manager.from_queryset(NeedQuerySet)
