"""The search of the public registry: every filter stands in the address, so that a list can be shared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations.choices import Activity, AgePhase, Level
from organisations.models import Organisation
from organisations.queries import OrganisationQuerySet
from portal.lib import languages
from portal.lib.dates import today
from portal.lib.languages import named
from portal.places.forms import USUAL_KM, NearbyForm
from portal.places.models import Land


class SearchForm(NearbyForm):
    """Filters as address parameters: those of `FILTERS`, and `km`."""

    FILTERS = ("near", "language", "land", "district", "age", "activity", "level", "offers", "network", "q")
    ALWAYS = ("near", "language")

    language = forms.ChoiceField(label=_("Language spoken"), required=False)
    land = forms.ChoiceField(label=_("Land"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    age = forms.ChoiceField(
        label=_("Ages of the children"), choices=[("", _("any age")), *AgePhase.choices], required=False
    )
    activity = forms.ChoiceField(
        label=_("Activities"), choices=[("", _("any activity")), *Activity.choices], required=False
    )
    level = forms.ChoiceField(
        label=_("Where they work"), choices=[("", _("no matter where")), *Level.choices], required=False
    )
    q = forms.CharField(label=_("Name or word"), max_length=100, required=False)
    offers = forms.BooleanField(label=_("with meetings to come"), required=False)
    network = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=Organisation.objects.networks(),
        to_field_name="slug",
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, data: Any) -> None:
        asked = data.copy()
        asked.setdefault("km", str(USUAL_KM))
        super().__init__(asked)
        self._offer("language", _("Any language"), languages.spoken_choices(get_language() or "de"))
        self.fields["land"].choices = self._lands_to_choose  # type: ignore[attr-defined]
        self._offer_districts(asked)

    def _offer(self, name: str, all_of_them: Any, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", all_of_them), *choices]  # type: ignore[attr-defined]

    @cached_property
    def lands(self) -> dict[str, Land]:
        return Land.objects.in_bulk()

    def _lands_to_choose(self) -> list[tuple[str, Any]]:
        return [("", _("All of Germany")), *named(self.lands.values(), get_language() or "de").items()]

    def _offer_districts(self, asked: QueryDict) -> None:
        """Those of one Land. A district is left out once another Land than its own is chosen."""
        land = of_district = None
        if asked.get("land") or asked.get("district"):
            by_ags = {land.ags: land for land in self.lands.values()}
            of_district = by_ags.get(asked.get("district", "")[:2])
            land = self.lands.get(asked.get("land", "")) or of_district
        if land is None:
            del self.fields["district"]
            return
        if of_district != land:
            asked.pop("district", None)
        self._offer("district", _("any district"), land.districts.values_list("ags", "name"))

    def results(self, *, without: Collection[str] = ()) -> OrganisationQuerySet:
        """What the public may see of what is asked for, `without` some filters; nothing while one is bad."""
        if not self.is_valid():
            return Organisation.objects.none()
        rows = Organisation.objects.public().select_related("land").by_name()
        for name, narrow in _NARROW.items():
            if name not in without and (value := self.cleaned_data.get(name)):
                rows = narrow(rows, value)
        if place := self.cleaned_data["near"]:
            rows = rows.near(place.point, self.cleaned_data["km"])
        return rows


# How each filter narrows the rows; the words come last, since they bring an order of their own.
_NARROW: dict[str, Callable[[OrganisationQuerySet, Any], OrganisationQuerySet]] = {
    "language": lambda rows, code: rows.speaking(code),
    "land": lambda rows, code: rows.filter(land=code),
    "district": lambda rows, ags: rows.filter(district=ags),
    "age": lambda rows, phase: rows.for_age(phase),
    "activity": lambda rows, code: rows.doing(code),
    "level": lambda rows, level: rows.working(level),
    "offers": lambda rows, yes: rows.offering(),
    "network": lambda rows, umbrella: rows.members_of(umbrella, today()),
    "q": lambda rows, words: rows.matching(words),
}
