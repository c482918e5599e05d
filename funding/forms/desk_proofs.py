from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from funding.choices import AlikeIncome, CostCategory
from funding.models import Expense, Income, ProofOfUse
from funding.reports.figures import NARRATIVE
from funding.services.expenses import ALLOWED, faults, outside_question
from portal.forms import DateInput
from portal.lib import uploads
from portal.lib.dates import parse_day
from portal.lib.money import MoneyField


class NarrativeForm(forms.ModelForm):
    """The narrative report (Sachbericht)."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ProofOfUse
        fields = NARRATIVE
        help_texts = {
            "done": _("When, where, with whom. The dates themselves are counted for you above."),
            "results": _("Compare with the goal of your request."),
            "deviations": _("Empty if everything went as planned."),
            "remarks": _("If a figure needs an explanation. The figures themselves come from the calendar."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        for name in ("done", "results"):
            self.fields[name].required = True
        for name in ("cooperation", "deviations", "outlook", "remarks"):
            self.fields[name].widget.attrs["rows"] = 4

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in NARRATIVE}


class AsksAboutLikeness(forms.BaseForm):
    """A form with a field `alike`, which is shown only where what is sent looks like something entered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self["alike"].value():
            self._ask_about_likeness()

    def add_error(self, field: str | None, error: Any) -> None:
        """Whether it is something else is asked only where it looks like what was entered."""
        super().add_error(field, error)
        if "alike" in self.errors:
            self._ask_about_likeness()

    def _ask_about_likeness(self) -> None:
        question = self.fields["alike"]
        question.widget = forms.RadioSelect(choices=[it for it in question.choices if it[0]])  # type: ignore[attr-defined]
        question.unmarked = True  # type: ignore[attr-defined]


class ExpenseForm(AsksAboutLikeness, forms.ModelForm):
    """A payment, with its voucher."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    amount = MoneyField(label=_("Amount (€)"), min_value=0)
    eligible = MoneyField(
        label=_("Of which for the project (€)"),
        min_value=0,
        required=False,
        help_text=_("Empty if it is the whole amount."),
    )
    receipt = forms.FileField(
        label=_("Voucher"),
        required=False,
        max_length=255,
        help_text=_(
            "Photo or PDF, at most 15 MB. Place and time are removed from photos. You can add it later; "
            "every expense needs one before the proof is sent."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    class Meta:
        model = Expense
        fields = (
            "paid", "outside_reason", "alike", "payee", "reason", "category", "amount", "eligible",
            "voucher_number", "invoiced",
        )  # fmt: skip
        widgets = {"paid": DateInput, "invoiced": DateInput, "alike": forms.HiddenInput}

    field_order = (
        "paid", "outside_reason", "payee", "reason", "category", "amount", "alike", "eligible", "receipt",
        "voucher_number", "invoiced",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self._tell_what_is_in_the_plan()
        self._speak_of_the_period()

    def _tell_what_is_in_the_plan(self) -> None:
        """A kind of cost that the award does not name can be entered, but needs the consent of the Office."""
        planned = self.instance.proof.award.plan["costs"]
        paid = [kind for kind in CostCategory if kind != CostCategory.IN_KIND]
        kinds = [
            (
                kind.value,
                kind.label if kind in planned else _("%(kind)s (not in the plan)") % {"kind": kind.label},
            )
            for kind in paid
        ]
        self.fields["category"].choices = [("", _("Please choose")), *kinds]  # type: ignore[attr-defined]
        if not set(paid) <= set(planned):
            self.fields["category"].help_text = _(
                "What is not in the plan needs the consent of the Office before the project ends. "
                "Without it the Office may not count it."
            )

    def _speak_of_the_period(self) -> None:
        """The award period stands below the day; the reason is asked for only where the day lies outside."""
        award = self.instance.proof.award
        self.fields["paid"].help_text = _("Award period: %(start)s – %(end)s") % {
            "start": date_format(award.start, "DATE_FORMAT"),
            "end": date_format(award.end, "DATE_FORMAT"),
        }
        why, paid = self.fields["outside_reason"], parse_day(str(self["paid"].value() or ""))
        if paid is None or award.paying_period.covers(paid):
            why.widget = forms.HiddenInput()
        else:
            why.required, why.error_messages["required"] = True, outside_question(award, paid)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("eligible") is None and "eligible" not in self.errors:
            cleaned["eligible"] = cleaned.get("amount")
        if cleaned.get("amount") == 0:
            self.add_error("amount", _("Write an amount above 0."))
        named = ("eligible", "amount", "paid", "invoiced")
        for name, text in faults(*(cleaned.get(field) for field in named)).items():
            self.add_error(name, text)
        return cleaned

    def clean_receipt(self) -> Any:
        """Looked at here, too: all that is wrong is said at once."""
        if (file := self.cleaned_data["receipt"]) is not None:
            uploads.check(file, ALLOWED)
        return file

    def validate_constraints(self) -> None:
        """The service asks for the same before it saves, and says at the field what is wrong."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class IncomeForm(AsksAboutLikeness, forms.ModelForm):
    amount = MoneyField(label=_("Amount (€)"), min_value=0)
    alike = forms.ChoiceField(
        label=_("Looks like other income"), choices=AlikeIncome.choices, required=False,
        widget=forms.HiddenInput,
    )  # fmt: skip

    class Meta:
        model = Income
        fields = ("received", "source", "payer", "amount")
        widgets = {"received": DateInput}

    def clean_amount(self) -> Any:
        if self.cleaned_data["amount"] == 0:
            raise forms.ValidationError(_("Write an amount above 0."))
        return self.cleaned_data["amount"]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
