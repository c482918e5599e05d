from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import ClassVar

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from funding.choices import PaperKind, Party, State, Task
from funding.models.offices import Office
from funding.models.programmes import Programme
from funding.queries.requests import FundingRequestManager
from funding.workflow import EDITABLE, SIGNED_ANEW, turn
from organisations.models import Organisation
from portal.lib.dates import day_of, today

# So long before a draft is deleted, those who could go on with it hear of it.
UNSENT_WARNING = timedelta(days=30)


class FundingRequest(models.Model):
    """An organisation asks an Office for money (Förderantrag).

    The applicant edits these columns; the Office reads only the frozen snapshot in `submission`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="funding_requests")
    office = models.ForeignKey(Office, models.PROTECT, related_name="funding_requests")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="funding_requests")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    title = models.CharField(_("title of the project"), max_length=160)
    start = models.DateField(_("starts on"), null=True, blank=True)
    end = models.DateField(_("ends on"), null=True, blank=True)
    venue = models.CharField(_("where it takes place"), max_length=200, blank=True)
    contact = models.CharField(_("who answers questions"), max_length=200, blank=True)
    need = models.TextField(_("why it is needed"), max_length=4000, blank=True)
    goals = models.TextField(_("what will have changed at the end"), max_length=4000, blank=True)
    target_group = models.TextField(_("who it is for"), max_length=2000, blank=True)
    activities = models.TextField(_("what you will do"), max_length=6000, blank=True)
    partners = models.TextField(_("schools and partners"), max_length=2000, blank=True)
    reach = models.PositiveIntegerField(_("how many adults you expect"), null=True, blank=True)

    not_begun = models.BooleanField(_("The project has not begun."), default=False)
    says_true = models.BooleanField(_("What we say here is complete and true."), default=False)
    keeps_vouchers = models.BooleanField(
        _("We keep all vouchers for as long as the notice demands."), default=False
    )
    # Where the whole work of an organisation is paid for, all it takes in counts.
    names_all_income = models.BooleanField(
        _("All income of our organisation in this year stands in the plan."), default=False
    )
    # What the programme wants declared besides.
    declares_more = models.BooleanField(_("We declare this, too."), default=False)
    deducts_vat = models.BooleanField(_("We can deduct input tax (Vorsteuer)."), default=False)
    agrees_to_retrieval = models.BooleanField(
        _("We agree that the decision is made known by retrieving it here after signing in."), default=False
    )
    other_requests = models.TextField(
        _("money asked for elsewhere for the same project"), max_length=2000, blank=True
    )

    early_start_reasons = models.TextField(
        _("why you have to begin before the decision"), max_length=1000, blank=True
    )
    # The Office consents to an early start (vorzeitiger Maßnahmebeginn): a day, and no promise of money.
    early_start = models.DateField(_("may begin from"), null=True, blank=True, editable=False)

    state = models.CharField(_("state"), max_length=14, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    file_number = models.CharField(_("file number"), max_length=40, blank=True)
    caseworker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="funding_cases",
        verbose_name=_("caseworker"),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    due = models.DateField(_("next deadline"), null=True, blank=True)
    # What was corrected says something else than what was signed, under a programme that wants a signature.
    to_sign_since = models.DateTimeField(
        _("corrected request to be signed since"), null=True, blank=True, editable=False
    )
    # Both are needed before the portal forgets a closed case: see `services.records`.
    filed = models.DateTimeField(_("in the records of the Office since"), null=True, blank=True)
    offered = models.DateTimeField(_("offered to the archive on"), null=True, blank=True)
    # Those who could go on with a draft heard then that it will be deleted.
    warned = models.DateTimeField(null=True, editable=False)
    # What the Office reads: the last submission.
    submission = models.OneToOneField(
        "Snapshot", models.PROTECT, null=True, blank=True, related_name="current_of", editable=False
    )

    objects: ClassVar[FundingRequestManager] = FundingRequestManager()

    class Meta:
        verbose_name = _("funding request")
        verbose_name_plural = _("funding requests")
        ordering = ["-created", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True)
                | models.Q(start__isnull=True)
                | models.Q(end__gte=models.F("start")),
                name="request_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[State.DRAFT, State.WITHDRAWN])
                | models.Q(submission__isnull=False, submitted_at__isnull=False),
                name="what_the_office_handles_was_submitted",
            ),
            models.UniqueConstraint(
                fields=["office", "file_number"],
                condition=~models.Q(file_number=""),
                name="file_number_once_per_office",
            ),
        ]
        indexes = [
            # With all that sums and counts ask for: the rows are wide, and are not read for them.
            models.Index(
                fields=["office", "state", "due"],
                include=[
                    "id",
                    "submitted_at",
                    "programme",
                    "organisation",
                    "submission",
                    "caseworker",
                    "file_number",
                ],
                name="inbox_by_deadline",
            ),
            models.Index(fields=["office", "due", "submitted_at", "id"], name="inbox_in_order"),
            models.Index(fields=["office", "-submitted_at"], name="inbox_by_age"),
            models.Index(fields=["organisation", "-created"], name="requests_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("funding:request", args=[self.organisation.slug, self.public_id])

    @property
    def deleted_on(self) -> date | None:
        """The day on which a request that was never sent is deleted, unless somebody goes on with it."""
        if self.submission_id:
            return None
        return self.deleted_after(FundingRequest.objects.last_touched(self.pk))

    def deleted_after(self, touched: datetime) -> date:
        """The day on which it is deleted if nobody works on it after `touched`; a draft not unwarned."""
        day = day_of(touched) + relativedelta(months=settings.FUNDING_UNSENT_MONTHS)
        if self.state != State.DRAFT:
            return day
        told = self.warned if self.warned and self.warned > touched else timezone.now()
        return max(day, day_of(told + UNSENT_WARNING))

    @property
    def on_paper(self) -> date | None:
        """The day on which the request came on paper; None for one that was written here."""
        received = self.submission.data.get("on_paper") if self.submission else None
        return date.fromisoformat(received) if received else None

    @property
    def is_editable(self) -> bool:
        """The applicant may change the form: while it is a draft or a correction is wanted."""
        return self.state in EDITABLE

    @cached_property
    def arrived(self) -> date | None:
        """The day that counts for the deadline, by the receipt that the programme names; None before it."""
        if self.programme.wants_signature_in_time:
            return min((paper.received for paper in self.signed_papers.all()), default=None)
        return day_of(self.submitted_at) if self.submitted_at else None

    @property
    def is_late(self) -> bool:
        """The deadline of the programme has passed, or had when the request came as it has to come."""
        last = self.programme.next_deadline
        return last is not None and (self.arrived or today()) > last

    @property
    def is_to_be_signed(self) -> bool:
        """The organisation has been asked for a signature, and can still give it."""
        if self.state == State.UNSIGNED:
            return True
        return self.to_sign_since is not None and self.state in SIGNED_ANEW

    @property
    def turn(self) -> Party:
        return turn(self.state)


class Draft(models.Model):
    """What a person has typed on one page of the form and not saved yet, kept as it was typed.

    One row per page and person: two people at once keep both their versions.
    """

    request = models.ForeignKey(FundingRequest, models.CASCADE, related_name="drafts")
    task = models.CharField(max_length=14, choices=Task)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField()
    saved = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "task", "author"], name="one_draft_per_page_and_author"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.task}"


def attachment_path(attachment: Attachment, name: str) -> str:
    return f"funding/{attachment.request.public_id}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class Attachment(models.Model):
    """A paper of a request. Taking it away only hides it from the next submission."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="attachments")
    kind = models.CharField(_("kind of paper"), max_length=12, choices=PaperKind, default=PaperKind.OTHER)
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=200)
    name = models.CharField(_("name of the file"), max_length=120)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded = models.DateTimeField(auto_now_add=True)
    removed = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["uploaded", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "sha256"], condition=models.Q(removed__isnull=True), name="each_paper_once"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="file_stays", fields=["request", "file", "mime", "size", "sha256", "public_id"]
            )
        ]

    def __str__(self) -> str:
        return self.name
