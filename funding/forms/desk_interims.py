from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.forms.desk_review import StepForm
from funding.models import InterimProof
from funding.reports.interims import INTERIM_NARRATIVE


class InterimForm(forms.ModelForm):
    """The report in words of a part of the award period; sending it asks for more than keeping it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = InterimProof
        fields = INTERIM_NARRATIVE
        help_texts = {
            "done": _("When, where, with whom. The dates themselves are counted for you below."),
            "results": _("Compare with the goal of your request."),
            "deviations": _("Empty if everything went as planned."),
        }

    def __init__(self, *args: Any, sending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.fields["deviations"].widget.attrs["rows"] = 4
        for name in ("done", "results"):
            self.fields[name].required = sending
            self.fields[name].unmarked = True  # type: ignore[attr-defined]  # needed only once it is sent

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in INTERIM_NARRATIVE}


class NoteInterimForm(StepForm):
    """The Office takes note."""

    note = forms.CharField(
        label=_("What you say about it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organisation reads it. Empty if you only take note."),
    )
