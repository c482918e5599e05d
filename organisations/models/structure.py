from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from organisations.choices.structure import (
    BANDS,
    FUNDING_MIX,
    ChildProtection,
    FullTime,
    Members,
    Premises,
    PremisesFeature,
    Quality,
    RecordChecks,
    Share,
    StaffHeads,
    VolunteerHours,
    Volunteers,
)
from organisations.models.registry import Organisation
from organisations.queries import StructureProfileManager
from portal.lib import dates
from portal.lib.suppression import SMALLEST
from portal.places.models import Land

# What an organisation answers; each year begins with the answers of the year before.
ANSWERS = (
    "members", "staff_heads", "full_time", "volunteers", "volunteer_hours", "premises", "premises_features",
    "institutional", "projects", "own_money", "ending", "child_protection", "record_checks",
    "record_checks_on", "quality",
)  # fmt: skip

# The day of the next year on which the answers of a year are closed. Sums are shown only then: two readings
# of a sum that still grows would tell what the one answer between them was.
CLOSED_ON = (4, 1)


type Questions = list[tuple[str, list[tuple[str, int | None]]]]


def is_closed(year: int) -> bool:
    """Whether the answers of `year` stay as they are."""
    return dates.today() >= date(year + 1, *CLOSED_ON)


def newest_closed_year() -> int:
    """The last year whose answers stay as they are."""
    last = dates.today().year - 1
    return last if is_closed(last) else last - 1


def _band(label: Any, codes: type[models.TextChoices], hint: Any = "") -> models.CharField[str, str]:
    return models.CharField(label, max_length=12, choices=codes, help_text=hint)


class StructureProfile(models.Model):
    """How an organisation stands in one year, in bands. Private to it; a Land reads sums only."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="structure_profiles")
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveIntegerField(default=0, editable=False)
    members = _band(_("Members"), Members)
    staff_heads = _band(_("People in paid work"), StaffHeads)
    full_time = _band(_("Paid positions"), FullTime, _("All together, as full-time positions."))
    volunteers = _band(_("Volunteers"), Volunteers)
    volunteer_hours = _band(
        _("Hours of volunteers a month"), VolunteerHours, _("All together, in a usual month.")
    )
    premises = _band(_("Rooms that you work in"), Premises)
    premises_features = ArrayField(
        models.CharField(max_length=12, choices=PremisesFeature),
        verbose_name=_("These rooms have"), default=list, blank=True,
    )  # fmt: skip
    institutional = _band(_("Institutional funding"), Share, _("Lasting money for the organisation itself."))
    projects = _band(_("Money for projects"), Share)
    own_money = _band(_("Own money"), Share, _("Membership fees, donations, income."))
    ending = _band(_("Money that ends within twelve months"), Share)
    child_protection = _band(_("Child-protection concept"), ChildProtection)
    record_checks = _band(
        _("Extended police record checks"), RecordChecks,
        _("Whether you look at them. What stands in them is not kept here."),
    )  # fmt: skip
    record_checks_on = models.DateField(_("Last looked at on"), null=True, blank=True)
    quality = _band(_("Quality management"), Quality)
    updated = models.DateTimeField(auto_now=True)

    objects: ClassVar[StructureProfileManager] = StructureProfileManager()

    class Meta:
        verbose_name = _("structure profile")
        verbose_name_plural = _("structure profiles")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="one_structure_profile_a_year"),
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__in": codes.values}), name=f"known_{name}")
                for name, codes in BANDS.items()
            ),
            models.CheckConstraint(
                condition=Q(premises_features__contained_by=list(PremisesFeature.values)),
                name="known_premises_features",
            ),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="structure_of_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"

    def clean(self) -> None:
        """Answers that contradict each other are said at the field where it is noticed."""
        errors: dict[str, Any] = {}
        if (self.staff_heads == StaffHeads.NONE) != (self.full_time == FullTime.NONE):
            errors["full_time"] = _("People in paid work and paid positions do not fit together.")
        if self.volunteers == Volunteers.NONE and self.volunteer_hours != VolunteerHours.NONE:
            errors["volunteer_hours"] = _("Without volunteers there are no hours.")
        if self.record_checks_on and self.record_checks == RecordChecks.NO:
            errors["record_checks_on"] = _("You answered that you do not look at them.")
        elif self.record_checks_on and self.record_checks_on > dates.today():
            errors["record_checks_on"] = _("This day has not come yet.")
        if not self._mix_can_be_whole():
            errors["own_money"] = _("These three parts can not make up all of the money.")
        if errors:
            raise ValidationError(errors)

    def _mix_can_be_whole(self) -> bool:
        parts = [getattr(self, name) for name in FUNDING_MIX]
        if not set(parts) <= set(Share.values):
            return True  # that is said at the part itself
        bounds = [Share(part).bounds for part in parts]
        return sum(least for least, _most in bounds) <= 100 <= sum(most for _least, most in bounds)

    def carried_over(self, year: int) -> StructureProfile:
        """The same answers for another year, not saved yet."""
        answers = {name: getattr(self, name) for name in ANSWERS}
        return StructureProfile(organisation_id=self.organisation_id, year=year, **answers)

    @classmethod
    def question(cls, name: str) -> str:
        """The words in which the question of the field `name` is asked."""
        return str(cls._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    def in_words(self, name: str) -> str:
        """The answer of the field `name` as a person reads it."""
        if name == "premises_features":
            return ", ".join(str(PremisesFeature(code).label) for code in self.premises_features)
        if name == "record_checks_on":
            return date_format(self.record_checks_on, "SHORT_DATE_FORMAT") if self.record_checks_on else ""
        return str(BANDS[name](getattr(self, name)).label)


class Sums(models.Model):
    """What others read of a closed year: written once, with what would tell of one organisation kept back."""

    year = models.PositiveSmallIntegerField(_("year"))
    # How many organisations are in them, and how many stand in each band: {question: {code: number}}. None
    # stands for a number that nobody may know.
    number = models.PositiveIntegerField(null=True)
    bands = models.JSONField()
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-year"]

    @property
    def questions(self) -> Questions:
        """Each question in words with its bands in words, and how many organisations stand in each."""
        return [
            (
                StructureProfile.question(name),
                [(str(codes(code).label), bands[code]) for code in codes.values],
            )
            for name, codes in BANDS.items()
            if (bands := self.bands.get(name))
        ]


class StructureSums(Sums):
    """What a Land reads of a year, of all who answered.

    Sums that followed an organisation to another Land, or its deletion, would tell its answers.
    """

    land = models.ForeignKey(Land, models.CASCADE, verbose_name=_("Land"), related_name="structure_sums")
    # What everybody reads of it, {"number": …, "bands": …} in fives; None of years that were closed before
    # the portal published any.
    public: models.JSONField[dict[str, Any] | None] = models.JSONField(null=True)

    objects: ClassVar[models.Manager[StructureSums]] = models.Manager()

    class Meta(Sums.Meta):
        verbose_name = _("structure of a Land")
        verbose_name_plural = _("structure of the Länder")
        constraints = [
            models.UniqueConstraint(fields=["land", "year"], name="structure_sums_once_a_year"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=SMALLEST), name="no_small_structure_sum"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.land} {self.year}"
