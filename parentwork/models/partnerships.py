from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import PurePath
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from organisations.models import Organisation
from parentwork.choices import PartnershipState
from parentwork.models.places import School
from parentwork.queries.partnerships import PartnershipManager
from portal.lib.dates import today

# How long the link to answer holds.
ANSWERED_WITHIN = timedelta(days=60)


class Partnership(models.Model):
    """An organisation and a school that work together: with whom, on what, since and until when.

    The contact at the school is kept for `settings.PARTNERSHIP_CONTACTS_DAYS` after the end.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="partnerships")
    school = models.ForeignKey(School, models.CASCADE, related_name="partnerships", verbose_name=_("school"))
    state = models.CharField(
        _("state"), max_length=10, choices=PartnershipState, default=PartnershipState.NOTED
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    contact = models.CharField(_("contact at the school"), max_length=120, blank=True)
    email = models.EmailField(_("mail address of the contact"), blank=True)
    agreement = models.TextField(_("what was agreed"), max_length=2000, blank=True)
    start = models.DateField(_("since"), default=today)
    end = models.DateField(_("until"), null=True, blank=True)
    # The school answers by a link, without an account.
    secret = models.CharField(max_length=32, unique=True, null=True, blank=True, editable=False)
    # Went to other addresses of the school before; whoever comes by one is told that a newer one was sent.
    earlier_links = ArrayField(models.CharField(max_length=32), default=list, blank=True, editable=False)
    asked = models.DateTimeField(_("asked"), null=True, blank=True, editable=False)
    answered = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PartnershipManager] = PartnershipManager()

    class Meta:
        verbose_name = _("partnership with a school")
        verbose_name_plural = _("partnerships with schools")
        ordering = ["school__name", "id"]
        indexes = [GinIndex(fields=["earlier_links"], name="partnership_earlier_links")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "school"], name="one_partnership_per_school"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="partnership_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state=PartnershipState.ASKED) | Q(secret__isnull=False, asked__isnull=False),
                name="asked_partnership_has_a_link",
            ),
        ]

    def __str__(self) -> str:
        return str(self.school)

    def get_absolute_url(self) -> str:
        return reverse("parentwork:partnership", args=[self.secret])

    def whole_address(self, language: str) -> str:
        """The address of the page on which the school answers, for messages."""
        with override(language):
            return settings.SITE_URL + self.get_absolute_url()

    @property
    def is_over(self) -> bool:
        return self.end is not None and self.end < today()

    @property
    def is_confirmed(self) -> bool:
        return self.state == PartnershipState.CONFIRMED

    @property
    def can_be_answered(self) -> bool:
        """As long as the link holds; who has answered may change the answer until it is over."""
        in_time = self.asked is not None and timezone.now() < self.asked + ANSWERED_WITHIN
        return (in_time or self.answered is not None) and not self.is_over

    @property
    def address(self) -> str:
        """Whom a question reaches: the contact, else the mail address of the school; empty without one."""
        return self.email or self.school.email


def paper_path(paper: PartnershipPaper, name: str) -> str:
    return f"parentwork/partnerships/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class PartnershipPaper(models.Model):
    """What both have signed, as PDF or picture: for those who plan in the organisation, and nobody else.

    Deleted with the partnership, or after its end with the contact at the school.
    """

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="paper")
    file = models.FileField(_("file"), upload_to=paper_path, max_length=200)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[PartnershipPaper]] = models.Manager()

    class Meta:
        verbose_name = _("paper of a partnership")
        verbose_name_plural = _("papers of partnerships")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.partnership)

    @property
    def filename(self) -> str:
        """The name under which it is saved: the school, with the ending of its kind."""
        return f"{self.partnership.school.name}{PurePath(str(self.file.name)).suffix}"
