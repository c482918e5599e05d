"""One date: when and where, and cancelling it."""

from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from parentwork.forms import desk_namesakes
from parentwork.forms.fields import SmallNumber
from parentwork.models import Venue, WorkshopDate
from parentwork.services.dates import Day
from portal.forms import DateInput, TimeInput
from portal.lib.dates import BERLIN, at_berlin, today


class DateForm(forms.Form):
    """When, where and for how many."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    starts = forms.DateField(label=_("Day"), widget=DateInput)
    begins = forms.TimeField(label=_("From"), widget=TimeInput)
    ends = forms.TimeField(label=_("To"), widget=TimeInput)
    venue = forms.ModelChoiceField(label=_("Place"), queryset=Venue.objects.none(), empty_label=None)
    seats = forms.IntegerField(label=_("Seats for adults"), min_value=1, max_value=500)
    childcare = forms.IntegerField(label=_("Childcare places"), min_value=0, max_value=100)
    overbook = SmallNumber(
        label=_("So many more adults may book"), most=100, initial=0,
        help_text=_("Since some do not come. Childcare is never overbooked."),
    )  # fmt: skip

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk_namesakes.offer_venues(self.fields["venue"], organisation.venues.all())

    @staticmethod
    def initial_of(date: WorkshopDate) -> dict[str, Any]:
        starts, ends = date.starts.astimezone(BERLIN), date.ends.astimezone(BERLIN)
        return {
            "version": date.version, "starts": starts.date(), "begins": starts.time(), "ends": ends.time(),
            "venue": date.venue_id, "seats": date.seats, "childcare": date.childcare,
            "overbook": date.overbook,
        }  # fmt: skip

    def moves(self, row: WorkshopDate) -> bool:
        """Whether day, time or place become others, of which people are told while it is ahead."""
        day = self.day()
        return (day.starts, day.ends, day.venue.pk) != (row.starts, row.ends, row.venue_id)

    def day(self) -> Day:
        said = self.cleaned_data
        return Day(
            starts=at_berlin(said["starts"], said["begins"]), ends=at_berlin(said["starts"], said["ends"]),
            venue=said["venue"], seats=said["seats"], childcare=said["childcare"], overbook=said["overbook"],
        )  # fmt: skip


class CancelForm(forms.Form):
    """Why something does not take place; families read it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False,
        help_text=_("Families read this as you write it, not translated. Please write no names."),
    )  # fmt: skip


class CancelDateForm(CancelForm):
    """With another time, if there is one: then the families keep their places there."""

    starts = forms.DateField(
        label=_("Another day instead"), widget=DateInput, required=False,
        help_text=_("If you know one: families keep their places there. Empty: the date is cancelled."),
    )  # fmt: skip
    begins = forms.TimeField(label=_("From"), widget=TimeInput, required=False)
    ends = forms.TimeField(label=_("To"), widget=TimeInput, required=False)

    def __init__(self, row: WorkshopDate, data: Any = None) -> None:
        now = DateForm.initial_of(row)
        super().__init__(data, initial={name: now[name] for name in ("version", "begins", "ends")})
        self.row = row

    def clean_starts(self) -> date | None:
        day: date | None = self.cleaned_data["starts"]
        if day and day < today():
            raise self._not_to_come()
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and said["version"] == self.row.version:
            self._refuse_what_is_no_move(said)
        return said

    def _refuse_what_is_no_move(self, said: dict[str, Any]) -> None:
        """Whoever wrote other hours alone does not want to cancel, and nobody is told of what stays."""
        other = self.instead()
        if other is None:
            if any(said[name] and said[name] != self._hour(name) for name in ("begins", "ends")):
                self.add_error("starts", self._not_to_come())
        elif other.starts <= timezone.now():
            self.add_error("starts", self._not_to_come())
        elif (other.starts, other.ends) == (self.row.starts, self.row.ends):
            self.add_error("starts", gettext("There is a date at this time already."))

    def _hour(self, name: str) -> time:
        """As it stands in the field, which shows no seconds."""
        hour: time = self.initial[name]
        return hour.replace(second=0, microsecond=0)

    @staticmethod
    def _not_to_come() -> ValidationError:
        return ValidationError(gettext("Please choose a day that is still to come."))

    def instead(self) -> Day | None:
        """The other time at the same place for as many; the old hours where none are said."""
        said, row = self.cleaned_data, self.row
        if not said["starts"]:
            return None
        begins, ends = said["begins"] or self.initial["begins"], said["ends"] or self.initial["ends"]
        return Day(
            starts=at_berlin(said["starts"], begins), ends=at_berlin(said["starts"], ends), venue=row.venue,
            seats=row.seats, childcare=row.childcare, overbook=row.overbook,
        )  # fmt: skip
