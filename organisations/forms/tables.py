"""A table that is uploaded, and the question which of its columns is which."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import TextChoices
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from organisations.models import UploadedTable
from portal.lib.sheets import Table, read_table

MAX_MB = 10
_SAMPLE_ROWS, _SAMPLE_LETTERS = 5, 30


class TableField(forms.FileField):
    """A file with a table; what comes of it is its name and the table."""

    widget = forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods"})

    def clean(self, data: Any, initial: Any = None) -> tuple[str, Table]:
        file: UploadedFile = super().clean(data, initial)
        if (file.size or 0) > MAX_MB * 1024 * 1024:
            raise ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": MAX_MB}, code="size")
        return file.name or "", read_table(io.BytesIO(file.read()))


class HeadingsForm(forms.Form):
    """Which heading of an uploaded table is which column."""

    def __init__(
        self, data: Any, *, table: UploadedTable, columns: type[TextChoices], needed: Iterable[TextChoices]
    ) -> None:
        super().__init__(data, initial=table.columns)
        choices = [("", _("– not in this list –")), *_headings(table)]
        wanted = set(needed)
        for column in columns:
            self.fields[column.value] = forms.ChoiceField(
                label=capfirst(str(column.label)), choices=choices, required=column in wanted
            )
            self.fields[column.value].unmarked = True  # type: ignore[attr-defined]


def _headings(table: UploadedTable) -> list[tuple[str, str]]:
    """Each heading with the first cell that is filled below it, since headings alone can mislead."""
    samples: dict[str, str] = {}
    for row in islice(table.sheet_rows, _SAMPLE_ROWS):
        for header, cell in row.cells.items():
            if cell:
                samples.setdefault(header, Truncator(" ".join(cell.split())).chars(_SAMPLE_LETTERS))
    return [
        (header, f"{header} ({samples[header]})" if header in samples else header) for header in table.headers
    ]
