from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.choices import CostCategory, ExpenseColumn, ExpenseOutcome
from funding.models import ExpenseList
from funding.reports.expense_lists import NEEDED
from funding.services.expense_lists import IN, OUT, Line
from organisations.forms.tables import HeadingsForm, TableField


class ExpenseUploadForm(forms.Form):
    """A file with expenses."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = TableField(
        label=gettext_lazy("File with the expenses"),
        help_text=gettext_lazy("CSV, XLSX, XLS or ODS, at most 10 MB and 2,000 rows, with headings."),
    )


class ExpenseColumnsForm(HeadingsForm):
    """Which heading of the list is which column."""

    def __init__(self, data: Any = None, *, edition: ExpenseList) -> None:
        super().__init__(data, table=edition, columns=ExpenseColumn, needed=NEEDED)


class KindsForm(forms.Form):
    """Which kind of cost each word of the list means."""

    def __init__(self, data: Any = None, *, edition: ExpenseList, written: Iterable[str]) -> None:
        super().__init__(data)
        self.written = list(written)
        kinds = [(kind.value, kind.label) for kind in CostCategory if kind != CostCategory.IN_KIND]
        for number, text in enumerate(self.written):
            self.fields[f"kind-{number}"] = forms.ChoiceField(
                label=_("“%(text)s” means") % {"text": text} if text else _("Where nothing stands there"),
                choices=[("", _("Please choose")), *kinds],
                initial=edition.kinds.get(text, ""),
            )

    @property
    def kinds(self) -> dict[str, str]:
        """The chosen kind by what the list says."""
        return {text: self.cleaned_data[f"kind-{number}"] for number, text in enumerate(self.written)}


class LikenessForm(forms.Form):
    """Whether rows that look like an expense are entered already."""

    def __init__(self, data: Any = None, *, edition: ExpenseList, lines: Iterable[Line]) -> None:
        super().__init__(data)
        answers = (
            (OUT, _("It is entered already: leave it out")),
            (IN, _("It is another payment: enter it")),
        )
        for line in lines:
            if line.outcome != ExpenseOutcome.BAD and line.problem:
                question = self.fields[_name(line)] = forms.ChoiceField(
                    label=line.problem, choices=answers, required=False, widget=forms.RadioSelect,
                    initial=edition.answers.get(str(line.row.number)),
                )  # fmt: skip
                question.unmarked = True  # type: ignore[attr-defined]  # without an answer nothing is entered

    def field_of(self, line: Line) -> forms.BoundField | None:
        """The question about this row, if there is one."""
        return self[_name(line)] if _name(line) in self.fields else None

    @property
    def answers(self) -> dict[int, str]:
        """What was said, by the number of the row."""
        return {int(name.removeprefix("row-")): said for name, said in self.cleaned_data.items() if said}


def _name(line: Line) -> str:
    return f"row-{line.row.number}"
