from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.choices import PastColumn
from funding.models import PossibleMatch, Recipient, UploadedGrants
from funding.reports.past.headings import NEEDED
from organisations.forms.tables import HeadingsForm, TableField
from organisations.models import Organisation

_NONE = "none"


class GrantsUploadForm(forms.Form):
    """A file with the grants of earlier years, and what the list is called that it is an edition of."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label=gettext_lazy("Name of the list"), max_length=60,
        help_text=gettext_lazy("Use the same name for the next edition: rows are then found again."),
    )  # fmt: skip
    file = TableField(
        label=gettext_lazy("File with the grants"),
        help_text=gettext_lazy(
            "CSV, XLSX, XLS or ODS, at most 10 MB, with headings. It needs the recipient, the amount, and "
            "the year or the begin of the period. Where the headings do not say which is which, you do."
        ),
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class GrantColumnsForm(HeadingsForm):
    """Which heading of the list is which column."""

    def __init__(self, data: Any = None, *, edition: UploadedGrants) -> None:
        super().__init__(data, table=edition, columns=PastColumn, needed=NEEDED)


class TakeGrantsForm(forms.Form):
    skips_bad = forms.BooleanField(label=gettext_lazy("Leave the faulty rows out"), required=False)


class MatchForm(forms.Form):
    """Which of the proposed organisations a recipient of earlier grants is."""

    recipient = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, recipient: Recipient, possible: Iterable[PossibleMatch]) -> None:
        super().__init__(data, initial={"recipient": recipient.pk})
        self.possible = {str(match.organisation_id): match for match in possible}
        proposed = [(pk, _described(match)) for pk, match in self.possible.items()]
        self.fields["answer"] = forms.ChoiceField(
            label=_("Is it one of these organisations?"),
            choices=[*proposed, (_NONE, _("No, none of these"))],
            widget=forms.RadioSelect,
        )

    @property
    def organisation(self) -> Organisation | None:
        """The one that was chosen; None where it is none of them."""
        match = self.possible.get(self.cleaned_data["answer"])
        return match.organisation if match else None


def _described(match: PossibleMatch) -> str:
    found = match.organisation
    return _("Yes: %(name)s (%(place)s), %(why)s") % {
        "name": found.name,
        "place": found.place or "–",
        "why": match.get_ground_display(),
    }
