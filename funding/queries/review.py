from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from funding.choices import AFTER_CHECKS, HEARINGS, CheckKind, Thread
from funding.workflow import ANNOUNCED, UNDECIDED
from portal.lib.dates import today


class CheckQuerySet(models.QuerySet[Any]):
    def with_superseded(self) -> CheckQuerySet:
        """Each check with `superseded`: a later one of the same kind stands in its place."""
        later = self.model._default_manager.filter(
            request=OuterRef("request"), kind=OuterRef("kind"), pk__gt=OuterRef("pk")
        )
        return self.annotate(superseded=Exists(later))

    def of_submission(self, submission: Any) -> CheckQuerySet:
        """The checks of one submission, newest first, with who checked and what is superseded."""
        rows = self.filter(submission=submission).with_superseded()
        return rows.select_related("checked_by").prefetch_related("cuts")

    def of_figures(self) -> CheckQuerySet:
        """The checks of the figures, newest first."""
        return self.filter(kind=CheckKind.CALCULATIVE).order_by("-pk")

    def found_eligible(self) -> Decimal | None:
        """The costs in EUR that the last check of the figures found eligible; None without such a check."""
        return self.of_figures().values_list("amount", flat=True).first()


CheckManager = models.Manager.from_queryset(CheckQuerySet)


class ClarificationQuerySet(models.QuerySet[Any]):
    def with_people(self) -> ClarificationQuerySet:
        """Each with who asked, answered and took it back."""
        return self.select_related("asked_by", "answered_by", "called_off_by")

    def corrections(self) -> ClarificationQuerySet:
        """Questions that are answered with a corrected request."""
        return self.filter(about=Thread.CORRECTION)

    def hearings(self) -> ClarificationQuerySet:
        """What the organisation was heard on, also where that was taken back."""
        return self.filter(about__in=HEARINGS)

    def kept_up(self) -> ClarificationQuerySet:
        """Without hearings that were taken back: they count as none."""
        return self.filter(called_off__isnull=True)

    def about_proofs(self) -> ClarificationQuerySet:
        """Questions about a proof of use."""
        return self.filter(about=Thread.PROOF)

    def open(self) -> ClarificationQuerySet:
        """Not answered yet, whatever the day."""
        return self.filter(answered__isnull=True, closed__isnull=True)

    def running(self) -> ClarificationQuerySet:
        """Open ones whose day has not passed."""
        return self.open().filter(deadline__gte=today())

    def awaited(self) -> ClarificationQuerySet:
        """Open hearings whose answer can still change something."""
        before = Q(about=Thread.DECISION, request__state__in=UNDECIDED)
        after = Q(about__in=AFTER_CHECKS, request__state__in=ANNOUNCED)
        return self.open().filter(before | after)


ClarificationManager = models.Manager.from_queryset(ClarificationQuerySet)
