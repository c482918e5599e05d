"""What is proposed to be awarded. The plan that comes of it is seen before it can be proposed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from funding import finance
from funding.choices import CostCategory, ProofMode, Refusal
from funding.finance import AwardedPlan
from funding.forms.desk_proposal_years import SaysYears, year_field
from funding.forms.desk_review import StepForm
from funding.forms.fields import PercentField
from funding.models import FundingRequest, TextBlock
from funding.services import proposals, proposing
from funding.services.proposals import Proposal
from funding.services.terms import TERMS
from funding.services.wording import names
from portal.forms import DateInput
from portal.lib import money
from portal.lib.money import MoneyField

_SAID = ("proof_mode", "proof_due", "retention_years", "interim_months", "start", "end", "conditions")


class ProposalForm(SaysYears, StepForm):
    """Amounts by category, so that cuts bind where they are made."""

    amount = MoneyField(
        label=_("Grant (€)"),
        min_value=0,
        max_digits=14,
        help_text=_("0 means: the request is rejected."),
        error_messages={"max_value": proposals.TOO_MUCH},
    )
    start = forms.DateField(label=_("Period from"), widget=DateInput)
    end = forms.DateField(label=_("Period until"), widget=DateInput)
    proof_mode = forms.ChoiceField(
        label=_("What proves the use"), choices=ProofMode, required=False, widget=forms.RadioSelect
    )
    proof_due = forms.DateField(
        label=_("Proof of use until"),
        required=False,
        widget=DateInput,
        help_text=_("Empty: as the programme says, counted from the end of the period."),
    )
    retention_years = forms.IntegerField(
        label=_("Years to keep vouchers"), required=False, min_value=0, max_value=30
    )
    interim_months = forms.IntegerField(
        label=_("Interim proofs: months after each year"),
        required=False,
        min_value=0,
        max_value=24,
        help_text=_("For a period over the end of a year. Empty: as the programme says; 0: none."),
    )
    deviation_rate = PercentField(label=_("A kind of cost may be exceeded by (%)"))
    minor_change = MoneyField(
        label=_("Income besides the plan that does not count, up to (€)"), min_value=0, max_digits=12,
        required=False,
    )  # fmt: skip
    volunteer_rate = MoneyField(
        label=_("Value of an hour of volunteer work (€)"), min_value=0, max_digits=12, required=False
    )
    volunteer_cap = PercentField(label=_("Volunteer work, at most this part of the eligible costs (%)"))
    drawdown_weeks = forms.IntegerField(
        label=_("Weeks in which money that is paid out is to be spent"),
        required=False,
        min_value=1,
        max_value=520,
    )
    late_payment_days = forms.IntegerField(
        label=_("Days after the end in which bills of the period may be paid"),
        required=False,
        min_value=0,
        max_value=365,
    )
    reasons = forms.CharField(
        label=_("Reasons, also for what is cut"),
        max_length=6000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Stands in the letter."),
        error_messages={"required": proposals.WHY},
    )
    refusal = forms.ChoiceField(
        label=_("Why it is rejected"),
        choices=[("", _("It is not rejected")), *Refusal.choices],
        required=False,
        help_text=_("It is counted for the Land and does not stand in the letter."),
        error_messages={"required": proposals.REFUSED},
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
    unheard = forms.CharField(
        label=_("Why no hearing is needed"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Only where less is given than was asked for and the organisation was not heard. The "
            "organisation does not read it; an auditor does."
        ),
    )
    blocks = forms.ModelMultipleChoiceField(
        TextBlock.objects.none(),
        label=_("Text blocks for the conditions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    # The plan that stood on the page when the button was pressed: see `mark`.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    def __init__(self, *args: Any, request: FundingRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert request.submission is not None  # noqa: S101 - the desk shows nothing else
        self.request = request
        self.asked = proposals.asked_plan(request.submission)
        if request.office.hears:
            self.fields["unheard"].unmarked = True  # type: ignore[attr-defined]  # its hint says when
        else:
            del self.fields["unheard"]
        self.fields["blocks"].queryset = request.office.text_blocks.all()  # type: ignore[attr-defined]
        text = _("Stands in the letter. Numbers of this award come in by their names, such as: %(names)s")
        self.fields["conditions"].help_text = text % {"names": names()}
        limit = request.submission.requested
        self.fields["amount"].validators.append(MaxValueValidator(limit))
        for category, amount in self.asked.by_category.items():
            self.fields[_field(category)] = MoneyField(
                label=CostCategory(category).label,
                min_value=0,
                max_value=amount,
                max_digits=14,
                initial=amount,
            )
        self.submission = request.submission
        self.found = request.submission.checks.found_eligible()
        plan = self.plan()
        self.add_years(gives=plan is not None and bool(plan.grant.awarded))
        self.fields["reasons"].required = plan is not None and plan.is_changed
        self.fields["refusal"].required = plan is not None and not plan.grant.awarded
        wanted = "" if plan is None else proposals.note_wanted(plan, request, self.said, self.found)
        self.fields["note"].required = bool(wanted)
        self.fields["note"].error_messages["required"] = wanted

    @property
    def cost_rows(self) -> list[tuple[Decimal, forms.BoundField]]:
        """What was asked for in each category, and the field for what is eligible of it."""
        return [(amount, self[_field(category)]) for category, amount in self.asked.by_category.items()]

    @property
    def said(self) -> dict[str, Any]:
        """What stands in the form of the rules of the award; what cannot be read is left out."""
        found = dict[str, Any]()
        for name in (*TERMS, *_SAID):
            try:
                found[name] = self.fields[name].clean(self[name].value())
            except ValidationError:
                continue
        return found

    @property
    def other_fields(self) -> list[forms.BoundField]:
        days = ("start", "end", "proof_mode", "proof_due", "retention_years", "interim_months")
        names = (*days, "refusal", "reasons", "conditions", "note", "unheard")
        return [self[name] for name in names if name in self.fields]

    @property
    def terms(self) -> list[forms.BoundField]:
        """The rules that the programme suggests, each to be set otherwise for this award."""
        return [self[name] for name in TERMS]

    @property
    def has_bad_terms(self) -> bool:
        return any(name in self.errors for name in TERMS)

    def plan(self) -> AwardedPlan | None:
        """The plan that the amounts make as they stand in the form; None while one cannot be read."""
        try:
            return finance.awarded_plan(self.asked, self._costs(), self._amount("amount"))
        except ValidationError:
            return None

    @property
    def is_more_than_found(self) -> bool:
        """The costs as they stand in the form are more than the check of the figures found eligible."""
        plan = self.plan()
        return plan is not None and proposals.is_more_than_found(plan, self.found)

    def with_costs_cut(self) -> dict[str, str]:
        """The amounts of the costs, lowered until own money is what was asked for. Only with a `plan()`."""
        costs = finance.costs_for_own_money(self.asked, self._costs(), self._amount("amount"))
        return {_field(category): money.plain(amount) for category, amount in costs.items()}

    def with_blocks(self) -> dict[str, str]:
        """The conditions with the chosen text blocks below them, each once."""
        parts = [str(self["conditions"].value() or "").strip()]
        chosen = self.fields["blocks"].queryset.filter(pk__in=self._chosen_blocks())  # type: ignore[attr-defined]
        parts += [block.text for block in chosen if block.text not in parts[0]]
        return {"conditions": "\n\n".join(part for part in parts if part)}

    def _within_conditions(self) -> str:
        try:
            return str(self.fields["conditions"].clean(self.with_blocks()["conditions"]))
        except ValidationError as error:
            self.add_error("conditions", error)
            return ""

    def _chosen_blocks(self) -> list[int]:
        return [int(pk) for pk in self["blocks"].value() or [] if str(pk).isdecimal()]

    def _costs(self) -> dict[str, Decimal]:
        return {category: self._amount(_field(category)) for category in self.asked.by_category}

    def _amount(self, name: str) -> Decimal:
        amount: Decimal = self.fields[name].clean(self[name].value())
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("blocks"):  # ticked, and not put in by their button
            cleaned["conditions"] = self._within_conditions()
        end, due = cleaned.get("end"), cleaned.get("proof_due")
        if end is not None and due is not None and due <= end:
            self.add_error("proof_due", _("Choose a day after the end of the period."))
        plan = self.plan()
        if plan is not None and needs_a_look(plan) and cleaned.get("seen") != mark(plan):
            text = _("The plan of the award has changed. Please look at it below, then propose again.")
            self.add_error(None, ValidationError(text, code="look"))
        if self.errors:
            self._say_the_rest()
        return cleaned

    def _say_the_rest(self) -> None:
        """What the service would say only once this is mended, so that all of it is mended in one go."""
        amounts = {
            "amount",
            "start",
            "end",
            *map(_field, self.asked.by_category),
            *map(year_field, self.years),
        }
        if not amounts <= self.cleaned_data.keys():
            return
        try:
            proposing.refuse_faults(self.request, self.proposal())
        except ValidationError as error:
            for name, found in error.update_error_dict({}).items():
                if name not in self.errors or name == NON_FIELD_ERRORS:
                    self.add_error(name if name in self.fields else None, found)

    def proposal(self) -> Proposal:
        data = self.cleaned_data
        names = ("reasons", "conditions", "note", "unheard", "refusal")
        texts: dict[str, Any] = {name: data.get(name, "") for name in names}
        return Proposal(
            amount=data["amount"],
            costs={category: data[_field(category)] for category in self.asked.by_category},
            start=data["start"],
            end=data["end"],
            **texts,
            proof_mode=ProofMode(data["proof_mode"]) if data.get("proof_mode") else None,
            proof_due=data.get("proof_due"),
            retention_years=data.get("retention_years"),
            interim_months=data.get("interim_months"),
            terms={name: data.get(name) for name in TERMS},
            years=self.said_years(),
        )


def _field(category: str) -> str:
    return f"cost_{category}"


def needs_a_look(plan: AwardedPlan) -> bool:
    """Something else is to be awarded than was asked for."""
    return bool(plan.grant.awarded) and plan.is_changed


def mark(plan: AwardedPlan) -> str:
    """By what a plan is known again."""
    return " ".join(f"{change.kind}={change.awarded:.2f}" for change in (*plan.costs, *plan.incomes))
