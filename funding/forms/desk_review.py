from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.choices import CheckKind, CheckResult, CostCategory, State
from funding.models import FundingRequest
from funding.services.decisions import Proposal
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


class ProposalForm(StepForm):
    """Amounts by category, so that cuts bind where they are made."""

    amount = MoneyField(
        label=_("Grant (€)"), min_value=0, max_digits=14, help_text=_("0 means: the request is rejected.")
    )
    start = forms.DateField(label=_("Period from"), widget=DateInput)
    end = forms.DateField(label=_("Period until"), widget=DateInput)
    reasons = forms.CharField(
        label=_("Reasons, also for what is cut"),
        max_length=6000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Stands in the letter."),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        max_length=6000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Stands in the letter."),
    )
    note = forms.CharField(
        label=_("Note for the second officer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Does not leave the Office."),
    )

    def __init__(self, *args: Any, request: FundingRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked_by_category(request)
        for category, amount in self.asked.items():
            self.fields[f"cost_{category}"] = MoneyField(
                label=CostCategory(category).label,
                min_value=0,
                max_value=amount,
                max_digits=14,
                initial=amount,
            )

    @property
    def cost_fields(self) -> list[forms.BoundField]:
        return [self[f"cost_{category}"] for category in self.asked]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("amount", "start", "end", "reasons", "conditions", "note")]

    def proposal(self) -> Proposal:
        data = self.cleaned_data
        return Proposal(
            amount=data["amount"],
            costs={category: data[f"cost_{category}"] for category in self.asked},
            start=data["start"],
            end=data["end"],
            reasons=data["reasons"],
            conditions=data["conditions"],
            note=data["note"],
        )


def asked_by_category(request: FundingRequest) -> dict[str, Decimal]:
    """The submitted costs by category, in the order of the plan."""
    sums: dict[str, Decimal] = {}
    lines = request.submission.data["costs"] if request.submission else []
    for line in lines:
        sums[line["category"]] = sums.get(line["category"], Decimal(0)) + Decimal(line["amount"])
    return {kind.value: sums[kind] for kind in CostCategory if kind in sums}


class SendBackForm(StepForm):
    note = forms.CharField(label=_("What is to be changed"), max_length=2000, widget=forms.Textarea)
