"""What each calendar year bears of a proposed grant: asked for where the period has more than one."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from funding.models import Snapshot
from funding.services import budgets, proposals
from portal.lib.money import MoneyField


class SaysYears(forms.BaseForm):
    """A form with `start`, `end` and `amount`, and a field for each year of what was asked or is proposed."""

    submission: Snapshot
    years: list[int]

    def add_years(self, *, gives: bool) -> None:
        """The fields. A year that the request knows nothing of has to be said where something is given."""
        new = self._new_years()
        years = sorted({*proposals.years_of(self.submission), *new})
        self.years = years if len(years) > 1 else []
        for year in self.years:
            self.fields[year_field(year)] = MoneyField(
                label=_("Of it in %(year)s (€)") % {"year": year}, min_value=0, max_digits=14,
                required=gives and year in new, error_messages={"required": proposals.SAY_YEARS},
            )  # fmt: skip

    def _new_years(self) -> list[int]:
        if self.submission.request.programme.is_institutional:
            return []  # given a year at a time: an end in another year is wrong itself
        try:
            start, end = (self.fields[name].clean(self[name].value()) for name in ("start", "end"))
        except ValidationError:
            return []
        return proposals.new_years_of(self.submission, start, end) if start <= end else []

    @property
    def year_fields(self) -> list[forms.BoundField]:
        """What each calendar year bears of the grant; none where there is but one."""
        return [self[year_field(year)] for year in self.years]

    @property
    def parts(self) -> dict[int, Decimal]:
        """What each calendar year bears as the form stands; empty for one, and while it cannot be read."""
        if not self.years:
            return {}
        try:
            said = {
                year: self.fields[year_field(year)].clean(self[year_field(year)].value())
                for year in self.years
            }
            amount: Decimal = self.fields["amount"].clean(self["amount"].value())
        except ValidationError:
            return {}
        typed = {year: part for year, part in said.items() if part}
        return typed or budgets.parts_of(amount, self.submission, date(self.years[0], 1, 1))

    def said_years(self) -> dict[int, Decimal]:
        """What was said, once the form is valid; years that bear nothing are left out."""
        data = self.cleaned_data
        return {year: data[year_field(year)] for year in self.years if data[year_field(year)]}


def year_field(year: int) -> str:
    return f"year_{year}"
