from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from funding.choices import Notice, OfficeLevel, OfficeRole, Sureness
from funding.queries.offices import RECHECK_AFTER, OfficeManager
from portal.lib.dates import today
from portal.places.models import District, Land


class Office(models.Model):
    """An authority as contact point of the public and, where it reviews here, as a desk of its own.

    Ministry, district government and town are separate bodies: what one sees, another does not.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=OfficeLevel, default=OfficeLevel.LAND)
    land = models.ForeignKey(
        Land, models.PROTECT, null=True, blank=True, verbose_name="Land", related_name="offices"
    )
    districts = models.ManyToManyField(
        District, blank=True, verbose_name=_("districts it is for"), related_name="offices"
    )
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    email = models.EmailField(_("function mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    website = models.URLField(_("website"), blank=True)
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages spoken"), default=list, blank=True
    )
    helps_with = models.TextField(_("what it helps with"), blank=True, max_length=1000)

    # How it writes: the head of its letters, and the text on legal remedy of its Land.
    letterhead = models.TextField(_("head of letters"), blank=True, max_length=1000)
    remedy = models.TextField(_("text on legal remedy"), blank=True, max_length=4000)
    pay_back_to = models.TextField(
        _("account for money that comes back"),
        blank=True,
        max_length=500,
        help_text=_("Holder, IBAN and whatever else is needed. It stands in letters that ask money back."),
    )
    # Whether it revokes, or the grant falls by a condition of the decision, is law of the Land and of the
    # side conditions: the domain facts name no rule, so that each Office says it.
    recovery_basis = models.TextField(
        _("legal basis of asking money back"),
        blank=True,
        max_length=1000,
        help_text=_("It stands in letters that ask money back, beside the legal basis of the programme."),
    )
    revokes = models.BooleanField(
        _("revokes the decision in part when it asks money back"),
        default=False,
        help_text=_("Suggested where a check gives less than was awarded. Each result can say otherwise."),
    )
    signs_results = models.BooleanField(
        _("a second officer signs every result of a check"),
        default=False,
        help_text=_("Otherwise only where something is not accepted, less is given or money is asked back."),
    )
    # Doubtful: by § 80 VwGO legal remedy puts off what is asked back, from general knowledge. Which laws of
    # the Länder say otherwise for grants is not known here: the Office says it, and each case by itself.
    remedy_suspends = models.BooleanField(
        _("legal remedy puts off what is asked back"),
        default=True,
        help_text=_("Suggested when it is recorded that a result is contested. Each case can say otherwise."),
    )
    file_prefix = models.CharField(_("start of file numbers"), max_length=20, blank=True)
    reviews_here = models.BooleanField(_("reviews requests on this portal"), default=False)
    advises_here = models.BooleanField(_("answers questions on this portal"), default=False)
    answer_days = models.PositiveSmallIntegerField(
        _("days until an answer, as a rule"), null=True, blank=True
    )
    hears = models.BooleanField(
        _("hears the organisation before it gives less than was asked for"),
        default=True,
        help_text=_(
            "A rejection or a partial approval can be proposed after a hearing only, or with the reason why "
            "none is needed. Whether the law of the Land wants it is for the Office to say."
        ),
    )
    hearing_days = models.PositiveSmallIntegerField(_("days for the answer in a hearing"), default=14)
    # How its decisions become known. The days are those of the law on administrative procedure (§ 41 VwVfG)
    # from general knowledge: each Office says what its Land has.
    notification = models.CharField(
        _("how decisions are made known"), max_length=10, choices=Notice, default=Notice.POST
    )
    post_days = models.PositiveSmallIntegerField(
        _("days after which a letter sent by post counts as made known"), default=4
    )
    retrieval_days = models.PositiveSmallIntegerField(
        _("days in which a decision can be retrieved; then it is sent by post"), default=10
    )
    retrieved_days = models.PositiveSmallIntegerField(
        _("days after which a retrieved decision counts as made known"), default=1
    )
    listed = models.BooleanField(_("shown in the directory"), default=True)
    # How its cash system wants payment orders: a column a line, see `services.payment_orders`; empty: usual.
    payment_columns = models.TextField(_("columns of payment orders"), max_length=2000, blank=True)
    two_release_payments = models.BooleanField(
        _("a second officer releases approved payments"),
        default=False,
        help_text=_(
            "Whoever approved a call for money then cannot have it paid alone. Whether the law of the Land "
            "wants two persons for it is for the Office to say."
        ),
    )
    # Whether case files come as a package for a records system, see `reports.xdomea`.
    xdomea = models.BooleanField(_("packs case files as xdomea"), default=False)
    publishes_grants = models.BooleanField(
        _("publishes its grants"),
        default=False,
        help_text=_(
            "Grants whose decision is final, as open data: organisation, project, amount, days. Cases that "
            "the portal has forgotten before you tick this stay away."
        ),
    )

    # Its own texts behind the footer of its pages, beside those of the operator.
    imprint = models.TextField(
        _("imprint"),
        blank=True,
        max_length=4000,
        help_text=_(
            "Who answers for what this Office publishes and decides here. In Markdown, as the privacy "
            "notice. Empty: name and address of the Office."
        ),
    )
    accessibility = models.TextField(
        _("accessibility statement"),
        blank=True,
        max_length=8000,
        help_text=_(
            "For the letters and texts of this Office, with the body that enforces accessibility in its "
            "Land. In Markdown, as the privacy notice. Empty: the statement of the portal."
        ),
    )
    privacy = models.TextField(
        _("privacy notice"),
        blank=True,
        max_length=8000,
        help_text=_(
            "What happens with the data of advice and funding requests. In Markdown: ## heading, - list, "
            "[words](https://address). Empty: the portal says it in general words."
        ),
    )
    data_protection_officer = models.TextField(
        _("data protection officer"), blank=True, max_length=500, help_text=_("Name, address, mail, phone.")
    )

    source = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    last_checked = models.DateField(_("last checked"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    sureness = models.CharField(_("how sure"), max_length=10, choices=Sureness, default=Sureness.UNCERTAIN)
    doubt = models.CharField(
        _("what is not certain"),
        max_length=300,
        blank=True,
        help_text=_("For officers and staff only. The public reads that the entry is not certain."),
    )
    updated = models.DateTimeField(auto_now=True)

    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="OfficeMember", related_name="offices")

    objects: ClassVar[OfficeManager] = OfficeManager()

    class Meta:
        verbose_name = _("Office")
        verbose_name_plural = _("Offices")
        ordering = ["land", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=OfficeLevel.FEDERAL) | models.Q(land__isnull=False),
                name="office_below_the_federal_level_has_a_land",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funding:contact_point", args=[self.slug])

    @property
    def is_due_for_checking(self) -> bool:
        """Nobody looked at the entry for half a year, or its validity has ended."""
        day = today()
        if self.valid_until and self.valid_until < day:
            return True
        return self.last_checked is None or self.last_checked < day - RECHECK_AFTER

    @property
    def checked_version(self) -> str:
        """Which check a reminder speaks of: the next one makes another."""
        return f"{self.last_checked} {self.valid_until}"


class OfficeMember(models.Model):
    """A person in an Office, in one role; a second role is a second row."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="office_memberships")
    role = models.CharField(_("role"), max_length=14, choices=OfficeRole)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints = [
            models.UniqueConstraint(fields=["office", "user", "role"], name="one_row_per_officer_and_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
