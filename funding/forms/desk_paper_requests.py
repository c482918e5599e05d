from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.forms.desk_review import StepForm
from funding.forms.desk_signatures import ACCEPTED
from funding.models import Office, Programme
from funding.services.paper_requests import Newcomer
from organisations.models import Organisation
from portal.forms import DateInput
from portal.places.models import PostalCode


class FindForm(forms.Form):
    """Which organisation asks."""

    q = forms.CharField(label=_("Name or town of the organisation"), max_length=80)


def _scan(label: Any) -> forms.FileField:
    return forms.FileField(
        label=label, max_length=255, help_text=_("PDF or picture. At most 15 MB."), widget=ACCEPTED
    )


class PaperRequestForm(forms.Form):
    """What a request on paper says, but for its plan; of an organisation without an entry, name and place."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=80)
    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    postal_code = forms.CharField(
        label=_("Postal code"), max_length=5, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    agrees = forms.BooleanField(
        label=_("The organisation agrees that its name and town stand in the public registry."),
        help_text=_("Without an entry the portal cannot keep a request. It can take over its entry later."),
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Programme"), empty_label=_("Please choose")
    )
    title = forms.CharField(label=_("Title of the project"), max_length=160)
    received = forms.DateField(
        label=_("Received on"), help_text=_("The day that counts for the deadline."), widget=DateInput
    )
    start = forms.DateField(label=_("Project from"), widget=DateInput)
    end = forms.DateField(label=_("Project until"), widget=DateInput)
    file = _scan(_("Scan of the request"))

    def __init__(self, *args: Any, office: Office, asking: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.filter(office=office, is_current=True).exclude(financing="")
        self.fields["programme"].queryset = programmes.order_by("slug")  # type: ignore[attr-defined]
        if asking is not None:
            del self.fields["name"], self.fields["postal_code"], self.fields["agrees"]

    def clean_postal_code(self) -> PostalCode:
        found = PostalCode.objects.select_related("district__land").filter(
            code=self.cleaned_data["postal_code"]
        )
        if not (code := found.first()):
            raise forms.ValidationError(_("We do not know this postal code. It has five digits."))
        return code

    def newcomer(self) -> Newcomer:
        """The organisation that has no entry. Only after `is_valid()`."""
        return Newcomer(self.cleaned_data["name"], self.cleaned_data["postal_code"])


class PaperAnswerForm(StepForm):
    """What a letter says in answer to a question, but for its plan."""

    answer = forms.CharField(
        label=_("What the organisation answers"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    received = forms.DateField(label=_("Received on"), widget=DateInput)
    file = _scan(_("Scan of the answer"))
