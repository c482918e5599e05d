from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from funding import finance
from funding.choices import ENDS_OF_RESULTS, Effect, Remedy, RemedyEnd, Verdict
from funding.forms.desk_review import ContestForm, SettleForm, StepForm
from funding.models import Office, TextBlock
from funding.reports.checking import Outcome
from funding.services.soundness import Result
from portal.forms import DateInput
from portal.lib import money
from portal.lib.money import MoneyField


class SampleForm(StepForm):
    """How much of the voucher list is looked at in depth."""

    percent = forms.IntegerField(
        label=_("Per cent of the lines"), min_value=1, max_value=100,
        help_text=_("You can draw more later; what was drawn stays drawn."),
    )  # fmt: skip


class FindingForm(forms.Form):
    """What of a line counts."""

    verdict = forms.ChoiceField(label=_("Result"), choices=Verdict, widget=forms.RadioSelect)
    accepted = MoneyField(
        label=_("Accepted (€)"), required=False, min_value=0, max_digits=12,
        help_text=_("Only where a part is accepted."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed if not all is accepted. The organisation reads this."),
    )  # fmt: skip


class QueryForm(StepForm):
    """A question about a proof of use."""

    text = forms.CharField(
        label=_("What do you want to know?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    deadline = forms.DateField(label=_("Answer until"), widget=DateInput)


# Doubtful: §§ 48 and 49 VwVfG and the side conditions are from general knowledge, see `Effect`.
_RIGHT = {
    Effect.FIXES: _("Right only if the decision itself calls the grant provisional until the proof."),
    Effect.LAPSES: _(
        "Right if a side condition lowers the grant by itself, such as for lower costs or more income."
    ),
    Effect.REVOKES: _(
        "Right if money was not used for its purpose, or a side condition was not kept (§ 49 VwVfG)."
    ),
    Effect.TAKES_BACK: _("Right if the decision was wrong from the beginning (§ 48 VwVfG)."),
}


def _effects() -> list[tuple[str, SafeString]]:
    """Each effect, and when it is the right one."""
    text = '{} <span class="hint">{}</span>'
    return [(effect.value, format_html(text, effect.label, _RIGHT[effect])) for effect in Effect]


class ResultForm(StepForm):
    """What the check has come to. More is asked for where that burdens the organisation."""

    note = forms.CharField(
        label=_("What the letter says on it"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=_("The organisation reads this."),
    )  # fmt: skip
    effect = forms.TypedChoiceField(
        label=_("What becomes of the decision on the grant"), choices=_effects, coerce=Effect,
        required=False, empty_value=None, widget=forms.RadioSelect,
        help_text=_("It stands in the letter as a sentence of the decision."),
    )  # fmt: skip
    rests_on = forms.CharField(
        label=_("On what this rests"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "The side condition of the decision or the law, with its number. It stands in the letter. Needed "
            "unless the grant is fixed anew."
        ),
    )  # fmt: skip
    blocks = forms.ModelMultipleChoiceField(
        TextBlock.objects.none(), label=_("Text blocks for this"), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Each chosen one is written below it."),
    )  # fmt: skip
    pay_back_by = forms.DateField(label=_("To be paid back until"), required=False, widget=DateInput)
    interest = MoneyField(
        label=_("Interest on it (€)"), required=False, min_value=0, max_digits=14,
        help_text=_("It stands in the letter and is paid until the same day. Empty if none is asked for."),
    )  # fmt: skip
    interest_why = forms.CharField(
        label=_("From which day on interest is asked for and why, or why none is"), max_length=2000,
        required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("It stands in the letter."),
    )  # fmt: skip
    unheard = forms.CharField(
        label=_("Why no hearing is needed"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only if the organisation was not heard on the sum. It stands in the letter."),
    )  # fmt: skip

    def __init__(self, *args: Any, outcome: Outcome, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {
            "pay_back_by": bool(outcome.recovery),
            "interest": bool(outcome.recovery),
            "interest_why": bool(outcome.recovery),
            "unheard": outcome.gives_less,
            "effect": outcome.burdens and outcome.entitled < outcome.awarded,
        }
        wanted["rests_on"] = wanted["blocks"] = wanted["effect"]
        blocks = office.text_blocks.all()
        wanted["blocks"] = wanted["blocks"] and blocks.exists()
        for name, is_wanted in wanted.items():
            if not is_wanted:
                del self.fields[name]
            elif name != "blocks":
                self.fields[name].unmarked = True  # type: ignore[attr-defined]  # its hint says when
        if wanted["blocks"]:
            self.fields["blocks"].queryset = blocks  # type: ignore[attr-defined]
        if outcome.burdens:
            self.fields["note"].label = _("Reasons for the letter")
            self.fields["note"].help_text = _(
                "Say why it is decided so, and what you think of the answer in the hearing. The organisation "
                "reads this."
            )
            self.fields["note"].unmarked = True  # type: ignore[attr-defined]  # needed, unless nothing is cut

    def result(self) -> Result:
        """What was said, with the chosen text blocks."""
        said = self.cleaned_data
        parts = [said.get("rests_on", "").strip()]
        parts += [block.text for block in said.get("blocks", ()) if block.text not in parts[0]]
        return Result(
            note=said["note"],
            pay_back_by=said.get("pay_back_by"),
            unheard=said.get("unheard", ""),
            effect=said.get("effect"),
            rests_on="\n".join(filter(None, parts)),
            interest=said.get("interest") or Decimal(0),
            interest_why=said.get("interest_why", ""),
        )


class ReturnForm(StepForm):
    """Money that came back."""

    amount = MoneyField(label=_("Amount (€)"), min_value=0, max_digits=14)
    day = forms.DateField(label=_("Received on"), widget=DateInput)


class UndoForm(StepForm):
    """An entry of money was wrong."""

    note = forms.CharField(
        label=_("What was wrong?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContestResultForm(ContestForm):
    """The result of a check is contested; whether that puts off payment only where something is owed."""

    remedy = forms.TypedChoiceField(
        label=_("What came in"), choices=Remedy, coerce=Remedy, widget=forms.RadioSelect
    )
    contestant = forms.CharField(
        label=_("Who contests it"), max_length=160, required=False,
        help_text=_("Such as a lawyer. Empty: the organisation itself."),
    )  # fmt: skip
    suspends = forms.BooleanField(
        label=_("Nothing has to be paid until that is over"), required=False,
        help_text=_(
            "As a rule objection and lawsuit have this effect (§ 80 VwGO). Not so if immediate enforcement "
            "is ordered, or if a law says otherwise. Interest may run on meanwhile."
        ),
    )  # fmt: skip
    field_order = ("version", "remedy", "day", "contestant", "suspends", "note")

    def __init__(self, *args: Any, is_owed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("Note for the log")
        if not is_owed:
            del self.fields["suspends"]


class SettleResultForm(SettleForm):
    """How it ended that the result of a check was contested; sums only where something is asked back."""

    end = forms.TypedChoiceField(
        label=_("How it ended"),
        choices=[(end, end.label) for end in ENDS_OF_RESULTS],
        coerce=RemedyEnd,
        widget=forms.RadioSelect,
    )
    amount = MoneyField(
        label=_("Asked back by now, in all (€)"), required=False, min_value=0, max_digits=14,
        help_text=_("Only where less is asked back. 0 if nothing is."),
    )  # fmt: skip
    interest = MoneyField(
        label=_("Interest asked for by now, in all (€)"), required=False, min_value=0, max_digits=14,
        help_text=_("Only where less is asked back. Empty: it is worked out in proportion and shown to you."),
    )  # fmt: skip
    pay_by = forms.DateField(
        label=_("To be paid back until"), required=False, widget=DateInput,
        help_text=_("The new day for what is still owed. Needed only if more is owed than came back."),
    )  # fmt: skip
    grant = MoneyField(
        label=_("The grant by the new decision, in all (€)"), required=False, min_value=0, max_digits=14,
        help_text=_("Only where the grant is higher and nothing is asked back any more."),
    )  # fmt: skip
    field_order = ("version", "end", "day", "amount", "interest", "pay_by", "grant", "note")

    def __init__(self, *args: Any, asked: Decimal, interest: Decimal, **kwargs: Any) -> None:
        """`asked`: what is asked back before, in EUR, and the `interest` on it."""
        super().__init__(*args, **kwargs)
        self._asked, self._interest = asked, interest
        self.fields["grant"].unmarked = True  # type: ignore[attr-defined]  # needed or not, by how it ended
        if not (asked and interest):
            del self.fields["interest"]
        if not asked:
            del self.fields["amount"], self.fields["pay_by"]
            self.fields["grant"].help_text = _("Only where the grant is higher.")
            self.fields["end"].choices = [  # type: ignore[attr-defined]  # a field with choices
                (end, end.label) for end in ENDS_OF_RESULTS if end != RemedyEnd.REMEDIED
            ]
            return
        for name in ("amount", "interest", "pay_by"):
            if name in self.fields:
                self.fields[name].unmarked = True  # type: ignore[attr-defined]  # by how it ended

    def clean(self) -> dict[str, Any]:
        """The officer says the interest: what would be in proportion is written into the form to be read."""
        said: dict[str, Any] = super().clean() or {}
        amount = said.get("amount")
        if "interest" not in self.fields or said.get("interest") is not None or "interest" in self.errors:
            return said
        if said.get("end") != RemedyEnd.REMEDIED or not amount or amount >= self._asked:
            return said
        left = finance.interest_left(self._interest, self._asked, amount)
        self.data = {**dict(self.data.items()), "interest": money.plain(left)}
        text = _(
            "In proportion it is %(sum)s instead of %(before)s. Keep it or write another sum, and send it."
        )
        self.add_error("interest", text % {"sum": money.euros(left), "before": money.euros(self._interest)})
        return said


class GiveBackForm(StepForm):
    """Money was given back to the organisation."""

    day = forms.DateField(label=_("Given back on"), widget=DateInput)
