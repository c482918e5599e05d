"""Lists of organisations on their way into the registry: kept until they are taken over, 14 days at most."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.choices.lists import AT_WORK, ListFault, ListState, Outcome
from organisations.models.registry import NETWORK_SOURCE, Organisation
from organisations.queries.lists import ImportedListManager, ListRowManager
from portal.lib.sheets import Row, Table

LIST_LASTS = timedelta(days=14)


def _end_of_list() -> datetime:
    return timezone.now() + LIST_LASTS


def own_code(umbrella: Organisation) -> str:
    """How `source` begins in the entries that come from lists of this network, and in no others."""
    return f"{NETWORK_SOURCE}{umbrella.pk}:"


class UploadedTable(models.Model):
    """What every list is that comes in over a page: its rows, and which of its columns is which."""

    # Comes with the form, so that a double click uploads once.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)
    headers = ArrayField(models.TextField())
    # The rows as they came: `[number, cells, whether there are more cells than headings]`.
    table = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)
    ends = models.DateTimeField(default=_end_of_list)

    class Meta:
        abstract = True

    @property
    def sheet_rows(self) -> Iterator[Row]:
        """The rows as they came."""
        for number, cells, has_surplus in self.table:
            yield Row(number, dict(zip(self.headers, cells, strict=True)), ("…",) if has_surplus else ())

    @property
    def unnamed_headers(self) -> list[str]:
        """The headings that are no column of ours: what stands below them is not taken over."""
        return [header for header in self.headers if header and header not in self.columns.values()]


def contents(table: Table) -> dict[str, Any]:
    """Headings and rows of a table, as the fields of an `UploadedTable`."""
    return {
        "headers": [_storable(header) for header in table.headers],
        "table": [
            [row.number, [_storable(cell) for cell in row.cells.values()], bool(row.surplus)]
            for row in table.rows
        ],
    }


def _storable(text: str) -> str:
    """The database knows no character zero."""
    return text.replace("\x00", "")


class ListAtWork(UploadedTable):
    """A list that a job compares with what stands here and takes over; see `services.importing.worker`."""

    state = models.CharField(_("state"), max_length=12, choices=ListState, default=ListState.COLUMNS)
    skips_bad = models.BooleanField(default=False)
    # How many rows had which outcome: the rows are gone once it is taken over.
    counts = models.JSONField(default=dict)
    fault = models.CharField(max_length=8, choices=ListFault, blank=True)
    # Of the job that is at work: which, since when heard of, how far, how often begun.
    claim = models.CharField(max_length=64, blank=True)
    seen = models.DateTimeField(default=timezone.now)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_ready(self) -> bool:
        return self.state == ListState.READY

    @property
    def is_taken(self) -> bool:
        return self.state == ListState.TAKEN

    def begin(self, state: ListState) -> None:
        """A job is to do this step from now on."""
        self.state, self.fault, self.claim, self.attempts, self.progress = state, "", "", 0, 0
        self.seen = timezone.now()


class ListSource(models.Model):
    """A list that comes again: whose it is, what it is called, and which of its columns is which."""

    umbrella = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="list_sources")
    name = models.CharField(_("name of the list"), max_length=40)
    # Headings by ListColumn, as a person has confirmed them last.
    columns = models.JSONField(default=dict)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["umbrella", "name"], name="one_list_of_a_name", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """What stands as `source` in the entries of this list; no network can name the list of another."""
        return own_code(self.umbrella) + self.name if self.umbrella else self.name


class ImportedList(ListAtWork):
    """One edition of a list, from its upload to the day it is taken over."""

    source = models.ForeignKey(ListSource, models.CASCADE, related_name="editions")
    language = models.CharField(max_length=12, default=settings.LANGUAGE_CODE)

    objects: ClassVar[ImportedListManager] = ImportedListManager()

    class Meta:
        ordering = ["-created", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="known_list_state"),
            models.CheckConstraint(condition=Q(progress__range=(0, 100)), name="list_progress_in_percent"),
            models.CheckConstraint(
                condition=Q(claim="") | Q(state__in=AT_WORK), name="only_a_list_at_work_is_claimed"
            ),
        ]
        indexes = [
            models.Index(fields=["seen"], condition=Q(state__in=AT_WORK), name="list_at_work"),
            models.Index(fields=["ends"], name="list_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.created:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("organisations:list_edition", args=[self.key])

    @property
    def umbrella(self) -> Organisation | None:
        """The network whose list it is; none where it is the portal's own."""
        return self.source.umbrella


class ListRow(models.Model):
    """What one row of a list says, and what comparing it with the registry has found."""

    edition = models.ForeignKey(ImportedList, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as a spreadsheet shows it
    outcome = models.CharField(max_length=12, choices=Outcome)
    key = models.CharField(max_length=120, blank=True)
    # What it says of the organisation, by field of the profile; the postal code as its five digits.
    data = models.JSONField(default=dict)
    postal_code_as_written = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=120, blank=True)  # where no postal code says it
    is_whole = models.BooleanField(default=True)  # everything in it could be read
    problem = models.CharField(max_length=300, blank=True)
    notes = models.JSONField(default=list)
    # The entry that the row is about, as it was then, and what it says where the row says something else.
    entry = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(null=True)
    was = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Entries that are perhaps the same organisation.
    candidates = ArrayField(models.BigIntegerField(), default=list)

    objects: ClassVar[ListRowManager] = ListRowManager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_list_row_per_number"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="known_outcome"),
        ]
        indexes = [models.Index(fields=["edition", "outcome", "number"], name="list_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.number}"

    @property
    def name(self) -> str:
        return str(self.data.get("name", ""))

    @property
    def is_answered(self) -> bool:
        """A person has said of a doubtful row which organisation it is."""
        return bool(self.candidates) and self.outcome != Outcome.DOUBTFUL


class OtherKey(models.Model):
    """A row of a list that is an entry from elsewhere, as a person has said; they are asked once."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="other_keys")
    source = models.CharField(max_length=60)
    source_key = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_key"], name="one_entry_per_key")]

    def __str__(self) -> str:
        return f"{self.source} {self.source_key}"
