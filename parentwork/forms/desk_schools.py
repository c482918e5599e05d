"""Looking for a school, and what an organisation notes of its work with one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from parentwork.choices import SchoolKind
from parentwork.models import Partnership, School
from portal.forms import DateInput
from portal.places.forms import USUAL_KM, DistanceField, NearbyForm
from portal.places.models import Land


class SchoolSearch(NearbyForm):
    """By name, kind, Land and distance; a nonsensical value filters nothing but is named."""

    FILTERS = ("q", "kind", "land", "near")
    ALWAYS = ("q", "near")

    q = forms.CharField(label=_("Name of the school"), max_length=80, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of school"), required=False, choices=[("", _("all kinds")), *SchoolKind.choices]
    )
    land = forms.ModelChoiceField(
        label=_("Land"), queryset=Land.objects.all(), required=False, empty_label=_("All of Germany")
    )
    km = DistanceField(label=_("Within"))

    def results(self) -> QuerySet[Any]:
        """The schools that fit; words with errors find what is spelt nearly so."""
        if "near" in self.errors or not self.is_valid():
            return School.objects.none()
        said, rows = self.cleaned_data, School.objects.all()
        if said["kind"]:
            rows = rows.filter(kind=said["kind"])
        if said["land"]:
            rows = rows.filter(land=said["land"])
        if said["near"]:
            rows = rows.near(said["near"].point, said["km"] or USUAL_KM)
        if said["q"]:
            exact = rows.search(said["q"])
            rows = exact if exact.exists() else rows.resembling(said["q"])
        return rows


class PaperForm(forms.Form):
    """What both have signed."""

    file = forms.FileField(
        label=_("Agreement as a file"), help_text=_("PDF or photo, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )  # fmt: skip
    use_required_attribute = False


class PartnershipForm(forms.ModelForm):
    """With whom at the school, on what, since and until when."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Partnership
        fields = ["contact", "email", "agreement", "start", "end"]
        widgets = {
            "start": DateInput, "end": DateInput, "agreement": forms.Textarea(attrs={"rows": 4}),
        }  # fmt: skip
        help_texts = {
            "email": _("Empty: the address that the directory names."),
            "end": _("Empty: until further notice."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else 0

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("start") and said.get("end") and said["end"] < said["start"]:
            self.add_error("end", _("This must not be before the beginning."))
        return said

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}
