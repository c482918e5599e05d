"""A list of organisations on its way into the registry: the file, its columns, what is doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.choices.lists import ListColumn, Outcome
from organisations.forms.tables import HeadingsForm, TableField
from organisations.models import ImportedList, ListRow, Organisation

_NEW = "new"


class UploadForm(forms.Form):
    """A file with organisations, and what the list is called that it is an edition of."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    source = forms.CharField(
        label=gettext_lazy("Name of the list"),
        max_length=40,
        help_text=gettext_lazy("Use the same name each time: rows are then found again, and columns too."),
    )
    file = TableField(
        label=gettext_lazy("File with the list"),
        help_text=gettext_lazy(
            "CSV, XLSX, XLS or ODS, at most 10 MB, with headings. First you see what would change."
        ),
    )


class ColumnsForm(HeadingsForm):
    """Which heading of the list is which column."""

    def __init__(self, data: Any = None, *, edition: ImportedList) -> None:
        super().__init__(data, table=edition, columns=ListColumn, needed=[ListColumn.NAME])


class AnswersForm(forms.Form):
    """Whether each doubtful row is an organisation that stands here already."""

    def __init__(
        self, data: Any = None, *, rows: Iterable[ListRow], entries: Mapping[int, Organisation]
    ) -> None:
        super().__init__(data)
        for row in rows:
            if row.candidates:
                self.fields[_field(row)] = _question(row, entries)

    def field_of(self, row: ListRow) -> forms.BoundField | None:
        """The question about this row, if there is one."""
        return self[_field(row)] if _field(row) in self.fields else None

    @property
    def answers(self) -> dict[int, int | None]:
        """The chosen entry by the id of the row, None for a new one; rows without an answer are left out."""
        given = {name: said for name, said in self.cleaned_data.items() if said}
        return {int(name.removeprefix("row-")): _entry(said) for name, said in given.items()}


class TakeForm(forms.Form):
    skips_bad = forms.BooleanField(label=gettext_lazy("Leave the faulty rows out"), required=False)


def _question(row: ListRow, entries: Mapping[int, Organisation]) -> forms.ChoiceField:
    offered = [(str(pk), _described(entries[pk])) for pk in row.candidates if pk in entries]
    choices = [*offered, (_NEW, _("No, it is another organisation: make a new entry"))]
    question = forms.ChoiceField(
        label=_("Is “%(name)s” one of these?") % {"name": row.name},
        choices=choices, required=False, widget=forms.RadioSelect, initial=_answered(row),
    )  # fmt: skip
    question.unmarked = True  # type: ignore[attr-defined]  # before the list is taken over it has to be answered
    return question


def _described(entry: Organisation) -> str:
    if entry.is_hidden:
        return _("Yes, an entry that is not public")
    words = _("Yes: %(name)s, %(place)s") if entry.place else _("Yes: %(name)s")
    return words % {"name": entry.name, "place": entry.place}


def _answered(row: ListRow) -> str:
    if row.outcome == Outcome.DOUBTFUL:
        return ""
    return str(row.entry_id) if row.entry_id else _NEW


def _entry(said: str) -> int | None:
    return None if said == _NEW else int(said)


def _field(row: ListRow) -> str:
    return f"row-{row.pk}"
