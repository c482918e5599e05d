"""The filters of an organisation's figures; they stand in the address."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parentwork.queries.yearly import Line
from portal.lib.languages import best_words

ALL_YEARS, NO_SCHOOL = "all", "none"


class FiguresFilters(forms.Form):
    """Offers what the lines hold; what was chosen wrongly is named and filters nothing."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    format = forms.ChoiceField(label=_("Format"), required=False)
    school = forms.ChoiceField(label=_("Partner school"), required=False)

    def __init__(self, lines: Iterable[Line], query: Mapping[str, Any], *, this_year: int) -> None:
        years = sorted({line.year for line in lines} | {this_year}, reverse=True)
        said = {"year": query.get("year", str(this_year))}
        super().__init__(said | {name: query.get(name, "") for name in ("format", "school")})
        workshops = [line.workshop for line in lines]
        self._offer("year", [(str(year), str(year)) for year in years] + [(ALL_YEARS, _("all years"))])
        self._offer("format", [("", _("any format")), *_formats(workshops)])
        self._offer("school", [("", _("any")), *_schools(workshops), (NO_SCHOOL, _("without a school"))])

    def _offer(self, field: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]

    def chosen(self, lines: Iterable[Line]) -> list[Line]:
        """The lines that fit what was chosen, those of every year."""
        said = self.cleaned_data
        return [
            line
            for line in lines
            if said.get("format", "") in ("", line.workshop.format.code)
            and said.get("school", "") in ("", str(line.workshop.school_id or NO_SCHOOL))
        ]

    def of_the_year(self, lines: Iterable[Line]) -> list[Line]:
        """Those of them that are of the chosen year."""
        return [
            line for line in lines if self.cleaned_data.get("year", "") in ("", ALL_YEARS, str(line.year))
        ]


def _formats(workshops: Iterable[Any]) -> list[tuple[str, str]]:
    reader = get_language() or "de"
    return sorted({(it.format.code, best_words(it.format, "name", reader)[0]) for it in workshops})


def _schools(workshops: Iterable[Any]) -> list[tuple[str, str]]:
    names = {(it.school.name_and_place, str(it.school_id)) for it in workshops if it.school}
    return [(pk, name) for name, pk in sorted(names)]
