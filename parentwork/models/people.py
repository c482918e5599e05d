from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from phonenumber_field.modelfields import PhoneNumberField

from organisations.models import Organisation
from parentwork.choices import AssignmentState, HelperRole, HoursVerb
from parentwork.models.dates import During, WorkshopDate
from parentwork.models.workshops import Workshop
from parentwork.queries.people import AssignmentManager, HelperManager, VolunteerHoursManager
from portal.lib.dates import today


class Helper(models.Model):
    """A person who leads, interprets, looks after children or helps; with or without an account."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="helpers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="helps_as"
    )
    name = models.CharField(_("name"), max_length=120)
    is_paid = models.BooleanField(_("paid"), default=False)
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages spoken"), default=list, blank=True
    )
    email = models.EmailField(_("mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    # When she can usually help, 0 is Monday; nothing said is any time.
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days of the week"), default=list,
        blank=True,
    )  # fmt: skip
    free_from = models.TimeField(_("from"), null=True, blank=True)
    free_until = models.TimeField(_("until"), null=True, blank=True)
    # That an extended certificate of conduct was seen, and when: never what it says.
    certificate_seen = models.DateField(_("extended certificate of conduct seen on"), null=True, blank=True)
    secrecy_agreed = models.DateField(_("promised to keep silent on"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects: ClassVar[HelperManager] = HelperManager()

    class Meta:
        verbose_name = _("helper")
        verbose_name_plural = _("helpers")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(user__isnull=False),
                name="one_helper_per_account",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def certificate_until(self) -> date | None:
        """The last day on which the certificate of conduct that was seen counts; None where none was."""
        seen = self.certificate_seen
        return seen and seen + relativedelta(years=settings.CERTIFICATE_VALID_YEARS)

    def certificate_holds_on(self, day: date) -> bool:
        """That it was seen counts on that day; to be going to see it counts for nothing."""
        seen, until = self.certificate_seen, self.certificate_until
        return seen is not None and until is not None and seen <= today() and day <= until

    @property
    def certificate_holds(self) -> bool:
        return self.certificate_holds_on(today())


class DaysAway(models.Model):
    """Days on which a helper cannot help; deleted when they are over."""

    helper = models.ForeignKey(Helper, models.CASCADE, related_name="days_away")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))

    objects: ClassVar[models.Manager[DaysAway]] = models.Manager()

    class Meta:
        verbose_name = _("days away")
        verbose_name_plural = _("days away")
        ordering = ["first", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="days_away_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.helper}: {self.first} – {self.last}"


class Assignment(models.Model):
    """A helper on a date. `starts` and `ends` are the date's own: the database copies them.

    A composite foreign key (made in the migration) moves them along with the date, and the exclusion
    constraint then refuses a date that would put somebody in two places.
    """

    date = models.ForeignKey(WorkshopDate, models.CASCADE, related_name="assignments")
    helper = models.ForeignKey(Helper, models.CASCADE, related_name="assignments")
    role = models.CharField(_("role"), max_length=12, choices=HelperRole, default=HelperRole.HELP)
    state = models.CharField(
        _("state"), max_length=10, choices=AssignmentState, default=AssignmentState.AGREED
    )
    starts = models.DateTimeField(editable=False)
    ends = models.DateTimeField(editable=False)
    # Who is asked by message answers by a link, without an account; what is asked together has one link.
    secret = models.CharField(max_length=32, db_index=True, null=True, blank=True, editable=False)
    # Behind these it was asked before; they lead to where it is asked now.
    earlier_links = ArrayField(models.CharField(max_length=32), default=list, blank=True, editable=False)
    asked = models.DateTimeField(_("asked"), null=True, blank=True, editable=False)
    answered = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    # Asked again since the date moved: when it began as far as the helper knew. Empty with the next answer.
    moved_from = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[AssignmentManager] = AssignmentManager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["starts", "id"]
        indexes = [GinIndex(fields=["earlier_links"], name="assignment_earlier_links")]
        constraints = [
            models.UniqueConstraint(fields=["date", "helper"], name="helper_once_per_date"),
            ExclusionConstraint(
                name="nobody_is_in_two_places",
                expressions=[
                    ("helper", RangeOperators.EQUAL),
                    (During("starts", "ends"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=AssignmentState.AGREED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper} · {self.date}"

    def get_absolute_url(self) -> str:
        return reverse("parentwork:helping", args=[self.secret])

    def whole_address(self, language: str) -> str:
        """The address of the page on which the helper answers, for messages."""
        with override(language):
            return settings.SITE_URL + self.get_absolute_url()

    @property
    def question(self) -> str:
        """Under this it is answered: a yes that was meant for another time does not count."""
        return f"{self.pk}-{int(self.starts.timestamp())}"

    @property
    def is_open(self) -> bool:
        """Asked, and no answer yet."""
        return self.state == AssignmentState.ASKED

    @property
    def is_elsewhere(self) -> bool:
        """Its date has moved to a time at which the helper helps elsewhere; she was told, not asked."""
        return self.state == AssignmentState.DECLINED and self.answered is None

    @property
    def has_helped(self) -> bool:
        """Agreed to a date that has taken place."""
        agreed = self.state == AssignmentState.AGREED
        return agreed and self.date.is_over and not self.date.is_cancelled

    @property
    def lacks_certificate(self) -> bool:
        """Looks after children, and no certificate of conduct was seen that counts on that day."""
        return self.role == HelperRole.CHILDCARE and not self.helper.certificate_holds_on(self.date.day)

    @property
    def can_be_answered(self) -> bool:
        """Until the date begins; also when the answer has become another one."""
        known = self.state != AssignmentState.RELEASED and not self.date.is_cancelled
        return known and self.date.starts > timezone.now()


class VolunteerHours(models.Model):
    """Unpaid hours of a helper for a workshop, evidence once the coordinator has confirmed them."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="hours")
    date = models.ForeignKey(WorkshopDate, models.SET_NULL, null=True, blank=True, related_name="hours")
    helper = models.ForeignKey(Helper, models.PROTECT, related_name="hours")
    day = models.DateField(_("day"))
    hours = models.DecimalField(
        _("hours"),
        max_digits=4, decimal_places=2,
        validators=[MinValueValidator(Decimal("0.25")), MaxValueValidator(Decimal("24"))],
    )  # fmt: skip
    activity = models.CharField(_("what was done"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    # Stays when the account of the person who confirmed is deleted.
    confirmed = models.DateTimeField(_("confirmed"), null=True, editable=False)
    # By the helper, where nobody else could; stays too.
    self_confirmed = models.BooleanField(_("confirmed by the helper"), default=False, editable=False)

    refused = models.DateTimeField(_("refused"), null=True, editable=False)

    objects: ClassVar[VolunteerHoursManager] = VolunteerHoursManager()

    class Meta:
        verbose_name = _("volunteer hours")
        verbose_name_plural = _("volunteer hours")
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["workshop", "day"], name="hours_of_a_workshop")]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=24), name="hours_fit_into_a_day"),
            models.UniqueConstraint(fields=["date", "helper", "activity"], name="hours_once_per_date"),
            models.CheckConstraint(
                condition=Q(self_confirmed=False) | Q(confirmed__isnull=False),
                name="only_confirmed_hours_are_self_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed__isnull=True) | Q(refused__isnull=True),
                name="refused_hours_are_not_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper} · {self.day} · {self.hours}"

    @property
    def is_open(self) -> bool:
        """Nothing is decided about them yet."""
        return self.confirmed is None and self.refused is None

    def stand_for(self, hours: Decimal) -> bool:
        """As many are recorded already; refused ones can be recorded anew."""
        return self.hours == hours and self.refused is None

    @property
    def exceeds_date(self) -> bool:
        """With all others of the helper at that time more than can be; needs `with_sum_at_date()`."""
        if self.date is None or self.refused is not None:
            return False
        return self.hours_at_date > self.date.most_hours  # type: ignore[attr-defined]


class HoursReview(models.Model):
    """A line of the log of recorded hours: what a coordinator corrected or refused, and a word on it.

    Append only, as long as the hours stand. The person goes with the account, the word with the name.
    """

    of = models.ForeignKey(VolunteerHours, models.CASCADE, related_name="reviews")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(_("what"), max_length=8, choices=HoursVerb)
    recorded = models.DecimalField(_("hours recorded"), max_digits=4, decimal_places=2)
    word = models.CharField(_("word to the helper"), max_length=200)

    objects: ClassVar[models.Manager[HoursReview]] = models.Manager()

    class Meta:
        verbose_name = _("line of the log")
        verbose_name_plural = _("log")
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.ReadOnly(name="hours_log_is_append_only", exclude=["by", "word"]),
            pgtrigger.Protect(
                name="hours_log_only_forgets",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    'NEW."by_id" IS DISTINCT FROM OLD."by_id" AND NEW."by_id" IS NOT NULL'
                    ' OR NEW."word" IS DISTINCT FROM OLD."word" AND NEW."word" <> \'\''
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.of_id}"
