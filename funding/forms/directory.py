from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from funding.choices import Aid, Applicant, Financing, OfficeLevel, Purpose
from funding.models import Programme, ProgrammeEntry
from funding.queries.entries import EntryQuerySet
from funding.queries.programmes import ProgrammeQuerySet
from portal.forms import FilteredForm
from portal.lib.languages import named
from portal.places.forms import PlaceField
from portal.places.models import Land


class LandForm(forms.Form):
    """A Land, or all of Germany."""

    land = forms.ModelChoiceField(Land.objects.all(), label=_("Land"), required=False)

    def __init__(self, data: Any, lands: list[Land]) -> None:
        super().__init__(data)
        names = named(lands, get_language() or "de").items()
        self.fields["land"].choices = [("", _("All of Germany")), *names]  # type: ignore[attr-defined]


class PlaceForm(LandForm):
    """Where somebody is, to find the contact point that is responsible."""

    near = PlaceField()
    field_order = ["near", "land"]

    def clean(self) -> dict[str, Any]:
        """A place says in which Land it is, and the choice of the Land shows it."""
        said = super().clean() or {}
        if place := said.get("near"):
            said["land"] = place.land
            self.data = cast(QueryDict, self.data).copy()
            self.data["land"] = place.land.pk
        return said


class GermanChoices(forms.Select):
    """A list of German words; only what stands for none of them is in the reader's language."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"] |= {"lang": "de"}
        return option


class ProgrammeSearch(LandForm, FilteredForm):
    """The search of the programmes: those of the contact points, and entries of the funding database.

    Where a programme does not say what is asked for, it is left out. Only those for associations are shown
    unless somebody else is asked for.
    """

    FILTERS = ("q", "land", "level", "purpose", "aid", "financing", "who", "topic")
    ALWAYS = ("q", "land")
    EVERYBODY = "all"

    q = forms.CharField(label=_("Word"), max_length=100, required=False)
    level = forms.ChoiceField(
        label=_("Who gives it"), choices=[("", _("no matter who")), *OfficeLevel.choices], required=False
    )
    purpose = forms.ChoiceField(
        label=_("What it is for"), choices=[("", _("no matter what for")), *Purpose.choices], required=False
    )
    aid = forms.ChoiceField(
        label=_("What is given"), choices=[("", _("no matter what")), *Aid.choices], required=False
    )
    financing = forms.ChoiceField(
        label=_("Type of financing"), choices=[("", _("any type")), *Financing.choices], required=False
    )
    who = forms.ChoiceField(
        label=_("Who may apply"),
        choices=[
            ("", Applicant.ASSOCIATION.label),
            *((code, name) for code, name in Applicant.choices if code != Applicant.ASSOCIATION),
            (EVERYBODY, _("no matter who")),
        ],
        required=False,
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False, widget=GermanChoices)
    field_order = ["q", "land"]

    def __init__(self, data: Any, lands: list[Land]) -> None:
        super().__init__(data, lands)
        topics = [(topic, topic) for topic in ProgrammeEntry.objects.topics()]
        self.fields["topic"].choices = [("", _("any topic")), *topics]  # type: ignore[attr-defined]

    @property
    def leaves_out_unsaid(self) -> bool:
        """Something is asked for that only some programmes say of themselves."""
        return any(self.data.get(name) for name in ("purpose", "financing", "topic"))

    def programmes(self) -> ProgrammeQuerySet:
        """The programmes of the contact points that are asked for."""
        rows = Programme.objects.current().order_by("office__land__code", "slug")
        return self._narrowed(rows, _OF_OFFICES)

    def entries(self) -> EntryQuerySet:
        """The entries of the funding database that are asked for."""
        rows = ProgrammeEntry.objects.select_related("land").defer("prose", "terms", "folded", "vector")
        return self._narrowed(rows, _OF_THE_DATABASE)

    def _narrowed(self, rows: Any, ways: dict[str, Callable[[Any, Any], Any]]) -> Any:
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data | {"who": self.cleaned_data["who"] or Applicant.ASSOCIATION}
        for name, narrow in ways.items():
            if value := asked[name]:
                rows = narrow(rows, value)
        return rows


def _for_associations(rows: ProgrammeQuerySet, who: str) -> ProgrammeQuerySet:
    return rows if who in (Applicant.ASSOCIATION, ProgrammeSearch.EVERYBODY) else rows.none()


# How each filter narrows the rows of each kind; the words come last, since they bring an order of their own.
_OF_OFFICES: dict[str, Callable[[ProgrammeQuerySet, Any], ProgrammeQuerySet]] = {
    "land": lambda rows, land: rows.for_land(land),
    "level": lambda rows, level: rows.filter(office__level=level),
    "purpose": lambda rows, purpose: rows.filter(purpose=purpose),
    "aid": lambda rows, aid: rows if aid == Aid.GRANT else rows.none(),
    "financing": lambda rows, financing: rows.filter(financing=financing),
    "who": _for_associations,
    "topic": lambda rows, topic: rows.none(),
    "q": lambda rows, words: rows.matching(words),
}
_OF_THE_DATABASE: dict[str, Callable[[EntryQuerySet, Any], EntryQuerySet]] = {
    "land": lambda rows, land: rows.for_land(land),
    "level": lambda rows, level: rows.filter(level=level),
    "purpose": lambda rows, purpose: rows.none(),
    "aid": lambda rows, aid: rows.giving(aid),
    "financing": lambda rows, financing: rows.none(),
    "who": lambda rows, who: rows if who == ProgrammeSearch.EVERYBODY else rows.for_applicant(who),
    "topic": lambda rows, topic: rows.about(topic),
    "q": lambda rows, words: rows.matching(words),
}
