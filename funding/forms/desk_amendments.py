"""A change of an award: asked for by the organisation, answered by the Office."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.choices import AlikeIncome, CostCategory
from funding.forms.desk_proofs import AsksAboutLikeness
from funding.models import Award
from funding.models.proofs import RECEIVED
from funding.reports.drawdowns import parts_of
from funding.services.wishes import Wish
from portal.forms import DateInput
from portal.lib.money import MoneyField


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AmendmentForm(AsksAboutLikeness, forms.Form):
    """What is to change, and why. Of the plan each kind of cost that it has, or that the programme pays."""

    reason = forms.CharField(
        label=_("Why is the change needed?"), max_length=4000, required=False, widget=_words(5)
    )
    use = forms.CharField(
        label=_("What will you do otherwise?"), max_length=4000, required=False, widget=_words(4),
        help_text=_("Only if the project itself changes."),
    )  # fmt: skip
    end = forms.DateField(
        label=_("The project runs until"), required=False, widget=DateInput,
        help_text=_("Only if you need more time."),
    )  # fmt: skip
    income = MoneyField(
        label=_("Money that came in besides the plan (€)"), min_value=0, max_digits=14, required=False
    )
    source = forms.ChoiceField(
        label=_("What kind of money"), choices=[("", _("Please choose")), *RECEIVED], required=False
    )
    payer = forms.CharField(label=_("From whom"), max_length=160, required=False)
    received = forms.DateField(label=_("Received on"), required=False, widget=DateInput)
    alike = forms.ChoiceField(
        label=_("Looks like other income"), choices=AlikeIncome.choices, required=False,
        widget=forms.HiddenInput,
    )  # fmt: skip

    def __init__(self, award: Award, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.award = award
        # Needed; the service says so with all else that is missing.
        self.fields["reason"].unmarked = True  # type: ignore[attr-defined]
        planned = award.plan["costs"]
        offered = [*planned, *award.request.programme.cost_categories]
        self.kinds = [kind for kind in CostCategory if kind in offered]
        for kind in self.kinds:
            self.fields[self._name(kind)] = MoneyField(
                label=kind.label, min_value=0, max_digits=14, required=False,
                initial=Decimal(planned.get(kind, 0)),
            )  # fmt: skip
            self.fields[self._name(kind)].unmarked = True  # type: ignore[attr-defined]  # it says what is so far

        parts = parts_of(award)
        last = max([award.end.year, *parts])
        self.years = list(range(min(parts), last + 1)) if parts and last > min(parts) else []
        for year in self.years:
            self.fields[f"year_{year}"] = MoneyField(
                label=_("Of the grant in %(year)s (€)") % {"year": year}, min_value=0, max_digits=14,
                required=False, initial=parts.get(year, Decimal(0)),
            )  # fmt: skip
            self.fields[f"year_{year}"].unmarked = True  # type: ignore[attr-defined]  # it says what is so far

    @property
    def changed_year(self) -> str:
        """Where an error that concerns all years is shown: at the last of them that was changed."""
        said, borne = self.wish().years or {}, parts_of(self.award)
        changed = [year for year in self.years if said[year] != borne.get(year, Decimal(0))]
        return f"year_{(changed or self.years)[-1]}"

    def year_fields(self) -> list[forms.BoundField]:
        return [self[f"year_{year}"] for year in self.years]

    @staticmethod
    def _name(kind: CostCategory) -> str:
        return f"cost_{kind}"

    @property
    def changed_cost(self) -> str:
        """Where an error that concerns the whole plan is shown: at the last of its costs that was changed."""
        said, planned = self.wish().costs or {}, self.award.plan["costs"]
        changed = [kind for kind in self.kinds if said[kind] != Decimal(planned.get(kind, 0))]
        return self._name((changed or self.kinds)[-1])

    def cost_fields(self) -> list[forms.BoundField]:
        return [self[self._name(kind)] for kind in self.kinds]

    def other_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("use", "end")]

    def income_fields(self) -> list[forms.BoundField]:
        fields = [self[name] for name in ("income", "source", "payer", "received", "alike")]
        return [field for field in fields if not field.is_hidden]

    def wish(self) -> Wish:
        said = self.cleaned_data
        costs = {kind.value: said.get(self._name(kind)) or Decimal(0) for kind in self.kinds}
        years = {year: said.get(f"year_{year}") or Decimal(0) for year in self.years}
        return Wish(
            reason=said["reason"], use=said["use"], end=said["end"], costs=costs, years=years or None,
            income=said["income"] or Decimal(0), payer=said["payer"], source=said["source"],
            received=said["received"], alike=said["alike"],
        )  # fmt: skip


class AnswerForm(forms.Form):
    """What the caseworker proposes to answer."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    grants = forms.TypedChoiceField(
        label=_("Is the change allowed?"), widget=forms.RadioSelect, coerce=lambda said: said == "yes",
        choices=[("yes", _("Yes")), ("no", _("No"))],
    )  # fmt: skip
    answer = forms.CharField(
        label=_("What the letter says on it"), max_length=4000, required=False, widget=_words(5),
        help_text=_("Needed if the change is refused. The organisation reads this."),
    )  # fmt: skip
    proof_due = forms.DateField(
        label=_("Proof of use until"), required=False, widget=DateInput,
        help_text=_("Empty: it stays as it is."),
    )  # fmt: skip
