from __future__ import annotations

import uuid
from decimal import Decimal
from pathlib import PurePath
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import HEARINGS, CheckKind, CheckResult, CostCategory, Thread
from funding.models.requests import FundingRequest
from funding.models.snapshots import Snapshot
from funding.queries.review import CheckManager, ClarificationManager
from portal.lib.dates import today


class Check(models.Model):
    """What an officer found in one submission; a later check of the same kind supersedes it."""

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="checks")
    submission = models.ForeignKey(Snapshot, models.PROTECT, related_name="checks")
    kind = models.CharField(_("check"), max_length=12, choices=CheckKind)
    result = models.CharField(_("result"), max_length=8, choices=CheckResult)
    amount = models.DecimalField(
        _("eligible costs found"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(_("reasons, for the file"), max_length=4000, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[CheckManager] = CheckManager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["-checked", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0),
                name="checked_amount_is_not_negative",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=CheckKind.CALCULATIVE) | models.Q(amount__isnull=False),
                name="check_of_figures_names_an_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_result_display()}"


class Cut(models.Model):
    """Of a line of the costs less is eligible than was asked for: found in a check, with its reason."""

    found_in = models.ForeignKey(Check, models.PROTECT, related_name="cuts")
    # Its place among the costs of the submission, and what stands there.
    line = models.PositiveSmallIntegerField(_("line"))
    category = models.CharField(_("kind of cost"), max_length=12, choices=CostCategory)
    label = models.CharField(_("what for"), max_length=160)
    asked = models.DecimalField(_("asked for"), max_digits=14, decimal_places=2)
    eligible = models.DecimalField(_("eligible"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("why less is eligible"), max_length=300)

    objects: ClassVar[models.Manager[Cut]] = models.Manager()

    class Meta:
        verbose_name = _("cut")
        verbose_name_plural = _("cuts")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["found_in", "line"], name="each_line_cut_once"),
            models.CheckConstraint(
                condition=models.Q(eligible__gte=0, eligible__lt=models.F("asked")),
                name="cut_takes_something",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="cut_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.asked} → {self.eligible}"

    @property
    def taken(self) -> Decimal:
        return self.asked - self.eligible


class Point(models.Model):
    """A point of the formal check: ticked by whom and when, or still missing."""

    found_in = models.ForeignKey(Check, models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("point"), max_length=300)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ticked = models.DateTimeField(_("ticked"), null=True, blank=True)

    objects: ClassVar[models.Manager[Point]] = models.Manager()

    class Meta:
        verbose_name = _("point of the formal check")
        verbose_name_plural = _("points of the formal check")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["found_in", "number"], name="each_point_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Note(models.Model):
    """A note of an officer on a request: for the Office alone, or one that the organisation reads too."""

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), max_length=4000)
    visible = models.BooleanField(_("the organisation reads it"), default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Note]] = models.Manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["written", "id"]
        triggers = [
            pgtrigger.Protect(name="note_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="note_is_not_changed", exclude=["written_by"]),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Clarification(models.Model):
    """What the Office wants an answer to by a day: a correction (Nachforderung), a hearing (Anhörung), or a
    question about the proof of use (Rückfrage)."""

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="clarifications")
    about = models.CharField(_("what it is about"), max_length=10, choices=Thread, default=Thread.CORRECTION)
    # Of a hearing: the grant that is intended, or the sum that is to be asked back; in EUR.
    amount = models.DecimalField(_("intended amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    question = models.TextField(_("what is to be corrected or added"), max_length=4000)
    deadline = models.DateField(_("answer until"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked = models.DateTimeField(auto_now_add=True)
    # In a hearing what was added later stands below, with its day; who first answered, and when, follows.
    answer = models.TextField(_("your answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered = models.DateTimeField(null=True, blank=True)
    # A hearing that nobody answered, when another one took its place or it was taken back.
    closed = models.DateTimeField(null=True, blank=True)
    # A hearing that the Office has taken back counts as none; the reason is for the organisation too.
    called_off = models.DateTimeField(_("taken back"), null=True, blank=True)
    called_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    called_off_because = models.TextField(_("why it is taken back"), max_length=2000, blank=True)

    objects: ClassVar[ClarificationManager] = ClarificationManager()

    class Meta:
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")
        ordering = ["asked", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "about"],
                condition=models.Q(answered__isnull=True, closed__isnull=True),
                name="one_open_thread_of_a_kind_per_request",
            ),
            models.CheckConstraint(
                condition=(~models.Q(about__in=HEARINGS) & models.Q(amount__isnull=True))
                | models.Q(about__in=HEARINGS, amount__gte=0),
                name="hearing_names_an_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(called_off__isnull=True, called_off_because="")
                | models.Q(
                    ~models.Q(called_off_because=""),
                    called_off__isnull=False,
                    about__in=HEARINGS,
                    closed__isnull=False,
                    answered__isnull=True,
                ),
                name="taken_back_is_an_open_hearing_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.question[:60]

    @property
    def is_hearing(self) -> bool:
        return self.about in HEARINGS

    @property
    def is_open(self) -> bool:
        """Not answered yet, whatever the day."""
        return self.answered is None and self.closed is None

    @property
    def is_over(self) -> bool:
        """It is answered, or the day until which it was to be answered has passed."""
        return self.answered is not None or self.deadline < today()


def hearing_path(paper: HearingPaper, name: str) -> str:
    return f"funding/{paper.hearing.request.public_id}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class HearingPaper(models.Model):
    """What the organisation sent with its answer in a hearing, such as a corrected invoice."""

    hearing = models.ForeignKey(Clarification, models.PROTECT, related_name="papers")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to=hearing_path, max_length=200)
    name = models.CharField(_("name of the file"), max_length=120)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[HearingPaper]] = models.Manager()

    class Meta:
        verbose_name = _("file of a hearing")
        verbose_name_plural = _("files of hearings")
        ordering = ["uploaded", "id"]

    def __str__(self) -> str:
        return self.name
