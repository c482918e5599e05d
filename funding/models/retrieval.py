from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.choices import Notice
from portal.lib.dates import day_of, today

if TYPE_CHECKING:
    from funding.models.offices import Office


class MadeKnown(models.Model):
    """What a letter with a decision has in common: how it is made known to the organisation, and when."""

    # When somebody of the organisation first opened the letter; nobody of the Office reads this.
    opened = models.DateTimeField(_("opened by the organisation"), null=True, blank=True)
    # Empty for what was decided before the portal asked, and while a letter waits to be posted.
    way = models.CharField(_("made known"), max_length=10, choices=Notice, blank=True)
    posted = models.DateField(_("sent by post on"), null=True, blank=True)
    # From this day on it counts as made known; empty while it waits to be retrieved or posted.
    known = models.DateField(_("counts as made known on"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def offered(self) -> datetime | None:
        """Since when the organisation can have it; None before."""
        raise NotImplementedError

    @property
    def waits_to_be_retrieved(self) -> bool:
        """It can be retrieved, in time or not, and nobody of the organisation has: it is not known yet."""
        return self.way == Notice.RETRIEVAL and self.known is None

    def retrievable_until(self, office: Office) -> date | None:
        """The last day on which it can be retrieved as long as it waits; None for one that does not wait."""
        if not self.waits_to_be_retrieved or self.offered is None:
            return None
        return day_of(self.offered) + timedelta(days=office.retrieval_days)

    def is_to_be_posted(self, office: Office) -> bool:
        """It is there, nobody has posted it yet, and the organisation cannot retrieve it, or no more."""
        waits = self.waits_to_be_retrieved and not self.is_withdrawn(office)
        return self.offered is not None and self.known is None and not waits

    def is_withdrawn(self, office: Office) -> bool:
        """It was not retrieved in time: nobody can any more, it has to be sent by post."""
        last = self.retrievable_until(office)
        return last is not None and last < today()
