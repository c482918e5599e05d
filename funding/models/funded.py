from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import ProofState
from funding.finance import WHOLE, Share
from funding.models.awards import Award
from funding.queries.funded import FundedManager
from parentwork.models import Helper, Workshop

if TYPE_CHECKING:
    from funding.models.interims import InterimProof


class Funded(models.Model):
    """Something that an award pays for, or shares with others, in per cent.

    Several awards may share it; that they count nothing twice is held by `finance.spans`.
    """

    if TYPE_CHECKING:
        award: Any
        award_id: int

    share = models.PositiveSmallIntegerField(_("share in per cent"), default=WHOLE)
    # What an Office was told stays: [{"until": "2026-12-31", "share": 60}, …], the earliest first; with
    # "of_others" it was told by other awards, and the share is what they left.
    earlier = models.JSONField(_("shares of earlier days"), default=list, blank=True, editable=False)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    linked = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def parts(self) -> list[Share]:
        """What it takes of the days of its award, without those of which it takes nothing."""
        found, start = [], self.award.start
        for row in self.earlier:
            until = date.fromisoformat(row["until"])
            found.append(Share(start, until, row["share"]))
            start = until + timedelta(days=1)
        return [
            part
            for part in (*found, Share(start, self.award.end, self.share))
            if part.percent and part.start <= part.end
        ]

    @property
    def proven_until(self) -> date | None:
        """The last day of which an Office was told with it, by `award.proof` and `award.interims`."""
        proof = getattr(self.award, "proof", None)
        if proof is not None and proof.state == ProofState.SUBMITTED:
            return self.award.end
        told = [interim.end for interim in self.award.interims.all() if self._was_told(interim)]
        return max(told, default=None)

    def _was_told(self, interim: InterimProof) -> bool:
        return interim.submitted is not None and interim.submitted >= self.linked


def _share_of_whole(name: str) -> models.CheckConstraint:
    """Nothing at all only where it was something on earlier days."""
    return models.CheckConstraint(
        condition=models.Q(share__lte=WHOLE) & (models.Q(share__gte=1) | ~models.Q(earlier=[])), name=name
    )


class FundedWorkshop(Funded):
    """A series that an award pays for; its attendance and hours fill the proof."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="funded_workshops")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="funded_by")

    objects: ClassVar[FundedManager] = FundedManager()

    class Meta:
        verbose_name = _("funded workshop")
        verbose_name_plural = _("funded workshops")
        constraints = [
            models.UniqueConstraint(fields=["award", "workshop"], name="each_workshop_once_per_award"),
            _share_of_whole("share_of_a_workshop"),
        ]

    def __str__(self) -> str:
        return str(self.workshop)


class FundedHelper(Funded):
    """A volunteer whose hours count for an award, whatever series they were for."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="funded_helpers")
    helper = models.ForeignKey(Helper, models.CASCADE, related_name="funded_by")

    objects: ClassVar[FundedManager] = FundedManager()

    class Meta:
        verbose_name = _("funded helper")
        verbose_name_plural = _("funded helpers")
        constraints = [
            models.UniqueConstraint(fields=["award", "helper"], name="each_helper_once_per_award"),
            _share_of_whole("share_of_a_helper"),
        ]

    def __str__(self) -> str:
        return str(self.helper)
