from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class Erasure(models.Model):
    """A deletion on its way into the ledger: written in the transaction that deletes, gone soon after it."""

    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=60)  # a key of `settings.ERASERS`
    ids = ArrayField(models.BigIntegerField())

    objects: ClassVar[models.Manager[Erasure]] = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} × {len(self.ids)}"
