"""Expenses on their way out of a bookkeeping program: kept until they are entered, 14 days at most."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from funding.models.proofs import ProofOfUse
from organisations.models import Organisation, UploadedTable


class Bookkeeping(models.Model):
    """How the bookkeeping of an organisation calls things, as a person has confirmed it last."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="bookkeeping")
    columns = models.JSONField(default=dict)  # headings by ExpenseColumn
    # CostCategory by what stands in the column; by "" where nothing does, or where there is no column.
    kinds = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Bookkeeping]] = models.Manager()

    class Meta:
        verbose_name = "bookkeeping"
        verbose_name_plural = "bookkeepings"

    def __str__(self) -> str:
        return str(self.organisation)


class ExpenseList(UploadedTable):
    """An uploaded list of expenses of one proof of use."""

    proof = models.ForeignKey(ProofOfUse, models.CASCADE, related_name="expense_lists")
    kinds = models.JSONField(default=dict)
    # What was said of rows that look like an expense, by the number of the row: to be entered or not.
    answers = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[ExpenseList]] = models.Manager()

    class Meta:
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["ends"], name="expense_list_ends")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        request = self.proof.award.request
        return reverse("funding:expense_list", args=[request.organisation.slug, request.public_id, self.key])
