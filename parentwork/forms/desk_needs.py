"""What an organisation does with the needs near it: narrowing the list, and answering with a workshop."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from parentwork.choices import SuitingTime
from parentwork.models import Need, Workshop, WorkshopDate
from parentwork.queries.needs import REACH_KM
from portal.guides.models import Topic
from portal.lib.languages import best_words, spoken_choices
from portal.places.forms import DISTANCES

WEEKDAYS: dict[str, int] = {SuitingTime.SATURDAY: 5, SuitingTime.SUNDAY: 6}


class NeedFilters(forms.Form):
    """Every field is optional, and a nonsensical value filters nothing but is named."""

    km = forms.TypedChoiceField(label=_("How far"), coerce=int, required=False)
    language = forms.ChoiceField(label=_("Language spoken"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = get_language() or "de"
        distances = [(km, _("%(km)s km") % {"km": km}) for km in reversed(DISTANCES) if km <= REACH_KM]
        topics = [(topic.pk, best_words(topic, "title", reader)[0]) for topic in Topic.objects.all()]
        self.fields["km"].choices = distances  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("any language")), *spoken_choices(reader)]  # type: ignore[attr-defined]
        self.fields["topic"].choices = [("", _("any topic")), *topics]  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def apply(self, needs: QuerySet[Need]) -> QuerySet[Need]:
        """Of needs with their `distance`, those that fit what was said."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        columns = {"km": "distance__lte", "language": "spoken", "topic": "topic"}
        return needs.filter(**{column: said[name] for name, column in columns.items() if said.get(name)})


class AnswerForm(forms.Form):
    """Which published workshop of the organisation answers a need."""

    workshop = forms.ModelChoiceField(
        Workshop.objects.none(), label=_("Workshop"), empty_label=None,
        error_messages={"invalid_choice": _("Choose a published workshop with a date that is to come.")},
    )  # fmt: skip

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = get_language() or "de"
        field: Any = self.fields["workshop"]
        field.queryset = _answering(organisation)
        field.label_from_instance = lambda workshop: best_words(workshop, "title", reader)[0]


def _answering(organisation: Organisation) -> QuerySet[Workshop]:
    """Workshops that everybody finds and to which one can still come, the newest first."""
    coming = WorkshopDate.objects.upcoming().filter(workshop=OuterRef("pk"))
    return Workshop.objects.public().filter(Exists(coming), organisation=organisation)


def plan_from(need: Need) -> dict[str, Any]:
    """What a new workshop that answers the need starts with."""
    said: dict[str, Any] = {
        "languages": [need.spoken],
        "more_languages": [need.spoken],
        "weekdays": [WEEKDAYS[time] for time in need.times if time in WEEKDAYS],
    }
    if need.topic:
        said |= {"topics": [need.topic_id], "title_de": best_words(need.topic, "title", "de")[0]}
    return said
