"""Opening hours and rooms, as the people of an organisation write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from organisations.choices import Access, HoursNote
from organisations.forms.marks import mark
from organisations.models import Organisation
from organisations.models.opening import Opening, are_sound
from organisations.reports.opening import name_of, times_of

DAYS = range(7)
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
# "9-12", "9:00 – 12.30 Uhr", "9 bis 12".
_SPAN = re.compile(rf"{_CLOCK}\s*(?:Uhr)?\s*(?:[-–—]|bis|to)\s*{_CLOCK}\s*(?:Uhr)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;]|\bund\b|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """The two fields of one day of the week."""

    hours: BoundField
    note: BoundField


class PremisesForm(forms.Form):
    """A line of text for each day of the week is quicker on a phone than four clocks."""

    stale: Organisation | None = None

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    access = forms.MultipleChoiceField(
        label=_("Access to the rooms"),
        choices=Access.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data, initial=_initial(organisation))
        for day in DAYS:
            name = name_of(day)
            self.fields[f"hours_{day}"] = forms.CharField(label=name, max_length=60, required=False)
            self.fields[f"hours_{day}"].widget.attrs["size"] = 26
            self.fields[f"note_{day}"] = forms.ChoiceField(
                label=_("Note for %(day)s") % {"day": name},
                choices=[("", "–"), *HoursNote.choices],
                required=False,
            )
        mark(self)
        for field in (bound.field for day in self.days for bound in (day.hours, day.note)):
            field.unmarked, field.readers = True, None  # type: ignore[attr-defined]  # said once above them

    @property
    def days(self) -> list[Day]:
        return [Day(self[f"hours_{day}"], self[f"note_{day}"]) for day in DAYS]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self.openings: list[Opening] = []
        for day in DAYS:
            spans = _spans(data.get(f"hours_{day}", ""), day, data.get(f"note_{day}", ""))
            if spans is None:
                self.add_error(f"hours_{day}", _("Please write it like this: 9:00–12:00, 14:00–17:00"))
            else:
                self.openings += spans
        return data

    def profile(self) -> dict[str, Any]:
        """The cleaned entries as `services.update_profile` takes them."""
        hours = [opening.stored() for opening in self.openings]
        return {"opening_hours": hours, "access": self.cleaned_data["access"]}


def _initial(organisation: Organisation) -> dict[str, Any]:
    initial: dict[str, Any] = {"version": organisation.version, "access": organisation.access}
    for day in DAYS:
        spans = [opening for opening in organisation.openings if opening.day == day]
        initial[f"hours_{day}"] = times_of(spans)
        initial[f"note_{day}"] = next((opening.note for opening in spans if opening.note), "")
    return initial


def _spans(text: str, day: int, note: str) -> list[Opening] | None:
    """What was written for a day, in its order; None where nobody could tell what it means."""
    text = text.replace("\N{WORD JOINER}", "")
    found = [_SPAN.fullmatch(part) for part in _BETWEEN.split(text.strip()) if part]
    if not all(found):
        return None
    spans = sorted(_opening(day, match, note) for match in found if match)
    return spans if are_sound(spans) else None


def _opening(day: int, match: re.Match[str], note: str) -> Opening:
    opens, closes = _clock(match[1], match[2]), _clock(match[3], match[4])
    return Opening(day, opens, closes, note)


def _clock(hour: str, minute: str | None) -> str:
    return f"{int(hour):02}:{int(minute or 0):02}"
