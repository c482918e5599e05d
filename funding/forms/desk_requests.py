from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.choices import PaperKind, Task
from funding.models import FundingRequest, Programme
from funding.services.drafts import FIELDS
from portal.forms import DateInput


class StartForm(forms.Form):
    """Which programme, and what the project is called for now."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Programme"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("Title of your project"), max_length=160, help_text=_("You can change it later.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.taking_requests()  # type: ignore[attr-defined]


class PageForm(forms.ModelForm):
    """One page of a request; carries the version that its reader has seen."""

    required: tuple[str, ...] = ()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        for name in self.required:
            self.fields[name].required = True

    def values(self) -> dict[str, Any]:
        """What is to be stored."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ProjectForm(PageForm):
    required = ("title", "start", "end", "venue", "contact")

    class Meta:
        model = FundingRequest
        fields = FIELDS[Task.PROJECT]
        widgets = {"start": DateInput, "end": DateInput}
        help_texts = {
            "start": _("The project must not begin before you have the decision."),
            "venue": _("For example a school, a town, your own rooms."),
            "contact": _("Name and phone number of the person whom the Office may call."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            self.add_error("end", _("The end lies before the start."))
        return cleaned


class GoalsForm(PageForm):
    required = ("need", "goals", "target_group", "reach", "activities")

    class Meta:
        model = FundingRequest
        fields = FIELDS[Task.GOALS]
        help_texts = {
            "need": _("What is missing where you work? How do you know?"),
            "goals": _("Say it so that everybody can see later whether it was reached."),
            "target_group": _("Which families, which ages, which languages. Families of any origin count."),
            "activities": _("What happens when, where and how often."),
            "partners": _("Schools, the town, other organisations."),
        }


class DeclarationsForm(PageForm):
    required = ("not_begun", "says_true", "keeps_vouchers")

    class Meta:
        model = FundingRequest
        fields = FIELDS[Task.DECLARATIONS]
        help_texts = {
            "other_requests": _("From whom, how much, and whether it has been promised. Empty if nowhere."),
            "deducts_vat": _("Most associations cannot. If you can, the plan holds net amounts only."),
            "not_begun": _("The first order or contract counts as the beginning."),
        }


FORMS: dict[str, type[PageForm]] = {
    Task.PROJECT: ProjectForm,
    Task.GOALS: GoalsForm,
    Task.DECLARATIONS: DeclarationsForm,
}


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of paper"), choices=PaperKind)
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        help_text=_("PDF, picture, Word or Excel. At most 15 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.odt,.ods"}),
    )


class SubmitForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(SubmitForm):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("Say what you have changed or added."),
    )


class WithdrawForm(SubmitForm):
    note = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
