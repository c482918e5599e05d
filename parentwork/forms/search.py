"""The filters of the public list; they stand in the address."""

from collections.abc import Callable, Collection, Iterable
from datetime import time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from portal.forms import DateInput
from portal.guides.models import Topic
from portal.lib.dates import at_berlin, today
from portal.lib.languages import best_words, named, spoken_choices
from portal.places.forms import USUAL_KM, DistanceField, NearbyForm
from portal.places.models import Land, PostalCode

WITHIN = {"week": 7, "month": 31}
THIS_WEEK = "this-week"
WHERE = ("near", "land")


class WorkshopFilters(NearbyForm):
    """Every field is optional, and a nonsensical value filters nothing but is named."""

    FILTERS = ("near", "language", "land", "topic", "when", "day", "childcare", "organisation")
    ALWAYS = ("near", "language")

    km = DistanceField(label=_("Within"))
    land = forms.ChoiceField(label=_("Land"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(label=_("Language spoken"), required=False)
    when = forms.ChoiceField(
        label=_("When"), required=False,
        choices=[
            ("", _("any day")), (THIS_WEEK, _("this week")), ("week", _("in the next 7 days")),
            ("month", _("in the next month")),
        ],
    )  # fmt: skip
    day = forms.DateField(label=_("On this day"), required=False, widget=DateInput)
    childcare = forms.BooleanField(label=_("with childcare"), required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.listed(), to_field_name="slug", required=False,
        widget=forms.HiddenInput,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = get_language() or "de"
        self._offer("land", _("All of Germany"), named(Land.objects.all(), reader).items())
        topics = ((topic.pk, best_words(topic, "title", reader)[0]) for topic in Topic.objects.all())
        self._offer("topic", _("any topic"), topics)
        self._offer("language", _("any language"), spoken_choices(reader))

    def _offer(self, field: str, all_of_them: Any, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[field].choices = [("", all_of_them), *choices]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, query: QueryDict) -> "WorkshopFilters":
        """The filters of an address; a place without a distance means the usual one."""
        if not query:
            return cls()
        said = query.copy()
        said.setdefault("km", str(USUAL_KM))
        return cls(said)

    @property
    def place(self) -> PostalCode | None:
        """Around which the dates are to be, if that was said and is clear."""
        return self._said.get("near")

    @property
    def says_day(self) -> bool:
        """Then a workshop is shown for that day, whether or not it meets before."""
        return bool(self._said.get("day"))

    @property
    def says_where(self) -> bool:
        return any(self._said.get(name) for name in WHERE)

    def apply(self, dates: QuerySet[Any]) -> QuerySet[Any]:
        """Coming dates that fit the filters, soonest first; none near a place that is not clear.

        Any other field with an error filters nothing.
        """
        if "near" in self.errors:
            return dates.none()
        dates = self._fitting(dates, without=())
        if self.place is not None:
            dates = dates.near(self.place.point, self._said.get("km", USUAL_KM))  # type: ignore[attr-defined]
        return dates

    def elsewhere(self, dates: QuerySet[Any]) -> Any:
        """The soonest of `dates` that fits but for its place; of any kind where no place was asked for."""
        return self._fitting(dates, without=WHERE if self.says_where else self.FILTERS).first()

    @property
    def _said(self) -> dict[str, Any]:
        return getattr(self, "cleaned_data", {})

    def _fitting(self, dates: QuerySet[Any], *, without: Collection[str]) -> QuerySet[Any]:
        for name, narrow in _NARROW.items():
            if name not in without and (value := self._said.get(name)):
                dates = narrow(dates, value)
        return dates


def _within(dates: Any, span: str) -> Any:
    if span == THIS_WEEK:
        now = today()
        return dates.filter(starts__lt=at_berlin(now + timedelta(days=7 - now.weekday()), time()))
    return dates.filter(starts__lt=at_berlin(today() + timedelta(days=WITHIN[span]), time()))


# How each filter narrows the dates, the place typed left out: it has an order and a distance.
_NARROW: dict[str, Callable[[Any, Any], Any]] = {
    "language": lambda dates, code: dates.understood_in(code),
    "land": lambda dates, code: dates.in_land(code),
    "topic": lambda dates, slug: dates.filter(workshop__topics=slug),
    "childcare": lambda dates, yes: dates.filter(childcare__gt=0),
    "when": _within,
    "day": lambda dates, day: dates.on_day(day),
    "organisation": lambda dates, organisation: dates.filter(workshop__organisation=organisation),
}
