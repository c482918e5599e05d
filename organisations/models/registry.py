from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from organisations.choices import (
    HIDDEN,
    Access,
    Activity,
    AgePhase,
    Gap,
    LegalForm,
    Level,
    ListingState,
)
from organisations.models.opening import Opening, openings
from organisations.models.profile import column_of
from organisations.queries import OrganisationManager
from portal.lib.text import fold, searchable
from portal.places.models import District, Land, PostalCode

if TYPE_CHECKING:
    from organisations.models.decisions import Decision
    from organisations.models.mandates import Mandate

# What has come with the list of a network has a source that begins like this.
NETWORK_SOURCE = "network-"
# How an entry looks that nobody can be reached by.
# Many a logo shows an address, too.
NO_CONTACT: dict[str, Any] = {
    "email": "", "phone": "", "website": "", "street": "", "mailboxes": {}, "logo": None,
}  # fmt: skip


class Organisation(models.Model):
    """An immigrant organisation, or an umbrella of such organisations."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address of the page"), max_length=80, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=ListingState, default=ListingState.UNCLAIMED)
    version = models.PositiveIntegerField(default=1, editable=False)
    name = models.CharField(_("name"), max_length=200)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    about = models.TextField(_("what we do"), blank=True, max_length=4000)
    is_umbrella = models.BooleanField(_("network of organisations"), default=False)
    level = models.CharField(_("works"), max_length=8, choices=Level, default=Level.LOCAL)
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages spoken"), default=list, blank=True
    )
    age_phases = ArrayField(
        models.CharField(max_length=12, choices=AgePhase), verbose_name=_("ages"), default=list, blank=True
    )
    activities = ArrayField(
        models.CharField(max_length=16, choices=Activity), verbose_name=_("Activities"), default=list,
        blank=True,
    )  # fmt: skip
    open_to_all = models.BooleanField(_("open to all families"), default=True)

    legal_form = models.CharField(
        _("legal form"), max_length=12, choices=LegalForm, default=LegalForm.UNKNOWN
    )
    register_court = models.CharField(_("register court"), max_length=80, blank=True)
    register_number = models.CharField(_("register number"), max_length=40, blank=True)
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)

    street = models.CharField(_("street and number"), max_length=120, blank=True)
    street_is_public = models.BooleanField(_("show the street to everybody"), default=False)
    postal_code = models.ForeignKey(
        PostalCode, models.PROTECT, verbose_name=_("postal code"), null=True, blank=True, related_name="+"
    )
    # As an imported list wrote it, where that is no postal code we know.
    postal_code_as_written = models.CharField(
        _("postal code as written"), max_length=20, blank=True, editable=False
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, verbose_name=_("district"), null=True, blank=True,
        related_name="organisations",
    )  # fmt: skip
    land = models.ForeignKey(
        Land, models.PROTECT, verbose_name=_("Land"), null=True, blank=True, related_name="organisations"
    )
    email = models.EmailField(_("function mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "organisations.Logo", models.SET_NULL, verbose_name=_("logo"), null=True, blank=True, related_name="+"
    )
    # Lists of their own, each in one column: so an event of the history holds the whole entry.
    mailboxes = models.JSONField(_("more mail addresses"), default=dict, blank=True)  # by `Purpose`
    opening_hours = models.JSONField(_("opening hours"), default=list, blank=True)  # see `openings`
    access = ArrayField(
        models.CharField(max_length=12, choices=Access), verbose_name=_("access to the rooms"), default=list,
        blank=True,
    )  # fmt: skip
    # By language the version with which its texts were last saved; of German, last changed.
    words_saved = models.JSONField(default=dict, blank=True, editable=False)

    # Where an imported entry comes from, and how its row is called there.
    source = models.CharField(_("list it comes from"), max_length=60, blank=True, editable=False)
    source_key = models.CharField(_("number in that list"), max_length=120, blank=True, editable=False)
    # Both folded by portal.lib.text whenever the row is saved: name and place for search with typing
    # errors, and the name alone to sort by, since the database knows no alphabet.
    search_text = models.TextField(blank=True, editable=False)
    sort_key = models.CharField(max_length=420, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="organisations"
    )

    objects: ClassVar[OrganisationManager] = OrganisationManager()

    # The mandate under which the reader of a page writes this entry in its people's place, if it is so.
    mandate: Mandate | None = None

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["state", "sort_key", "id"], name="organisation_by_name"),
            models.Index(fields=["land", "state", "sort_key", "id"], name="organisation_by_land"),
            # The first page names those that changed last, which are not looked for among all.
            models.Index(
                fields=["-updated", "-id"], condition=Q(state=ListingState.LISTED), name="organisation_lately"
            ),
            # Read far more often than written: no list of pending entries that each search would read too.
            GinIndex(fields=["languages"], name="organisation_by_language", fastupdate=False),
            GinIndex(fields=["activities"], name="organisation_by_activity", fastupdate=False),
            GinIndex(
                fields=["search_text"],
                opclasses=["gin_trgm_ops"],
                name="organisation_by_text",
                fastupdate=False,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source=""), name="imported_entry_once"
            ),
            models.CheckConstraint(condition=Q(state__in=ListingState.values), name="known_listing_state"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="known_level"),
            models.CheckConstraint(
                condition=Q(age_phases__contained_by=list(AgePhase.values)), name="known_age_phases"
            ),
            models.CheckConstraint(
                condition=Q(activities__contained_by=list(Activity.values)), name="known_activities"
            ),
            models.CheckConstraint(
                condition=Q(access__contained_by=list(Access.values)), name="known_access"
            ),
            models.CheckConstraint(
                condition=Q(founded__isnull=True) | Q(founded__range=(1800, 2100)), name="founded_in_a_year"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=~Q(state=ListingState.REMOVED) | Q(**NO_CONTACT),
                name="nobody_is_reached_by_a_removed_entry",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text", "sort_key"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("organisations:detail", args=[self.slug])

    def fold(self) -> None:
        """Fill the columns for search and order; `save` does, before `bulk_create` call it yourself."""
        own_words = self.in_languages("summary").values() if self.is_listed else ()
        self.search_text = searchable(self.name, self.place, self.postal_code_id or "", *own_words)
        self.sort_key = fold(self.name)[:420]

    def in_languages(self, field: str) -> dict[str, str]:
        """The texts of a translated column by language code, blank ones left out."""
        columns = ((code, column_of(field, code)) for code, _name in settings.LANGUAGES)
        return {code: text for code, column in columns if (text := getattr(self, column, None))}

    @property
    def openings(self) -> list[Opening]:
        return openings(self.opening_hours)

    @property
    def outdated_words(self) -> list[str]:
        """Languages whose texts were last saved before the German ones changed."""
        german = self.words_saved.get(settings.LANGUAGE_CODE, 0)
        written = self.in_languages("summary") | self.in_languages("about")
        return [code for code in written if self.words_saved.get(code, 0) < german]

    @property
    def gaps(self) -> list[Gap]:
        """What is missing before the page can be shown to everybody."""
        filled = {
            Gap.SUMMARY: bool(self.in_languages("summary")),
            Gap.LANGUAGES: bool(self.languages),
            Gap.PLACE: bool(self.postal_code_id),
            Gap.CONTACT: bool(self.email or self.phone or self.website),
        }
        return [gap for gap, is_filled in filled.items() if not is_filled]

    @property
    def last_decision(self) -> Decision | None:
        """The line of the log that brought the entry into its state; None where it has never had another."""
        return self.decisions.exclude(before=F("after")).first()

    @property
    def is_listed(self) -> bool:
        return self.state == ListingState.LISTED

    @property
    def is_unclaimed(self) -> bool:
        return self.state == ListingState.UNCLAIMED

    @property
    def is_from_network(self) -> bool:
        """It has come with the list of a network; compare `models.lists.own_code`."""
        return self.source.startswith(NETWORK_SOURCE)

    @property
    def is_suspended(self) -> bool:
        return self.state == ListingState.SUSPENDED

    @property
    def is_removed(self) -> bool:
        return self.state == ListingState.REMOVED

    @property
    def is_hidden(self) -> bool:
        """The public sees nothing of it; compare `OrganisationQuerySet.public`."""
        return self.state in HIDDEN
