from __future__ import annotations

import math
import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from organisations.models import Organisation
from parentwork.choices import BANDS, Audience, SignUp, WorkshopState
from parentwork.models.concepts import Concept
from parentwork.models.formats import Format
from parentwork.models.places import School, Venue
from parentwork.queries.workshops import WorkshopManager
from portal.guides.models import Topic
from portal.lib.text import fold

# How early families can be reminded.
MOST_DAYS_BEFORE, MOST_HOURS_BEFORE = 14, 12
MOST_CHILDCARE_DAYS = 30
MOST_FAMILIES = 50  # that may be needed before an interpreter comes


class Workshop(models.Model):
    """A series of dates, or a single evening, that an organisation offers to parents."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="workshops")
    state = models.CharField(_("state"), max_length=10, choices=WorkshopState, default=WorkshopState.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    format = models.ForeignKey(Format, models.PROTECT, verbose_name=_("format"), related_name="workshops")
    concept = models.ForeignKey(
        Concept,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("concept"),
        related_name="workshops",
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what happens there"), max_length=3000, blank=True)
    languages = ArrayField(models.CharField(max_length=12), verbose_name=_("languages spoken"), default=list)
    audience = models.CharField(_("for"), max_length=8, choices=Audience, default=Audience.ALL)
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("place"), related_name="workshops")
    school = models.ForeignKey(
        School,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("partner school"),
        related_name="workshops",
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="workshops")
    cost = models.DecimalField(
        _("cost for a family in euro"),
        max_digits=6, decimal_places=2, default=0, validators=[MinValueValidator(0)],
    )  # fmt: skip

    sign_up = models.CharField(_("sign-up"), max_length=10, choices=SignUp, default=SignUp.SERIES)
    sign_up_from = models.DateTimeField(_("sign-up from"), null=True, blank=True)
    sign_up_until = models.DateTimeField(_("sign-up until"), null=True, blank=True)
    has_waiting_list = models.BooleanField(_("keep a waiting list when it is full"), default=True)
    # Some awards ask for a list with names and signatures; families read that before they book.
    signed_list = models.BooleanField(_("the award asks for a list with names and signatures"), default=False)
    offers_places = models.BooleanField(
        _("ask families whether they take places that become free"), default=True
    )
    # Families are reminded twice; 0 leaves one out.
    remind_days = models.PositiveSmallIntegerField(
        _("reminder: days before"), default=3, validators=[MaxValueValidator(MOST_DAYS_BEFORE)]
    )
    remind_hours = models.PositiveSmallIntegerField(
        _("reminder: hours before"), default=3, validators=[MaxValueValidator(MOST_HOURS_BEFORE)]
    )
    # What a new date starts with; each date keeps its own capacity.
    seats = models.PositiveSmallIntegerField(
        _("seats for adults"), default=12, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    childcare = models.PositiveSmallIntegerField(
        _("childcare places"), default=0, validators=[MaxValueValidator(100)]
    )
    childcare_from_age = models.PositiveSmallIntegerField(
        _("childcare from age"), default=0, validators=[MaxValueValidator(17)]
    )
    childcare_to_age = models.PositiveSmallIntegerField(
        _("childcare up to age"), default=12, validators=[MaxValueValidator(17)]
    )
    # Until so many days before a date families may say that their children come along; 0 is until it begins.
    childcare_days = models.PositiveSmallIntegerField(
        _("childcare is booked so many days before"),
        default=0,
        validators=[MaxValueValidator(MOST_CHILDCARE_DAYS)],
    )
    children_per_carer = models.PositiveSmallIntegerField(
        _("children for each person who looks after them"),
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(30)],
    )  # fmt: skip
    child_carer = models.ForeignKey(
        "parentwork.Helper",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("responsible for the childcare"),
        related_name="+",
    )
    # Somebody interprets into these languages if so many families wish it.
    interpreting = ArrayField(
        models.CharField(max_length=12), verbose_name=_("interpreters on request"), default=list, blank=True
    )
    interpreting_from = models.PositiveSmallIntegerField(
        _("an interpreter comes from so many families on"),
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_FAMILIES)],
    )  # fmt: skip
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    objects: ClassVar[WorkshopManager] = WorkshopManager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "state"], name="workshop_of_organisation"),
            GinIndex(fields=["languages"], name="workshop_languages"),
            GinIndex(fields=["interpreting"], name="workshop_interpreting"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="workshop_has_a_seat"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="workshop_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(childcare_to_age__gte=F("childcare_from_age")), name="childcare_ages_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("parentwork:detail", args=[self.pk, self.slug])

    def whole_address(self, language: str) -> str:
        """The address of its public page in a language, for messages."""
        with override(language):
            return settings.SITE_URL + self.get_absolute_url()

    @property
    def slug(self) -> str:
        """The title for an address, German first, so that it is the same in every language."""
        title = getattr(self, "title_de", None) or getattr(self, "title_en", None) or self.title or ""
        return slugify(fold(title))[:60] or "workshop"

    @property
    def written_languages(self) -> list[str]:
        """The languages in which title or text is written, German first; German where nothing is."""
        return [
            code
            for code, _name in settings.LANGUAGES
            if any(getattr(self, f"{what}_{code.replace('-', '_')}") for what in ("title", "text"))
        ] or ["de"]

    @property
    def is_published(self) -> bool:
        return self.state == WorkshopState.PUBLISHED

    @property
    def is_open(self) -> bool:
        return self.sign_up == SignUp.OPEN

    @property
    def takes_bookings(self) -> bool:
        """Families sign up for it, as long as it has dates to come."""
        return self.is_published and not self.is_open

    @property
    def families_may_book(self) -> bool:
        """By themselves: in the time set for it; before and later only through the association."""
        is_over = self.sign_up_until is not None and self.sign_up_until < timezone.now()
        return self.takes_bookings and not is_over and not self.begins_later

    @property
    def begins_later(self) -> bool:
        """Families cannot sign up yet."""
        return self.takes_bookings and self.sign_up_from is not None and self.sign_up_from > timezone.now()

    @property
    def offered_bands(self) -> list[str]:
        """Age bands for which there is childcare; none without childcare."""
        if not self.childcare:
            return []
        ages = {band: self.ages_taken(band) for band in BANDS}
        return [band for band, (youngest, oldest) in ages.items() if youngest <= oldest]

    def ages_taken(self, band: str) -> tuple[int, int]:
        """Youngest and oldest age of a band that childcare takes, the wrong way round if it takes none."""
        start, end = BANDS[band]
        return max(start, self.childcare_from_age), min(end, self.childcare_to_age)

    def carers_needed(self, children: int) -> int:
        """How many people are to look after so many children."""
        return math.ceil(children / self.children_per_carer) if self.children_per_carer else int(children > 0)
