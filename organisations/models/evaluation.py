from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisations.choices import YEARLY_READERS
from organisations.choices.evaluation import STATEMENTS_PER_AREA, Area, Rating
from organisations.models.people import Membership
from organisations.models.registry import Organisation
from organisations.queries import AreaEvaluationManager
from portal.lib import dates

# What is written into an evaluation, apart from whether its measure is done.
WRITTEN = ("ratings", "evidence", "measure", "owner", "due")


class AreaEvaluation(models.Model):
    """What an organisation thinks of one area of its work in one year, and what it will do about it.

    Private to it: nobody of the portal or a Land reads it, and nothing is ranked by it.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="evaluations")
    year = models.PositiveSmallIntegerField(_("year"))
    area = models.CharField(_("area"), max_length=16, choices=Area)
    version = models.PositiveIntegerField(default=0, editable=False)
    # One for each statement of the area, in their order.
    ratings = ArrayField(
        models.PositiveSmallIntegerField(choices=Rating), verbose_name=_("ratings"), size=STATEMENTS_PER_AREA,
        default=list,
    )  # fmt: skip
    evidence = models.TextField(
        _("How you know that"), max_length=2000, blank=True,
        help_text=_("What parents said, numbers, examples. Please no names of families."),
    )  # fmt: skip
    measure = models.CharField(
        _("What you will do about it"), max_length=200, blank=True,
        help_text=_("One step that is small enough to be done."),
    )  # fmt: skip
    owner = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="measures",
        verbose_name=_("Who looks after it"),
    )  # fmt: skip
    due = models.DateField(_("Until when"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    updated = models.DateTimeField(auto_now=True)

    objects: ClassVar[AreaEvaluationManager] = AreaEvaluationManager()

    class Meta:
        verbose_name = _("self-evaluation of an area")
        verbose_name_plural = _("self-evaluations")
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "area"], name="one_evaluation_a_year"),
            models.CheckConstraint(condition=Q(area__in=Area.values), name="known_area"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="evaluation_of_a_year"),
            models.CheckConstraint(
                condition=Q(ratings__len=STATEMENTS_PER_AREA, ratings__contained_by=list(Rating.values)),
                name="one_rating_a_statement",
            ),
            models.CheckConstraint(
                condition=Q(measure="", due=None, owner=None, done_on=None)
                | (~Q(measure="") & Q(due__isnull=False)),
                name="a_measure_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} {self.area}"

    def clean(self) -> None:
        """A measure is somebody's and has a day, or there is none."""
        errors: dict[str, Any] = {}
        if self.measure:
            if self.owner is None:
                errors["owner"] = _("Say who looks after it.")
            if self.due is None:
                errors["due"] = _("Say until when.")
        elif self.owner or self.due:
            errors["measure"] = _("Say what will be done.")
        if errors:
            raise ValidationError(errors)

    @property
    def kind(self) -> Area:
        return Area(self.area)

    @property
    def has_open_measure(self) -> bool:
        return bool(self.measure) and self.done_on is None

    def is_looked_after_by(self, user: Any) -> bool:
        """The measure is this person's."""
        return self.owner is not None and self.owner.user_id == user.pk

    @property
    def is_looked_after(self) -> bool:
        """By somebody who can still sign in and read it; compare `AreaEvaluationQuerySet.of`."""
        owner = self.owner
        return owner is not None and owner.user.is_active and owner.role in YEARLY_READERS

    @property
    def is_late(self) -> bool:
        return self.has_open_measure and self.due is not None and self.due < dates.today()

    @property
    def mean(self) -> Decimal | None:
        """The mean of what applies, from 1 to 4 with one decimal; None where nothing does."""
        said = [rating for rating in self.ratings if rating != Rating.NOT_APPLICABLE]
        return (Decimal(sum(said)) / len(said)).quantize(Decimal("0.1")) if said else None

    @classmethod
    def question(cls, name: str) -> str:
        """The words in which the question of the field `name` is asked."""
        return str(cls._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
