from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funding.forms.desk_requests import SubmitForm
from funding.models import Signatory, Snapshot
from funding.services.signing import Signed
from portal.forms import DateInput

ACCEPTED = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})


class SignatoryForm(forms.ModelForm):
    """Somebody who signs by the statutes."""

    class Meta:
        model = Signatory
        fields = ("name", "function", "since", "until")
        widgets = {"since": DateInput, "until": DateInput}
        help_texts = {
            "function": _("For example chair or treasurer."),
            "until": _("As the meeting decided. Empty if no end is fixed."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end lies before the start."))
        return cleaned


class SignersField(forms.MultipleChoiceField):
    """Who has signed, by the place in a list of signatories."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Who has signed"), widget=forms.CheckboxSelectMultiple, **kwargs)


class ScanForm(SubmitForm):
    """The organisation sends a scan of the signed paper."""

    signers = SignersField(error_messages={"required": _("Please tick who has signed.")})
    file = forms.FileField(
        label=_("Picture or scan of the signed paper"),
        max_length=255,
        help_text=_("PDF or picture. At most 15 MB."),
        widget=ACCEPTED,
    )
    field_order = ("version", "signers", "file")

    def __init__(self, *args: Any, signatories: Sequence[Signatory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signatories = signatories
        if not signatories:
            del self.fields["signers"]
            return
        self.fields["signers"].choices = [(str(one.pk), _named(one)) for one in signatories]  # type: ignore[attr-defined]
        self.fields["signers"].initial = [str(one.pk) for one in signatories if one.is_in_office]

    def signed(self) -> Signed:
        """What is sent. Only after `is_valid()`."""
        chosen = set(self.cleaned_data.get("signers", ()))
        signers = [one.as_words() for one in self.signatories if str(one.pk) in chosen]
        return Signed(self.cleaned_data["file"], signers)


def _named(signatory: Signatory) -> str:
    if not signatory.is_over or signatory.until is None:
        return str(signatory)
    day = date_format(signatory.until, "SHORT_DATE_FORMAT")
    return gettext("%(name)s (term of office ended on %(day)s)") % {"name": signatory, "day": day}


class PaperReceivedForm(SubmitForm):
    """The Office records the signed paper that came to it."""

    received = forms.DateField(label=_("Received on"), widget=DateInput)
    signers = SignersField(required=False)
    file = forms.FileField(
        label=_("Scan of the paper"),
        max_length=255,
        required=False,
        help_text=_("PDF or picture. At most 15 MB."),
        widget=ACCEPTED,
    )
    number = forms.TypedChoiceField(label=_("What was signed"), coerce=int, widget=forms.RadioSelect)
    field_order = ("version", "received", "number", "signers", "file")

    def __init__(
        self,
        *args: Any,
        signatories: Sequence[dict[str, Any]],
        submissions: Sequence[Snapshot],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.signatories = signatories
        self._offer(submissions)
        if not signatories:
            del self.fields["signers"]
            return
        names = [f"{one['name']}, {one['function']}" for one in signatories]
        self.fields["signers"].choices = [(str(place), name) for place, name in enumerate(names)]  # type: ignore[attr-defined]

    def signed(self) -> Signed:
        """What came. Only after `is_valid()`."""
        data, chosen = self.cleaned_data, set(self.cleaned_data.get("signers", ()))
        signers = [one for place, one in enumerate(self.signatories) if str(place) in chosen]
        return Signed(data["file"], signers, data["received"], data.get("number"))

    def _offer(self, submissions: Sequence[Snapshot]) -> None:
        """Of several submissions one is chosen, by what stands on the paper."""
        if len(submissions) < 2:
            del self.fields["number"]
            return
        field = self.fields["number"]
        field.choices = [(one.number, _submission(one)) for one in submissions]  # type: ignore[attr-defined]
        field.initial = submissions[0].number


def _submission(sent: Snapshot) -> str:
    said = {"number": sent.number, "day": date_format(localtime(sent.created), "SHORT_DATE_FORMAT")}
    words = gettext("Submission %(number)s of %(day)s, checksum %(sum)s")
    return words % {**said, "sum": sent.sha256[:24]}
