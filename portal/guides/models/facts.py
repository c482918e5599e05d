from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portal.guides.choices import Certainty, Kind, SchoolStart
from portal.guides.models.loaded import Worded, in_every_language
from portal.guides.queries import LandFactManager
from portal.places.models import Land

# A leap year, so that 29 February is a day.
_ANY_YEAR = 2024


class FactKey(Worded):
    """Something that differs from Land to Land or from year to year, and the words around its value."""

    key = models.SlugField(_("key"), max_length=60, primary_key=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    # One of the columns of the page that compares the Länder.
    compared = models.BooleanField(_("shown in the comparison"), default=True)
    label = models.CharField(_("label"), max_length=120)
    # With {value}: "6 years old by {value}". Empty: the value alone.
    phrase = models.CharField(_("words around the value"), max_length=160, blank=True)
    meaning = models.CharField(_("what follows from it"), max_length=400, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager[FactKey]] = models.Manager()
    said = ("label", "phrase", "meaning")
    from_file = ("kind", "position", "compared", *in_every_language(*said))

    class Meta:
        verbose_name = _("kind of fact")
        verbose_name_plural = _("kinds of facts")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.label or self.key


class FactChoice(Worded):
    """One of the answers that a fact may have, said once in every language."""

    fact_key = models.ForeignKey(FactKey, models.CASCADE, related_name="choices")
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    text = models.CharField(_("answer"), max_length=300)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager[FactChoice]] = models.Manager()
    said = ("text",)
    from_file = ("position", *in_every_language(*said))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["fact_key", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["fact_key", "code"], name="one_choice_per_code"),
        ]

    def __str__(self) -> str:
        return self.text or self.code


class LandFact(Worded):
    """What holds in a Land or in all of Germany, for a time, with its source and how sure it is."""

    # Empty: what holds wherever the Land has no fact of its own.
    land = models.ForeignKey(
        Land, models.PROTECT, null=True, blank=True, related_name="facts",
        help_text=_("Empty: all of Germany."),
    )  # fmt: skip
    fact_key = models.ForeignKey(
        FactKey, models.PROTECT, related_name="facts", verbose_name=_("kind of fact")
    )
    # The value, by the kind of the key; the other columns stay empty.
    month = models.PositiveSmallIntegerField(
        _("month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    day = models.PositiveSmallIntegerField(
        _("day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    number = models.DecimalField(
        _("number or amount"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    choice = models.ForeignKey(
        FactChoice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answer")
    )
    word = models.CharField(_("German word"), max_length=160, blank=True)
    terms = ArrayField(
        models.SlugField(max_length=60), default=list, blank=True, verbose_name=_("German words")
    )
    text = models.CharField(_("text"), max_length=600, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty)
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    checked_on = models.DateField(_("checked on"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[LandFactManager] = LandFactManager()
    said = ("text", "note")
    from_file = (
        "month", "day", "number", "choice_id", "word", "terms", *in_every_language(*said),
        "valid_from", "valid_until", "certainty", "source", "source_url", "checked_on",
    )  # fmt: skip

    class Meta:
        verbose_name = _("fact of a Land")
        verbose_name_plural = _("facts of the Länder")
        ordering = ["fact_key", "land", "valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=0), name="fact_is_not_less_than_nothing"),
            ExclusionConstraint(
                name="one_fact_at_a_time",
                expressions=[
                    # NULL equals nothing, so two facts of all of Germany would never meet.
                    (Coalesce("land", Value(""), output_field=models.CharField()), RangeOperators.EQUAL),
                    ("fact_key", RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_until", Value("[]"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("For this time there is a fact already."),
            ),
            models.CheckConstraint(
                condition=Q(month__isnull=True, day__isnull=True)
                | Q(month__range=(1, 12), day__range=(1, 31)),
                name="fact_day_of_the_year",
            ),
        ]

    def __str__(self) -> str:
        since = f" ({self.valid_from})" if self.valid_from else ""
        return f"{self.land_id or 'DE'} {self.fact_key_id}{since}"

    def clean(self) -> None:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("The end lies before the start.")})
        if self.month and self.day and self.day > monthrange(_ANY_YEAR, self.month)[1]:
            raise ValidationError({"day": _("This month has no such day.")})

    @property
    def is_doubtful(self) -> bool:
        return self.certainty != Certainty.SURE

    @property
    def worded(self) -> list[Worded]:
        """The rows that say it together: its kind, its answer if it has one, and itself."""
        return [row for row in (self.fact_key, self.choice, self) if row is not None]

    @property
    def readers_behind(self) -> list[str]:
        """The languages in which readers get some words that are older than the German ones."""
        found = {code for row in self.worded for code in row.languages_behind}
        return [code for code, _name in settings.LANGUAGES if code in found]

    @property
    def readers_missing(self) -> list[str]:
        """The languages in which readers get words of its value or note in another language."""
        rows = [row for row in (self.choice, self) if row is not None]
        found = {code for row in rows for code in row.languages_missing}
        return [code for code, _name in settings.LANGUAGES if code in found]

    @property
    def day_of_year(self) -> date | None:
        """The value of a date, in a year that does not matter."""
        return date(_ANY_YEAR, self.month, self.day) if self.month and self.day else None

    @property
    def value_key(self) -> tuple[date | None, Decimal | None, int | None, str, tuple[str, ...]]:
        """Equal for two Länder in which the same holds."""
        return (self.day_of_year, self.number, self.choice_id, self.word, tuple(self.terms))

    def school_start(self, born: date, year: int) -> SchoolStart:
        """Whether a child born on that day starts school in the summer of `year`, if this is the cut-off.

        A year of life ends the day before the birthday. So "sixth year of life completed by 30 June" takes
        in the child of 1 July, "sixth birthday up to 30 June" does not, and the tables do not tell which is
        meant: the day after the end of a month is to be asked. A cut-off of 1 July or 1 August is plain.
        """
        if self.month is None or self.day is None:
            raise ValueError("this fact is no day of the year")
        sixth = (born.year + 6, born.month, born.day)
        if sixth <= (year, self.month, self.day):
            return SchoolStart.YES
        after = date(year, self.month, self.day) + timedelta(days=1)
        asks = after.day == 1 and sixth == (after.year, after.month, after.day)
        return SchoolStart.ASK if asks else SchoolStart.NO
