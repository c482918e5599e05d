from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.choices import CheckKind, CheckResult, State
from funding.workflow import officer_label
from portal.forms import DateInput
from portal.lib.money import MoneyField

_SEEN = [state for state in State if state != State.DRAFT]


class InboxForm(forms.Form):
    """The filters of the inbox; they stand in the address."""

    q = forms.CharField(label=_("Title, organisation or file number"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All that is open")),
            ("all", _("Everything")),
            *((s, officer_label(s)) for s in _SEEN),
        ],
    )
    turn = forms.ChoiceField(
        label=_("Whose turn"),
        required=False,
        choices=[
            ("", _("Anybody")),
            ("mine", _("Mine")),
            ("office", _("The Office")),
            ("applicant", _("The applicant")),
        ],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("By deadline")), ("age", _("Oldest first")), ("new", _("Newest first"))],
    )


class StepForm(forms.Form):
    """A step on a request: carries the version that the officer has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ProofCheckForm(forms.Form):
    """The check of a proof of use."""

    note = forms.CharField(
        label=_("What the organisation should know"),
        help_text=_("The organisation reads this. Money to be paid back needs a letter of its own."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AskForm(StepForm):
    question = forms.CharField(
        label=_("What is to be corrected or added"), max_length=4000, widget=forms.Textarea
    )
    deadline = forms.DateField(label=_("Answer until"), widget=DateInput)


class CheckForm(StepForm):
    result = forms.ChoiceField(label=_("Result"), choices=CheckResult, widget=forms.RadioSelect)
    amount = MoneyField(
        label=_("Eligible costs that you found (€)"), min_value=0, required=False, max_digits=14
    )
    note = forms.CharField(
        label=_("Reasons, for the file"), max_length=4000, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, kind: CheckKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == CheckKind.CONTENT:
            del self.fields["amount"]
        else:
            self.fields["amount"].required = True


class EarlyStartForm(StepForm):
    day = forms.DateField(label=_("May begin from"), widget=DateInput)


class FinaliseForm(StepForm):
    waived = forms.DateField(
        label=_("Legal remedy waived on"),
        help_text=_(
            "The day of the letter in which the organisation gives up legal remedy. Empty: it did not."
        ),
        required=False,
        widget=DateInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before the time for remedy is over it is no option; the page and the service say so.
        self.fields["waived"].unmarked = True  # type: ignore[attr-defined]


class SendBackForm(StepForm):
    note = forms.CharField(label=_("What is to be changed"), max_length=2000, widget=forms.Textarea)


class SignForm(StepForm):
    """The second signature, for the letter that stood above it."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=64)
