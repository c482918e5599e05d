"""Places, helpers and their hours."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from parentwork.choices import VenueKind
from parentwork.forms import desk_namesakes
from parentwork.forms.desk_workshops import WEEKDAYS
from parentwork.forms.fields import PhoneField
from parentwork.forms.words import OtherWords, other_columns
from parentwork.models import Helper, Venue, Workshop
from portal.accounts.models import User
from portal.forms import DateInput, TimeInput
from portal.lib.dates import today
from portal.lib.languages import best_words, spoken_choices
from portal.places.models import PostalCode

DIRECTIONS = other_columns("directions")


class VenueForm(OtherWords, forms.ModelForm):
    """A place; its town follows from the postal code."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    postal_code = forms.CharField(
        label=_("Postal code"), max_length=5, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )  # fmt: skip

    class Meta:
        model = Venue
        fields = [
            "kind", "name", "street", "directions_de", "step_free", "is_public", "one_at_a_time", "link",
            *DIRECTIONS,
        ]  # fmt: skip
        widgets = {"kind": forms.RadioSelect}
        labels = {"directions_de": _("How to find it")}

    words = DIRECTIONS
    word_labels = {"directions": _("How to find it: %(language)s")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directions_de"].required = False
        self.offer_words()
        self.initial["version"] = self.instance.version
        self.initial["postal_code"] = self.instance.postal_code_id or ""
        self.order_fields(["kind", "name", "street", "postal_code"])

    def clean_postal_code(self) -> PostalCode | None:
        text = self.cleaned_data["postal_code"].strip()
        if not text:
            return None
        found = PostalCode.objects.filter(code=text).first()
        if found is None:
            raise ValidationError(_("There is no such postal code in Germany."))
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("kind") != VenueKind.ONLINE and not said.get("postal_code"):
            self.add_error("postal_code", _("Please write the postal code."))
        if said.get("kind") == VenueKind.HOME:
            said["is_public"] = False
        if said.get("kind") == VenueKind.ONLINE:
            said["one_at_a_time"] = False
        return said

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "postal_code"}  # type: ignore[misc]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class HelperForm(forms.ModelForm):
    """Somebody who helps, with or without an account."""

    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-many"}),
    )  # fmt: skip
    phone = PhoneField(label=_("Phone"), required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Can help on"), coerce=int, choices=WEEKDAYS, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Nothing ticked: on any day."),
    )  # fmt: skip

    class Meta:
        model = Helper
        fields = [
            "name", "user", "is_paid", "languages", "email", "phone", "weekdays", "free_from", "free_until",
            "certificate_seen", "secrecy_agreed",
        ]  # fmt: skip
        widgets = {
            "free_from": TimeInput, "free_until": TimeInput, "certificate_seen": DateInput,
            "secrecy_agreed": DateInput,
        }  # fmt: skip
        help_texts = {
            "user": _(
                "Then her or his dates stand on the first page after signing in, and messages go to the"
                " address of the account where none stands here."
            ),
            "certificate_seen": _("For who looks after children. Note the day alone; keep no copy."),
            "secrecy_agreed": _("For who interprets. Only grown-ups interpret, never children."),
        }
        labels = {
            "user": _("Account here"), "free_from": _("Has time from"), "free_until": _("Has time until")
        }  # fmt: skip

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = spoken_choices(get_language() or "de")  # type: ignore[attr-defined]
        members = User.objects.filter(memberships__organisation=organisation).order_by("name", "pk")
        self.fields["user"].queryset = members  # type: ignore[attr-defined]
        self.fields["user"].empty_label = _("no account")  # type: ignore[attr-defined]


class AwayForm(forms.Form):
    """Days on which somebody cannot help."""

    first = forms.DateField(label=_("First day"), widget=DateInput)
    last = forms.DateField(label=_("Last day"), widget=DateInput)


QUARTERS = _("Please write quarter hours, for example 1,5 or 2,25.")


class QuarterHours(forms.DecimalField):
    """Quarter hours as people in Germany write them, `2,5`, or with a point."""

    def clean(self, value: Any) -> Any:
        hours = super().clean(value)
        if hours is not None and hours % Decimal("0.25"):
            raise ValidationError(QUARTERS)
        return hours

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class HoursForm(forms.Form):
    """Unpaid hours of one helper on one day; of those of whom `by` may record them."""

    helper = forms.ModelChoiceField(label=_("Helper"), queryset=Helper.objects.none(), empty_label=None)
    workshop = forms.ModelChoiceField(label=_("Workshop"), queryset=Workshop.objects.none(), empty_label=None)
    day = forms.DateField(label=_("Day"), widget=DateInput, initial=today)
    hours = QuarterHours(
        label=_("Hours"), max_digits=4, decimal_places=2, min_value=Decimal("0.25"), max_value=Decimal(24),
        help_text=_("In quarter hours, for example 1,5 or 2,25."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "min_value": QUARTERS,
            "max_value": _("A day has 24 hours."),
        },
    )  # fmt: skip
    activity = forms.CharField(label=_("What was done"), max_length=120, required=False)

    def __init__(self, organisation: Organisation, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk_namesakes.offer(self.fields["helper"], organisation.helpers.recordable_by(by))
        self.fields["workshop"].queryset = organisation.workshops.all()  # type: ignore[attr-defined]
        self.fields["workshop"].label_from_instance = title_of  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """What a coordinator says about recorded hours instead of confirming them as they are."""

    hours = QuarterHours(
        label=_("Hours"),
        max_digits=4,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    word = forms.CharField(
        label=_("A word to the helper"), max_length=200,
        help_text=_("It stands with the hours, for the helper and for those who plan your workshops."),
        error_messages={"required": _("Please tell the helper why.")},
    )  # fmt: skip


class TickedIds(forms.MultipleChoiceField):
    """Numbers of ticked rows; one that names nothing, or nothing any more, is not an error."""

    def to_python(self, value: Any) -> list[Any]:
        return [int(pk) for pk in super().to_python(value) if pk.isascii() and pk.isdigit()][:500]

    def valid_value(self, value: Any) -> bool:
        return True


class TickedForm(forms.Form):
    """Which of the hours in the table are confirmed."""

    hours = TickedIds(
        label=_("Confirm"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one entry.")},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="ticked_%s")  # beside the hours that are typed in below


def title_of(workshop: Workshop) -> str:
    return best_words(workshop, "title", get_language() or "de")[0]
