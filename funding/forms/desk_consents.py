"""What the Office has consented to beyond the plan, as the organisation records it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.choices import CostCategory
from funding.models import Consent
from portal.forms import DateInput
from portal.lib.money import MoneyField


class ConsentForm(forms.ModelForm):
    """To what the Office has consented, with the paper that says so."""

    limit = MoneyField(
        label=_("Up to how much in all (€)"),
        min_value=0,
        help_text=_("What this kind of cost may reach altogether, not only what is added."),
    )
    receipt = forms.FileField(
        label=_("Letter or mail of the Office"),
        required=False,
        max_length=255,
        help_text=_("Photo or PDF, at most 15 MB. The Office sees it with the proof."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    class Meta:
        model = Consent
        fields = ("category", "limit", "day", "words")
        widgets = {"day": DateInput}

    field_order = ("category", "limit", "day", "words", "receipt")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("All costs together")),
            *CostCategory.choices,
        ]
        # The first choice is an answer, and a paper must be there: the service asks for it.
        for name in ("category", "receipt"):
            self.fields[name].unmarked = True  # type: ignore[attr-defined]

    def clean_limit(self) -> Any:
        limit = self.cleaned_data["limit"]
        if limit == 0:
            raise forms.ValidationError(_("Write an amount above 0."))
        return limit

    def validate_constraints(self) -> None:
        """The service asks for the same before it saves, and says what is wrong."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
