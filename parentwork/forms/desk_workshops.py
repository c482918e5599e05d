"""Planning and changing a workshop."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from parentwork.forms import desk_namesakes
from parentwork.forms.fields import Asked, SmallNumber
from parentwork.forms.words import OtherWords, other_columns
from parentwork.models import Format, School, Workshop
from parentwork.models.workshops import (
    MOST_CHILDCARE_DAYS,
    MOST_DAYS_BEFORE,
    MOST_FAMILIES,
    MOST_HOURS_BEFORE,
)
from parentwork.services.series import MOST_DATES, Rule
from portal.forms import DateInput, DateTimeInput, TimeInput
from portal.lib import languages

COMMON = ("de", "en", "ar", "bg", "fa", "ku", "pl", "ro", "ru", "sr", "sq", "tr", "uk")
WEEKDAYS = [
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")),
    (4, _("Friday")), (5, _("Saturday")), (6, _("Sunday")),
]  # fmt: skip
WORDS = other_columns("title", "text")


def _many() -> forms.CheckboxSelectMultiple:
    """Boxes in columns."""
    return forms.CheckboxSelectMultiple(attrs={"class": "choices-many"})


class AskedLanguages(Asked, forms.MultipleChoiceField):
    """At least one, here or under the further ones."""


class WorkshopForm(OtherWords, forms.ModelForm):
    """What a workshop says about itself. `fields()` are values for the service."""

    languages = AskedLanguages(label=_("Languages spoken there"), widget=_many())
    more_languages = forms.MultipleChoiceField(label=_("Further languages"), required=False)
    interpreting = forms.MultipleChoiceField(
        label=_("Interpreters on request"), required=False, widget=_many(),
        help_text=_("Into these languages. Families say at booking what they need."),
    )  # fmt: skip
    more_interpreting = forms.MultipleChoiceField(label=_("Interpreters: further languages"), required=False)
    school_text = forms.CharField(
        label=_("Partner school"), max_length=120, required=False,
        help_text=_("Its school number, or its name as the Land's directory writes it."),
    )  # fmt: skip
    interpreting_from = SmallNumber(
        label=_("An interpreter comes from so many families on"), most=MOST_FAMILIES, min_value=1, initial=1,
        help_text=_("Only adults interpret who have promised to keep to themselves what they hear."),
    )  # fmt: skip
    childcare_days = SmallNumber(
        label=_("Childcare is booked so many days before"), most=MOST_CHILDCARE_DAYS,
        help_text=_("0: until the date begins."),
    )  # fmt: skip
    remind_days = SmallNumber(
        label=_("Remind families so many days before"), most=MOST_DAYS_BEFORE, initial=3,
        help_text=_("0: no reminder."),
    )  # fmt: skip
    remind_hours = SmallNumber(
        label=_("And so many hours before"), most=MOST_HOURS_BEFORE, initial=3,
        help_text=_("0: no reminder."),
    )  # fmt: skip

    class Meta:
        model = Workshop
        fields = [
            "format", "concept", "title_de", "text_de", "audience", "venue", "topics", "sign_up",
            "sign_up_from", "sign_up_until", "seats", "has_waiting_list", "offers_places", "childcare",
            "childcare_from_age", "childcare_to_age", "childcare_days", "children_per_carer", "child_carer",
            "interpreting_from", "cost", "remind_days", "remind_hours", "signed_list", *WORDS,
        ]  # fmt: skip
        widgets = {
            "topics": _many(),
            "audience": forms.RadioSelect,
            "sign_up": forms.RadioSelect,
            "sign_up_from": DateTimeInput,
            "sign_up_until": DateTimeInput,
            "text_de": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "children_per_carer": _("We then say when one more person is needed. Empty: one is enough."),
            "signed_list": _(
                "Families read it before they book. Who has booked already stands on the list without a name."
            ),
            "child_carer": _(
                "Families do not read the name. They read that you have seen the certificates of conduct,"
                " where all who look after the children on the coming dates have shown one that counts."
            ),
            "offers_places": _(
                "Places are kept for the first family that waits until it answers: three hours to two days,"
                " longer if you have to call it and your office is closed. Otherwise it has them at once."
            ),
        }
        labels = {"title_de": _("Title in German"), "text_de": _("What happens there, in German")}

    use_required_attribute = False
    words = WORDS
    word_labels = {"title": _("Title: %(language)s"), "text": _("What happens there: %(language)s")}
    order = (
        "format", "concept", "title_de", "text_de", "languages", "more_languages", "audience", "venue",
        "topics", "school_text",
    )  # fmt: skip

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        reader = get_language() or "de"
        first = list(dict.fromkeys([*organisation.languages, *COMMON]))
        spoken = dict(languages.spoken_choices(reader))
        further = [pair for pair in spoken.items() if pair[0] not in first]
        for name, more in (("languages", "more_languages"), ("interpreting", "more_interpreting")):
            self.fields[name].choices = [(code, spoken.get(code, code)) for code in first]  # type: ignore[attr-defined]
            self.fields[more].choices = further  # type: ignore[attr-defined]
        desk_namesakes.offer_venues(self.fields["venue"], organisation.venues.all())
        desk_namesakes.offer(self.fields["child_carer"], organisation.helpers.active())
        self.fields["child_carer"].empty_label = _("nobody yet")  # type: ignore[attr-defined]
        self.fields["concept"].queryset = organisation.concepts.all()  # type: ignore[attr-defined]
        self.fields["concept"].empty_label = _("none")  # type: ignore[attr-defined]
        for name in ("format", "venue"):
            self.fields[name].empty_label = None  # type: ignore[attr-defined]
        for name in ("title_de", "cost"):
            self.fields[name].required = True
        if self.instance.pk:
            # Each of the two fields for languages knows its own.
            self.initial["languages"] = self.initial["more_languages"] = self.instance.languages
            self.initial["interpreting"] = self.initial["more_interpreting"] = self.instance.interpreting
            self.initial["school_text"] = self.instance.school.number if self.instance.school else ""
        self.offer_words()
        self.order_fields(self.order)

    def languages_asked(self) -> list[str]:
        """Those that are spoken there."""
        return [*(self["languages"].value() or []), *(self["more_languages"].value() or [])]

    def clean_school_text(self) -> School | None:
        text = self.cleaned_data["school_text"].strip()
        if not text:
            return None
        schools = School.objects.filter(land=self.organisation.land)
        found = list(schools.filter(number=text)[:1]) or list(schools.search(text)[:2])
        if len(found) != 1:
            raise ValidationError(_("We find no such school, or more than one. Please use the number."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("languages") and not said.get("more_languages"):
            self.add_error("languages", _("Please choose at least one language."))
        youngest, oldest = said.get("childcare_from_age"), said.get("childcare_to_age")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("childcare_to_age", _("The upper age must not be below the lower age."))
        return said

    def values(self) -> dict[str, Any]:
        """What was said, by column."""
        said = {name: value for name, value in self.cleaned_data.items() if name in self.columns()}
        said["languages"] = [*self.cleaned_data["languages"], *self.cleaned_data["more_languages"]]
        said["interpreting"] = [*self.cleaned_data["interpreting"], *self.cleaned_data["more_interpreting"]]
        said["school"] = self.cleaned_data["school_text"]
        return said

    def columns(self) -> list[str]:
        return list(self._meta.fields or [])


class PlanForm(WorkshopForm):
    """A new series: what it is, and the rule for its dates."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    first = forms.DateField(label=_("First day"), widget=DateInput)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"),
        coerce=int,
        choices=WEEKDAYS,
        widget=_many(),
        required=False,
        help_text=_("None ticked: the day of the week of the first day."),
    )
    count = forms.IntegerField(label=_("Number of dates"), min_value=1, max_value=MOST_DATES, initial=1)
    begins = forms.TimeField(label=_("From"), widget=TimeInput)
    ends = forms.TimeField(label=_("To"), widget=TimeInput)
    skips_school_holidays = forms.BooleanField(
        label=_("Leave out school holidays"), required=False, initial=True
    )
    skips_public_holidays = forms.BooleanField(
        label=_("Leave out public holidays"), required=False, initial=True
    )
    # The parts of the page, in their order; the last ones are folded, each for itself.
    what = ("format", "title_de", "text_de", "languages")
    rule_names = (
        "first", "weekdays", "count", "begins", "ends", "skips_school_holidays", "skips_public_holidays",
    )  # fmt: skip
    when = ("venue", *rule_names)
    room = ("sign_up", "seats", "childcare")
    rare = (
        (_("More: for whom, topics, school, cost"), (
            "concept", "more_languages", "audience", "topics", "school_text", "cost",
        )),
        (_("More: sign-up, waiting list, reminders"), (
            "sign_up_from", "sign_up_until", "has_waiting_list", "offers_places", "remind_days",
            "remind_hours", "signed_list",
        )),
        (_("More: childcare"), (
            "childcare_from_age", "childcare_to_age", "childcare_days", "child_carer", "children_per_carer",
        )),
        (_("More: interpreters"), ("interpreting", "more_interpreting", "interpreting_from")),
    )  # fmt: skip

    def clean_sign_up_until(self) -> datetime | None:
        until: datetime | None = self.cleaned_data["sign_up_until"]
        if until and until <= timezone.now():
            raise ValidationError(
                _("Sign-up would be over already. Please choose a time that is still to come.")
            )
        return until

    def rule(self) -> Rule:
        """The rule for the dates; without days of the week, that of the first day."""
        said = {name: self.cleaned_data[name] for name in self.rule_names}
        weekdays = tuple(said["weekdays"]) or (said["first"].weekday(),)
        return Rule(**said | {"weekdays": weekdays})

    def what_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.what]

    def when_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.when]

    def room_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.room]

    def rare_parts(self) -> list[tuple[str | Promise, list[forms.BoundField], bool]]:
        """What is seldom needed, under its headings, and whether there is an error in it."""
        return [
            (legend, [self[name] for name in names], any(name in self.errors for name in names))
            for legend, names in self.rare
        ]


class EditForm(WorkshopForm):
    """A series that exists."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # The parts of the page, in their order.
    what = (
        "format", "concept", "title_de", "text_de", "languages", "more_languages", "audience", "topics",
        "venue", "school_text", "cost",
    )  # fmt: skip
    further = (
        (_("Sign-up and seats"), (
            "sign_up", "sign_up_from", "sign_up_until", "seats", "has_waiting_list", "offers_places",
            "remind_days", "remind_hours", "signed_list",
        )),
        (_("Childcare"), (
            "childcare", "childcare_from_age", "childcare_to_age", "childcare_days", "child_carer",
            "children_per_carer",
        )),
        (_("Interpreters"), ("interpreting", "more_interpreting", "interpreting_from")),
    )  # fmt: skip

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(organisation, *args, **kwargs)
        self.initial["version"] = self.instance.version

    def what_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.what]

    def further_parts(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        """What is decided once and seldom changed, under its headings."""
        return [(legend, [self[name] for name in names]) for legend, names in self.further]


def defaults_of(format_: Format) -> dict[str, Any]:
    """What is usual for a format, as a start for the form."""
    return {
        "format": format_.pk,
        "sign_up": format_.sign_up,
        "count": format_.usual_dates,
        "seats": format_.usual_seats,
        "childcare": format_.usual_childcare,
    }
