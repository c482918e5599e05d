from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, override

from parentwork.choices import DateState
from parentwork.models.places import Venue
from parentwork.models.workshops import Workshop
from parentwork.queries.workshops import WorkshopDateManager
from portal.lib import codes
from portal.lib.dates import BERLIN, at_berlin, today

# How long families are asked how a date was.
ASKED_FOR = timedelta(days=28)
QUARTER = timedelta(minutes=15)
# Hours of setting up and clearing away. No rule says how many: what is more is asked about, never refused.
SETTING_UP = Decimal(1)


class During(Func):
    """The time between two moments, the second not included."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class WorkshopDate(models.Model):
    """One date of a series, a row of its own: it can move, be cancelled or be added."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="dates")
    state = models.CharField(_("state"), max_length=10, choices=DateState, default=DateState.PLANNED)
    version = models.PositiveIntegerField(default=1, editable=False)
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(_("ends"))
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("place"), related_name="dates")
    # The place's own `one_at_a_time`: a composite foreign key (made in the migration) moves it along. Empty
    # for what was over before the rule was made, or was typed in afterwards: nobody meets anybody there.
    alone = models.BooleanField(default=False, db_default=False, null=True, editable=False)
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
    # When it began until it was moved to another time last.
    moved_from = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[WorkshopDateManager] = WorkshopDateManager()

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts", "id"]
        indexes = [
            models.Index(fields=["starts", "id"], name="dates_in_order"),
        ]
        constraints = [
            # Beside it one that was cancelled and is held after all may stand at the same time.
            models.UniqueConstraint(
                fields=["workshop", "starts"], condition=Q(state=DateState.PLANNED), name="one_date_per_start"
            ),
            # What the composite foreign key of an assignment points at.
            models.UniqueConstraint(fields=["id", "starts", "ends"], name="date_with_its_time"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="date_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="date_has_a_seat"),
            ExclusionConstraint(
                name="one_meeting_at_a_time",
                expressions=[
                    ("venue", RangeOperators.EQUAL),
                    (During("starts", "ends"), RangeOperators.OVERLAPS),
                ],
                condition=Q(alone=True, state=DateState.PLANNED),
            ),
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
    def is_whole_day(self) -> bool:
        """From midnight to midnight, as a calendar says what has no times."""
        return {it.astimezone(BERLIN).time() for it in (self.starts, self.ends)} == {time.min}

    @property
    def has_come(self) -> bool:
        """Its day is today or was before, so that people may be counted."""
        return self.day <= today()

    @property
    def has_begun(self) -> bool:
        """From then on it can be said that all are here who come."""
        return self.starts <= timezone.now()

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
    def is_counted(self) -> bool:
        """Somebody has typed in who came, or the hours of a helper there; evidence stays on its day."""
        if self.recorded is not None:
            return True
        people = Q(adults__gt=0) | Q(children__gt=0)
        came = Q(attendance__adults__gt=0) | Q(attendance__children__gt=0)
        if self.taken.filter(came).exists() or self.headcounts.of_people().filter(people).exists():
            return True
        # Before that, hours are those of preparing it.
        return self.has_begun and self.hours.filter(refused__isnull=True).exists()

    @property
    def length(self) -> Decimal:
        """In hours, to the quarter, as volunteers record them."""
        quarters = round((self.ends - self.starts) / QUARTER)
        return max(quarters, 1) * Decimal("0.25")

    @property
    def most_hours(self) -> Decimal:
        """What one volunteer helps there as a rule, in hours; more is often the same hours twice."""
        return self.length + SETTING_UP

    @property
    def feedback_code(self) -> str:
        """Keeps the page for answers to those who were told its address; the same for all who were there."""
        return codes.derived("feedback", str(self.pk), 8)

    @property
    def takes_feedback(self) -> bool:
        """From its beginning, for four weeks."""
        now = timezone.now()
        return self.starts <= now < self.ends + ASKED_FOR and not self.is_cancelled

    def feedback_path(self) -> str:
        return reverse("parentwork:feedback", args=[self.pk, self.feedback_code])

    def feedback_address(self, language: str) -> str:
        """The whole address in a language, for the QR code that hangs in the room."""
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
        missing += self._missing_carers() if self.childcare else []
        for wish in getattr(self, "wishes", ()):
            if wish.is_open:
                missing.append(_("no interpreter yet: %(language)s") % {"language": wish.name})
        if self.asks:  # type: ignore[attr-defined]
            missing.append(_("a helper has not answered yet"))
        return missing

    def _missing_carers(self) -> list[str | Promise]:
        """Who is there counts, and that one of them has shown the certificate: not who is only named."""
        if not self.carers:  # type: ignore[attr-defined]
            return [_("nobody looks after the children yet")]
        missing: list[str | Promise] = []
        lacking = self.workshop.carers_needed(self.childcare) - self.carers  # type: ignore[attr-defined]
        if lacking > 0:
            words = ngettext_lazy("%d more for the children is needed", "%d more for the children are needed")
            missing.append(words % lacking)
        if not self.checked_carers:  # type: ignore[attr-defined]
            missing.append(_("nobody with a certificate of conduct looks after the children"))
        return missing

    @property
    def all_carers_checked(self) -> bool:
        """Somebody looks after the children, and of everybody who does a certificate was seen that counts on
        that day; needs `with_carers()`.
        """
        return 0 < self.carers == self.checked_carers  # type: ignore[attr-defined]

    @property
    def lacks_responsible_carer(self) -> bool:
        """Whoever is responsible for the childcare of the workshop is not there; needs `with_helpers()`."""
        named = self.childcare > 0 and self.workshop.child_carer_id is not None
        ahead = not (self.is_over or self.is_cancelled)
        return named and ahead and not self.has_responsible_carer  # type: ignore[attr-defined]

    @property
    def responsible_lacks_certificate(self) -> bool:
        """Of whoever is responsible for the childcare no certificate was seen that counts on that day."""
        carer = self.workshop.child_carer
        return carer is not None and not carer.certificate_holds_on(self.day)

    # These two need `with_places()`. What a family waits for is not free for those who come later.
    @property
    def seats_left(self) -> int:
        free = max(0, self.bookable - self.adults_taken)  # type: ignore[attr-defined]
        return 0 if self.adults_awaited > free else free  # type: ignore[attr-defined]

    @property
    def childcare_left(self) -> int:
        free = max(0, self.childcare - self.childcare_taken)  # type: ignore[attr-defined]
        return 0 if self.childcare_awaited > free else free  # type: ignore[attr-defined]
