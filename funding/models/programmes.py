from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.choices import CostCategory, Financing, PaperKind, ProofMode, Purpose, Signature, Sureness
from funding.models.offices import Office
from funding.queries.programmes import ProgrammeManager

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_SHARE = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]


def euros(label: StrOrPromise) -> models.DecimalField:
    """A column for an amount in EUR with cents."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, null=True, blank=True)


def share(label: StrOrPromise, default: Decimal | None = None) -> models.DecimalField:
    """A column for a part of one: 0.8 is 80 %."""
    return models.DecimalField(
        label, max_digits=5, decimal_places=4, null=True, blank=True, default=default, validators=_SHARE
    )


def interim_months() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        _("months until an interim proof, after each year"),
        null=True,
        blank=True,
        help_text=_("For grants that run over the end of a year. Empty or 0: none is wanted."),
    )


def late_days() -> models.PositiveSmallIntegerField:
    """A column for the days after the end of the period; empty where the rules allow none."""
    return models.PositiveSmallIntegerField(
        _("days after the end in which a bill of the period may still be paid"), null=True, blank=True
    )


def spending_weeks() -> models.PositiveSmallIntegerField:
    """A column for the weeks in which money paid out is to be spent; empty where the rules name none."""
    return models.PositiveSmallIntegerField(
        _("weeks in which money paid out must be spent"), null=True, blank=True
    )


def unused_lapses() -> models.BooleanField:
    """Whether money that a calendar year did not use is lost to the grant, rather than carried on."""
    return models.BooleanField(
        _("what a calendar year did not use lapses"),
        default=False,
        help_text=_("For grants over the end of a year. Else it can be called up in the next year."),
    )


def interest_points() -> models.DecimalField:
    """A column for points above the base rate; empty where no interest is reckoned."""
    return models.DecimalField(
        _("interest on money paid back: points above the base rate"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        default=Decimal(5),
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Empty: no interest is worked out."),
    )


class Programme(models.Model):
    """Rules under which an Office gives money. A request keeps the revision it was made under.

    Every rate, cap, deadline and legal text of funding law is a column here and a copy on the award,
    never a constant: a decision notice always beats these defaults.
    """

    slug = models.SlugField(max_length=80)
    revision = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    office = models.ForeignKey(
        Office, models.PROTECT, verbose_name=_("granting Office"), related_name="programmes"
    )
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("in short"), max_length=1000, blank=True)
    who_may_apply = models.TextField(_("who may apply"), max_length=1000, blank=True)
    deadlines = models.TextField(_("deadlines"), max_length=500, blank=True)
    funder = models.CharField(_("whose money it is"), max_length=200, blank=True)
    purpose = models.CharField(_("kind"), max_length=14, choices=Purpose, default=Purpose.PROJECT)
    open = models.BooleanField(_("takes requests"), default=True)

    financing = models.CharField(_("type of financing"), max_length=8, choices=Financing, blank=True)
    rate = share(_("share of the eligible costs"))
    max_amount = euros(_("at most"))
    min_amount = euros(_("at least"))
    own_share = share(_("own share of the costs, at least"))
    cost_categories = ArrayField(
        models.CharField(max_length=12, choices=CostCategory),
        verbose_name=_("eligible kinds of cost"),
        default=list,
        blank=True,
    )
    overhead_rate = share(_("flat rate for administration, part of the other costs"))
    volunteer_rate = euros(_("value of a volunteer hour"))
    volunteer_cap = share(_("volunteer work, at most this part of the eligible costs"))
    next_deadline = models.DateField(_("next deadline"), null=True, blank=True)
    signature = models.CharField(
        _("what a request wants"),
        max_length=10,
        choices=Signature,
        default=Signature.NONE,
        help_text=_("Until a request is signed, it is the turn of the organisation."),
    )
    lead_weeks = models.PositiveSmallIntegerField(_("weeks before the start"), null=True, blank=True)
    may_have_begun = models.BooleanField(_("projects may begin before the decision"), default=False)
    max_months = models.PositiveSmallIntegerField(_("months, at most"), null=True, blank=True)
    # Who may ask, as far as a profile can answer; the whole of it stands in `who_may_apply`.
    min_years = models.PositiveSmallIntegerField(
        _("years that an organisation has existed, at least"), null=True, blank=True
    )
    registered_only = models.BooleanField(_("for registered associations only"), default=False)
    umbrellas_only = models.BooleanField(_("for umbrella organisations only"), default=False)
    papers = ArrayField(
        models.CharField(max_length=12, choices=PaperKind),
        verbose_name=_("papers wanted"),
        default=list,
        blank=True,
    )
    # Suggestions for the award.
    deviation_rate = share(_("a category may be exceeded by"))
    minor_change = euros(_("changes up to this sum do not count"))
    other_income_reduces = models.BooleanField(_("other income lowers a fixed sum"), default=False)
    late_payment_days = late_days()
    drawdown_weeks = spending_weeks()
    proof_mode = models.CharField(
        _("what proves the use"), max_length=12, choices=ProofMode, default=ProofMode.REGULAR
    )
    proof_months = models.PositiveSmallIntegerField(_("months until the proof of use"), null=True, blank=True)
    retention_years = models.PositiveSmallIntegerField(_("years to keep vouchers"), null=True, blank=True)
    interim_months = interim_months()
    interest_points = interest_points()
    unused_lapses = unused_lapses()

    declarations = models.TextField(
        _("further declarations"),
        max_length=4000,
        blank=True,
        help_text=_(
            "One declaration a line, in German, such as on facts that matter for subsidies (§ 264 StGB). "
            "The applicant confirms them; they stand above the signature. Empty: none."
        ),
    )
    formal_points = models.TextField(
        _("points of the formal check"),
        max_length=4000,
        blank=True,
        help_text=_("One point a line, such as: the request is signed. Empty: there is no formal check."),
    )
    conditions = models.TextField(_("usual conditions"), max_length=4000, blank=True)
    calling_up = models.TextField(
        _("how the money is called up"),
        max_length=2000,
        blank=True,
        default="",
        help_text=_("Stands in the decision letter, and on the applicant's page once it is announced."),
    )
    legal_basis = models.TextField(_("legal basis"), max_length=1000, blank=True)
    remedy = models.TextField(
        _("text on legal remedy, if not the Office's"), max_length=4000, blank=True, default=""
    )
    remedy_months = models.PositiveSmallIntegerField(
        _("months for legal remedy"),
        default=1,
        help_text=_("Counted from the announcement. After that the decision can be recorded as final."),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    last_checked = models.DateField(_("last checked"), null=True, blank=True)
    sureness = models.CharField(_("how sure"), max_length=10, choices=Sureness, default=Sureness.UNCERTAIN)
    doubt = models.CharField(
        _("what is not certain"),
        max_length=300,
        blank=True,
        help_text=_("For officers and staff only. The public reads that the entry is not certain."),
    )
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ProgrammeManager] = ProgrammeManager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["slug", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "revision"], name="one_row_per_programme_and_revision"),
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(is_current=True), name="one_current_revision"
            ),
            models.CheckConstraint(
                condition=(models.Q(rate__isnull=True) | models.Q(rate__gte=0, rate__lte=1))
                & (models.Q(own_share__isnull=True) | models.Q(own_share__gte=0, own_share__lte=1))
                & (
                    models.Q(volunteer_cap__isnull=True)
                    | models.Q(volunteer_cap__gte=0, volunteer_cap__lte=1)
                ),
                name="programme_shares_are_parts_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(min_amount__isnull=True)
                | models.Q(max_amount__isnull=True)
                | models.Q(min_amount__lte=models.F("max_amount")),
                name="programme_minimum_below_maximum",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funding:programme", args=[self.slug])

    @property
    def is_institutional(self) -> bool:
        """It pays for the whole work of an organisation, a year at a time: with staff plan and all income."""
        return self.purpose == Purpose.INSTITUTIONAL

    def leaves_its_year(self, start: date, end: date) -> bool:
        """The plan of an organisation's whole work binds for a year: the next one has its own request."""
        return self.is_institutional and start.year != end.year

    @property
    def pays_for_begun(self) -> bool:
        """What has begun can be funded: by this programme, or because the work of an organisation goes on."""
        return self.may_have_begun or self.is_institutional

    @property
    def wants_signature(self) -> bool:
        return self.signature != Signature.NONE

    @property
    def wants_signature_in_time(self) -> bool:
        """What counts for the deadline is when the signed paper came, not when the request was sent here."""
        return self.signature == Signature.IN_TIME

    @property
    def checklist(self) -> list[str]:
        """The points of the formal check, in their order."""
        return [line.strip()[:300] for line in self.formal_points.splitlines() if line.strip()]

    @property
    def further_declarations(self) -> list[str]:
        """What an applicant has to declare besides what every form asks for, in German."""
        return [line.strip() for line in self.declarations.splitlines() if line.strip()]

    @property
    def takes_requests_here(self) -> bool:
        return self.open and self.is_current and bool(self.financing) and self.office.reviews_here


class Watch(models.Model):
    """Somebody wants to be told by mail, once, before the next deadline of a programme.

    By the programme's slug: its revisions come and go. Ends with the account, or when it is switched off.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    programme = models.SlugField(max_length=80)
    since = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Watch]] = models.Manager()

    class Meta:
        verbose_name = _("reminder of a deadline")
        verbose_name_plural = _("reminders of deadlines")
        constraints = [
            models.UniqueConstraint(fields=["user", "programme"], name="one_watch_per_person_and_programme"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.programme}"
