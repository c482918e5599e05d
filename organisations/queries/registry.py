"""Who sees which organisation. What somebody may do is said in `rules`."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordDistance
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.module_loading import import_string

from organisations.choices import (
    FUNDING_APPLICANTS,
    FUNDING_READERS,
    HIDDEN,
    PLANNERS,
    YEARLY_EDITORS,
    YEARLY_READERS,
    ListingState,
    Role,
    Verb,
)
from organisations.queries.networks import lasting
from portal.lib import geo
from portal.lib.text import search_words

if TYPE_CHECKING:
    from portal.accounts.models import User

# Words that half of all associations bear, and that nobody means when searching.
_SHORT = 6  # letters of a word that one error makes too unlike itself to be found by its trigrams
_SAYS_NOTHING = {"ev", "gmbh", "ggmbh", "der", "die", "das", "und", "fuer", "fur"}


def _telling(text: str) -> list[str]:
    return [word for word in search_words(text) if word not in _SAYS_NOTHING]


class OrganisationQuerySet(models.QuerySet[Any]):
    """Organisations of the registry."""

    def public(self) -> Self:
        """Entries that the public sees: listed ones whole, unclaimed ones by name and town."""
        return self.exclude(state__in=HIDDEN)

    def listed(self) -> Self:
        """Entries with a public page."""
        return self.filter(state=ListingState.LISTED)

    def claimable(self) -> Self:
        """Entries of public lists that nobody looks after yet."""
        return self.filter(state=ListingState.UNCLAIMED, memberships=None)

    def recoverable(self) -> Self:
        """Entries that the public sees and that somebody looks after or has looked after, reachable or not:
        all that can not be claimed."""
        return self.public().filter(Q(state=ListingState.LISTED) | Q(memberships__isnull=False)).distinct()

    def networks(self) -> Self:
        """Umbrella organisations with a public page, by name."""
        return self.listed().filter(is_umbrella=True).order_by("sort_key", "id")

    def topmost(self, day: date) -> Self:
        """Networks that belong to no other network on `day`, as far as everybody sees it, by name."""
        affiliations = apps.get_model("organisations", "Affiliation").objects.in_public(day)
        return self.networks().filter(~Exists(affiliations.filter(member=OuterRef("pk"))))

    def coordinated(self) -> Self:
        """Organisations with a coordinator who can still sign in."""
        active = {"memberships__role": Role.COORDINATOR, "memberships__user__is_active": True}
        return self.filter(**active).distinct()

    def of(self, user: "User | AnonymousUser") -> Self:
        """Organisations in which `user` is a member, whatever the role."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user)

    def coordinated_by(self, user: "User | AnonymousUser") -> Self:
        """Organisations that `user` coordinates."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role=Role.COORDINATOR)

    def handed_over_by(self, user: "User | AnonymousUser") -> Self:
        """Organisations that `user` has handed over to somebody else and left."""
        if not user.is_authenticated:
            return self.none()
        handed_over = self.filter(decisions__verb=Verb.HAND_OVER, decisions__by=user)
        return handed_over.exclude(memberships__user=user).distinct()

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Organisations whose inner pages `user` may open: its members and portal staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(memberships__user=user)  # one membership per person, so no doubles

    def trusted_or_not_by(self, user: "User | AnonymousUser", day: date) -> Self:
        """Organisations of which `user` may see who checked them: besides `visible_to` the coordinators of
        networks that they belong to on `day`, or that have checked them."""
        if not user.is_authenticated or user.is_staff:
            return self.visible_to(user)
        every = self.model._default_manager
        networks = every.coordinated_by(user)
        belonging = every.filter(lasting(day), affiliations__umbrella__in=networks)
        checked = Q(verifications__umbrella__in=networks, verifications__ended="")
        return self.filter(Q(memberships__user=user) | Q(pk__in=belonging) | checked).distinct()

    def able_to_verify(self, organisation: models.Model, user: "User", day: date) -> Self:
        """Networks that `organisation` belongs to on `day` and that `user` coordinates, by name."""
        return self.networks().umbrellas_of(organisation, day).coordinated_by(user)

    def planned_by(self, user: "User | AnonymousUser") -> Self:
        """Organisations whose workshops `user` plans."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=PLANNERS)

    def funding_open_to(self, user: "User | AnonymousUser") -> Self:
        """Organisations whose requests for money `user` may see: members in certain roles, nobody else."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=FUNDING_READERS)

    def asking_through(self, user: "User | AnonymousUser") -> Self:
        """Organisations whose requests for money `user` makes."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=FUNDING_APPLICANTS)

    def yearly_open_to(self, user: "User | AnonymousUser") -> Self:
        """Organisations whose yearly answers `user` may read: members in certain roles, nobody else."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=YEARLY_READERS)

    def answering_through(self, user: "User | AnonymousUser") -> Self:
        """Organisations whose yearly questions `user` answers."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=YEARLY_EDITORS)

    def matching(self, text: str) -> Self:
        """Entries with each word of `text` in name or place; where none has them, those that look like it.

        So a common word costs no comparison of every entry with it. Nor do short words, which one error
        makes another one (Vrein): of these the words of names that are most like them are looked for first.
        """
        words = _telling(text)
        if not words:
            return self
        if (exact := self._having(words)).exists():
            return exact
        are_short = max(map(len, words)) <= _SHORT
        if are_short and (likeliest := self._having_likeliest(words)).exists():
            return likeliest
        if (alike := self.resembling(text)).exists():
            return alike
        return exact if are_short else self._having_likeliest(words)

    def _having_likeliest(self, words: list[str]) -> Self:
        """Entries with the words of names that are most like these."""
        return self._having(apps.get_model("organisations", "NameWord").objects.spelt_right(words))

    def _having(self, words: list[str]) -> Self:
        """Entries with each of the folded words, by name."""
        rows = self
        for word in words:
            rows = rows.filter(search_text__contains=word)
        return rows.by_name()

    def resembling(self, text: str) -> Self:
        """Entries with each word of `text` in name or place, typing errors forgiven, the closest first."""
        words = _telling(text)
        if not words:
            return self
        rows = self
        for word in words:
            rows = rows.filter(search_text__trigram_word_similar=word)
        # Twice as precise as PostgreSQL says it, so that the number finds its row again.
        remoteness = Cast(TrigramWordDistance(" ".join(words), "search_text"), models.FloatField())
        return rows.annotate(remoteness=remoteness).order_by("remoteness", "sort_key", "id")

    def speaking(self, language: str) -> Self:
        """Entries with a page whose people speak the language of this code; of the others we say nothing."""
        return self.listed().filter(languages__contains=[language])

    def for_age(self, phase: str) -> Self:
        """Entries with a page that say to work for families with children of this age."""
        return self.listed().filter(age_phases__contains=[phase])

    def doing(self, activity: str) -> Self:
        """Entries with a page that say to do this for families."""
        return self.listed().filter(activities__contains=[activity])

    def working(self, level: str) -> Self:
        """Entries with a page that work at this level; of the others we do not know it."""
        return self.listed().filter(level=level)

    def offering(self) -> Self:
        """Entries with a page that have a public meeting to come; the calendar says which these are."""
        return self.listed().filter(pk__in=import_string(settings.ORGANISATIONS_OFFERING)())

    def near(self, point: tuple[float, float], km: float) -> Self:
        """Entries up to `km` from `point` (latitude, longitude), nearest first, with `distance`."""
        return geo.near(self, point, km, latitude="postal_code__latitude", longitude="postal_code__longitude")

    def counts_by_land(self) -> dict[str | None, int]:
        """How many entries each Land has, by its code; those of which we know no Land under None."""
        return dict(self.order_by().values_list("land").annotate(number=Count("pk")))

    def counts_by_district(self) -> list[tuple[str, str, int]]:
        """AGS, name and number of entries of each district that has any, by name."""
        rows = self.filter(district__isnull=False).order_by("district__name", "district")
        return list(rows.values_list("district", "district__name").annotate(number=Count("pk")))

    def by_name(self) -> Self:
        """Entries with a page before those of which we only know the name, each by the alphabet."""
        return self.order_by("state", "sort_key", "id")  # "listed" < "unclaimed"

    def perhaps_the_same_as(self, organisation: Any, likeness: float = 0.75) -> Self:
        """Other entries with nearly the same name: candidates for one association that stands here twice."""
        others = self.exclude(pk=organisation.pk).resembling(organisation.name)
        likely = TrigramSimilarity("sort_key", organisation.sort_key)
        return others.annotate(likeness=likely).filter(likeness__gte=likeness).order_by("-likeness")[:3]

    def members_of(self, umbrella: models.Model, day: date) -> Self:
        """Organisations that belong to `umbrella` on `day`."""
        return self.filter(lasting(day), affiliations__umbrella=umbrella)

    def umbrellas_of(self, member: models.Model, day: date) -> Self:
        """Networks that `member` belongs to on `day`."""
        return self.filter(lasting(day, "member_affiliations__"), member_affiliations__member=member)


class MembershipQuerySet(models.QuerySet[Any]):
    """Who works where."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Memberships in the organisations of `user`; portal staff sees all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(organisation__memberships__user=user)

    def coordinating(self) -> Self:
        """Coordinators who can sign in."""
        return self.filter(role=Role.COORDINATOR, user__is_active=True)

    def reading_yearly(self) -> Self:
        """Those who can sign in and may read what their organisation says once a year, by name."""
        rows = self.filter(role__in=YEARLY_READERS, user__is_active=True)
        return rows.select_related("user").order_by("user__name", "pk")

    def answering(self) -> Self:
        """Those who can sign in and answer for their organisation what it is asked."""
        return self.filter(role__in=YEARLY_EDITORS, user__is_active=True)

    def alone(self) -> Self:
        """Coordinators beside whom nobody coordinates their organisation who can still sign in."""
        others = self.model._default_manager.filter(
            organisation=OuterRef("organisation"), role=Role.COORDINATOR, user__is_active=True
        )
        return self.filter(~Exists(others.exclude(user=OuterRef("user"))), role=Role.COORDINATOR)

    def asking_for_funding(self) -> Self:
        """Those who make the requests for money of their organisation and hear about them."""
        return self.filter(role__in=FUNDING_APPLICANTS, user__is_active=True)


OrganisationManager = models.Manager.from_queryset(OrganisationQuerySet)
MembershipManager = models.Manager.from_queryset(MembershipQuerySet)
