from __future__ import annotations

import math
import uuid
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, override

from organisations.models import Organisation
from parentwork.choices import Audience, DateState, SignUp, WorkshopState
from parentwork.models.concepts import Concept
from parentwork.models.formats import Format
from parentwork.models.places import School, Venue
from parentwork.queries.workshops import WorkshopDateManager, WorkshopManager
from portal.guides.models import Topic
from portal.lib import codes
from portal.lib.dates import BERLIN, at_berlin, today
from portal.lib.text import fold

# How early families can be reminded.
MOST_DAYS_BEFORE, MOST_HOURS_BEFORE = 14, 12
MOST_CHILDCARE_DAYS = 30
MOST_FAMILIES = 50  # that may be needed before an interpreter comes
# How long families are asked how a date was.
ASKED_FOR = timedelta(days=28)


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
    def carer_was_checked(self) -> bool:
        """Whoever is responsible for the children has shown an extended certificate of conduct."""
        return self.child_carer is not None and self.child_carer.certificate_seen is not None

    def carers_needed(self, children: int) -> int:
        """How many people are to look after so many children."""
        return math.ceil(children / self.children_per_carer) if self.children_per_carer else int(children > 0)


class WorkshopDate(models.Model):
    """One date of a series, a row of its own: it can move, be cancelled or be added."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="dates")
    state = models.CharField(_("state"), max_length=10, choices=DateState, default=DateState.PLANNED)
    version = models.PositiveIntegerField(default=1, editable=False)
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(_("ends"))
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("place"), related_name="dates")
    seats = models.PositiveSmallIntegerField(
        _("seats for adults"), validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    childcare = models.PositiveSmallIntegerField(
        _("childcare places"), default=0, validators=[MaxValueValidator(100)]
    )
    # So many more adults may book than there are seats, since some do not come; never children.
    overbook = models.PositiveSmallIntegerField(
        _("adults more than seats"), default=0, validators=[MaxValueValidator(100)]
    )
    reason = models.CharField(_("reason, shown to families"), max_length=200, blank=True)
    recorded = models.DateTimeField(_("attendance recorded"), null=True, blank=True, editable=False)

    objects: ClassVar[WorkshopDateManager] = WorkshopDateManager()

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts", "id"]
        indexes = [
            models.Index(fields=["starts", "id"], name="dates_in_order"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "starts"], name="one_date_per_start"),
            # What the composite foreign key of an assignment points at.
            models.UniqueConstraint(fields=["id", "starts", "ends"], name="date_with_its_time"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="date_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="date_has_a_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.workshop} · {self.starts.astimezone(BERLIN):%Y-%m-%d %H:%M}"

    @property
    def uid(self) -> str:
        """What calendar programs know the date by, in every file and for ever."""
        return f"{self.workshop.public_id}-{self.pk}@elternbruecke"

    @property
    def attendance_version(self) -> int:
        """Which state of who came this is, whatever else of the date has changed; 0 before it is typed in."""
        door = getattr(self, "door", None)
        said = [moment for moment in (self.recorded, door and door.ticked) if moment]
        return int(max(said).timestamp() * 1_000_000) if said else 0

    @property
    def day(self) -> date:
        """The day on the calendar in Berlin."""
        return self.starts.astimezone(BERLIN).date()

    @property
    def has_come(self) -> bool:
        """Its day is today or was before, so that people may be counted."""
        return self.day <= today()

    @property
    def is_cancelled(self) -> bool:
        return self.state == DateState.CANCELLED

    @property
    def bookable(self) -> int:
        """So many adults may book."""
        return self.seats + self.overbook

    @property
    def childcare_closes(self) -> datetime:
        """Until then families may book childcare; the day set for it counts in full."""
        days = self.workshop.childcare_days
        return at_berlin(self.day - timedelta(days=days - 1), time()) if days else self.starts

    @property
    def takes_children(self) -> bool:
        """Families may still book childcare by themselves."""
        return self.childcare > 0 and timezone.now() < self.childcare_closes

    @property
    def asked_from(self) -> datetime | None:
        """From the day of the first reminder families can say that they come; None without that reminder."""
        days = self.workshop.remind_days
        return at_berlin(self.day - timedelta(days=days), time()) if days else None

    @property
    def asks_who_comes(self) -> bool:
        asked = self.asked_from
        return asked is not None and asked <= timezone.now() < self.starts and not self.is_cancelled

    @property
    def is_over(self) -> bool:
        return self.ends <= timezone.now()

    @property
    def feedback_code(self) -> str:
        """Keeps the page for answers to those who were told its address; the same for all families."""
        return codes.derived("feedback", str(self.pk), 8)

    @property
    def takes_feedback(self) -> bool:
        """From its beginning, for four weeks."""
        now = timezone.now()
        return self.starts <= now < self.ends + ASKED_FOR and not self.is_cancelled

    def feedback_path(self) -> str:
        return reverse("parentwork:feedback", args=[self.pk, self.feedback_code])

    def feedback_address(self, language: str) -> str:
        """The whole address in a language, for messages and QR codes."""
        with override(language):
            return settings.SITE_URL + self.feedback_path()

    @property
    def gaps(self) -> list[str | Promise]:
        """Which help is still missing for a date to come; needs `with_helpers()`.

        Interpreters too where `wishes` were put on it (`queries.interpreting`).
        """
        if self.is_over or self.is_cancelled:
            return []
        missing: list[str | Promise] = []
        if not self.has_lead:  # type: ignore[attr-defined]
            missing.append(_("nobody leads yet"))
        lacking = self.workshop.carers_needed(self.childcare) - self.carers  # type: ignore[attr-defined]
        if self.childcare and not self.carers:  # type: ignore[attr-defined]
            missing.append(_("nobody looks after the children yet"))
        elif lacking > 0:
            words = ngettext_lazy("%d more for the children is needed", "%d more for the children are needed")
            missing.append(words % lacking)
        for wish in getattr(self, "wishes", ()):
            if wish.is_open:
                missing.append(_("no interpreter yet: %(language)s") % {"language": wish.name})
        if self.asks:  # type: ignore[attr-defined]
            missing.append(_("a helper has not answered yet"))
        return missing

    # These two need `with_places()`. What a family waits for is not free for those who come later.
    @property
    def seats_left(self) -> int:
        free = max(0, self.bookable - self.adults_taken)  # type: ignore[attr-defined]
        return 0 if self.adults_awaited > free else free  # type: ignore[attr-defined]

    @property
    def childcare_left(self) -> int:
        free = max(0, self.childcare - self.childcare_taken)  # type: ignore[attr-defined]
        return 0 if self.childcare_awaited > free else free  # type: ignore[attr-defined]
