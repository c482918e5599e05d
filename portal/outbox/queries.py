"""Which messages are to be sent now, called, freed or forgotten."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from portal.outbox.choices import FINISHED, Channel, State


class MessageQuerySet(models.QuerySet[Any]):
    """Messages of the outbox."""

    def to_send(self, now: datetime) -> Self:
        """Mails and SMS whose time has come at `now`, the longest waiting first."""
        due = self.filter(state=State.DUE, due__lte=now).exclude(channel=Channel.CALL)
        return due.order_by("due", "id")

    def call_list(self, account: str) -> Self:
        """Calls that a person of `account` still has to make, in the order in which they fall due."""
        return self.to_call().filter(account=account).order_by("due", "id")

    def to_call(self) -> Self:
        """Calls that a person still has to make, whoever's they are."""
        return self.filter(state=State.DUE, channel=Channel.CALL)

    def claimed_before(self, moment: datetime) -> Self:
        """Messages whose sender must have died, since it claimed them before `moment`."""
        return self.filter(state=State.CLAIMED, claimed_at__lt=moment)

    def failed(self) -> Self:
        """Messages that a person has to look at."""
        return self.filter(state=State.FAILED)

    def finished(self) -> Self:
        """Messages to which nothing more happens by itself."""
        return self.filter(state__in=FINISHED)


MessageManager = models.Manager.from_queryset(MessageQuerySet)
