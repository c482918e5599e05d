"""Five questions that lead to the programmes that fit."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from funding.choices import Purpose
from funding.forms.directory import LandForm
from funding.reports.finder import Plan, Profile
from portal.forms import DateInput
from portal.lib.dates import today
from portal.lib.money import MoneyField
from portal.places.models import Land

CARRIED = ("costs", "own", "start", "months")


class FinderForm(forms.Form):
    """What the money is for. The answers stand in the address, and are kept nowhere."""

    purpose = forms.ChoiceField(
        label=_("What is the money for?"), choices=Purpose, initial=Purpose.PROJECT, widget=forms.RadioSelect
    )
    costs = MoneyField(label=_("What does it cost in all (€)?"), min_value=1, required=False)
    own = MoneyField(label=_("How much of it is your own money (€)?"), min_value=0, required=False)
    start = forms.DateField(label=_("When does it begin?"), required=False, widget=DateInput)
    months = forms.IntegerField(
        label=_("How many months does it take?"), min_value=1, max_value=120, required=False
    )
    # No question about what is planned: these are searched for in the texts of the database alone.
    words = forms.CharField(
        label=_("One or two German words"),
        max_length=100,
        required=False,
        help_text=_("For example: Elterncafé, Ehrenamt."),
    )

    ABOUT: tuple[str, ...] = ()

    @property
    def about(self) -> list[forms.BoundField]:
        """What else would stand in the profile of an organisation."""
        return [self[name] for name in self.ABOUT]

    @property
    def questions(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in (*self.ABOUT, "words")]

    def clean_own(self) -> Decimal | None:
        own, costs = self.cleaned_data["own"], self.cleaned_data.get("costs")
        if own and costs and own >= costs:
            raise ValidationError(_("Your own money pays for all of it: nothing is missing."))
        return own

    def clean_start(self) -> date | None:
        """Some programmes pay for what has begun, but none for what is long over."""
        start = self.cleaned_data["start"]
        if start and start.year < today().year - 1:
            raise ValidationError(_("Please check the year."))
        return start

    def plan(self) -> Plan:
        """The answers, for the finder."""
        said: dict[str, Any] = self.cleaned_data
        wanted = {name: said[name] for name in ("purpose", "costs", "start", "months")}
        return Plan(**wanted, own=said["own"] or Plan.own)

    @property
    def carried(self) -> dict[str, str]:
        """The answers with which a request can begin, for the address of the page where it does."""
        plan = self.plan()
        sums = {"costs": plan.costs, "own": plan.own or None}
        said = {name: f"{amount:f}" for name, amount in sums.items() if amount is not None}
        if plan.start:
            said["start"] = plan.start.isoformat()
        return said | ({"months": str(plan.months)} if plan.months else {})


def answered_before(said: Mapping[str, str]) -> FinderForm:
    """What an address brings along of the answers; what cannot be read is as if nobody had said it."""
    form = FinderForm({"purpose": Purpose.PROJECT.value, **{name: said.get(name, "") for name in CARRIED}})
    for name in form.errors:
        form.cleaned_data[name] = None
    return form


class VisitorsFinderForm(FinderForm, LandForm):
    """The same for whoever has no organisation here: what its profile would say is asked besides."""

    ABOUT = ("land", "registered", "founded", "is_umbrella")

    registered = forms.ChoiceField(
        label=_("Is it a registered association (e. V.)?"),
        choices=[("", _("not known")), ("yes", _("yes")), ("no", _("no"))],
        required=False,
    )
    founded = forms.IntegerField(label=_("Founded in"), min_value=1800, required=False)
    is_umbrella = forms.BooleanField(label=_("Network of organisations"), required=False)

    def __init__(self, data: Any, lands: list[Land]) -> None:
        super().__init__(data, lands)
        for field in self.fields.values():
            field.unmarked = True  # type: ignore[attr-defined]  # the page says that no answer is needed
        self.fields["founded"].validators.append(MaxValueValidator(today().year))

    def profile(self) -> Profile:
        """What the visitor says of the organisation."""
        said: dict[str, Any] = self.cleaned_data
        return Profile(
            land=said["land"].pk if said["land"] else "",
            founded=said["founded"],
            is_registered=said["registered"] == "yes" if said["registered"] else None,
            is_umbrella=said["is_umbrella"],
        )
