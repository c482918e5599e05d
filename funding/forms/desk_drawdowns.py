from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.finance import ZERO
from portal.forms import DateInput
from portal.lib.money import MoneyField


class CallUpForm(forms.Form):
    """What an organisation has paid and is about to pay, and what it calls up for that."""

    paid = MoneyField(label=_("Paid so far for the project (€)"), min_value=0, max_digits=14)
    due = MoneyField(label=_("To be paid soon (€)"), min_value=0, max_digits=14)
    amount = MoneyField(
        label=_("You call up (€)"),
        min_value=0,
        max_digits=14,
        required=False,
        help_text=_("Empty if it is all that is possible."),
    )

    def __init__(self, *args: Any, all_paid: bool, spent: Decimal | None = None, **kwargs: Any) -> None:
        """`all_paid`: the proof of use is sent, so that nothing is due any more.

        `spent`: what was paid, where the grant is decided and nobody is asked for costs any more.
        """
        super().__init__(*args, **kwargs)
        self._spent = spent
        if all_paid:
            del self.fields["due"]
        if spent is not None:
            del self.fields["paid"]

    def clean(self) -> dict[str, Any]:
        known = {} if self._spent is None else {"paid": self._spent}
        return {"due": ZERO, **known, **(super().clean() or {})}


class DecideForm(forms.Form):
    """The Office approves what is called up, or less of it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    amount = MoneyField(
        label=_("Approved (€)"), min_value=0, max_digits=14, help_text=_("0 if nothing can be paid.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed if it is less than was called up. The organisation reads this."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].unmarked = True  # type: ignore[attr-defined]  # its hint says when


class UpholdForm(forms.Form):
    """The Office pays an approved call although it is too high by now."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why it is paid all the same"),
        help_text=_("It stands in the log of the case. The organisation does not read it; an auditor does."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PaidForm(forms.Form):
    """The day on which an approved call was paid out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    paid_on = forms.DateField(label=_("Paid out on"), widget=DateInput)


class ReverseForm(forms.Form):
    """A payment was entered wrongly, or came back from the bank."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    calls_anew = forms.TypedChoiceField(
        label=_("What becomes of the call"), widget=forms.RadioSelect, coerce=lambda said: said == "yes",
        choices=[
            ("no", _("It waits to be paid again, to the same account.")),
            ("yes", _("It is over. The organisation calls the money up anew, with the right account.")),
        ],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("What was wrong?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the log. The organisation does not read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_called: bool, **kwargs: Any) -> None:
        """`is_called`: the payment was called up, not made by the Office by itself."""
        super().__init__(*args, **kwargs)
        if not is_called:
            del self.fields["calls_anew"]


class PaidAllTheSameForm(PaidForm, UpholdForm):
    """The same for a call that is too high by now, and of which nobody has said yet why it is paid."""

    field_order = ("version", "paid_on", "reason")


class PaymentForm(forms.Form):
    """A payment that nobody called up."""

    known = forms.IntegerField(widget=forms.HiddenInput)
    amount = MoneyField(label=_("Amount (€)"), min_value=0, max_digits=14)
    paid_on = forms.DateField(label=_("Paid out on"), widget=DateInput)
    reason = forms.CharField(
        label=_("Why it is paid all the same"),
        help_text=_(
            "Needed if the decision was not final on that day, or if the costs of the last call give less. "
            "It stands in the log of the case. The organisation does not read it; an auditor does."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount == 0:
            raise forms.ValidationError(_("Write an amount above 0."))
        return amount
