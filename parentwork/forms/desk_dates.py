"""One date: when and where, cancelling it, and who came."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from parentwork.choices import HelperRole
from parentwork.forms.door import sheet_of
from parentwork.forms.fields import SmallNumber
from parentwork.models import Attendance, Headcount, Helper, Seat, Venue, WorkshopDate
from parentwork.services import tally
from parentwork.services.attendance import (
    MOST_WALK_INS,
    Came,
    Parts,
    Said,
    check_ages,
    check_cared_for,
    counted,
)
from parentwork.services.dates import Day
from portal.forms import DateInput, TimeInput
from portal.lib.dates import BERLIN, at_berlin


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
        self.fields["venue"].queryset = organisation.venues.all()  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(date: WorkshopDate) -> dict[str, Any]:
        starts, ends = date.starts.astimezone(BERLIN), date.ends.astimezone(BERLIN)
        return {
            "version": date.version, "starts": starts.date(), "begins": starts.time(), "ends": ends.time(),
            "venue": date.venue_id, "seats": date.seats, "childcare": date.childcare,
            "overbook": date.overbook,
        }  # fmt: skip

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
        help_text=_("Families read this. Please write no names."),
    )  # fmt: skip


class AttendanceForm(forms.Form):
    """One line a family, one for those who came without a booking, saved together."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    walk_adults = SmallNumber(label=_("Adults"), most=MOST_WALK_INS)
    walk_children = SmallNumber(label=_("Children"), most=MOST_WALK_INS)
    walk_cared = SmallNumber(label=_("Children in childcare"), most=MOST_WALK_INS)

    def __init__(
        self, date: WorkshopDate, seats: list[Seat], walk_ins: Headcount | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.date, self.seats = date, seats
        self.initial["version"] = date.attendance_version
        if walk_ins:
            self.initial["walk_adults"] = walk_ins.adults
            self.initial["walk_children"] = walk_ins.children
            self.initial["walk_cared"] = walk_ins.cared_for
        self.part_groups = self._add_parts() if date.workshop.is_open else []
        for seat in seats:
            self._add(seat)

    def _add_parts(self) -> list[tuple[Any, list[str]]]:
        """Ages and languages of an open meeting, as on its tick sheet; the fields by heading."""
        groups = []
        for head, rows in sheet_of(self.date.workshop, tally.counted_so_far(self.date)):
            parts = [row for row in rows if row[0] not in (tally.ADULTS, tally.CARED_FOR)]
            for key, words, number in parts:
                self.fields[f"part_{key}"] = SmallNumber(label=words, most=MOST_WALK_INS, initial=number)
            if parts:
                groups.append((head, [f"part_{key}" for key, _words, _number in parts]))
        return groups

    def parts_in_groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(head, [self[name] for name in names]) for head, names in self.part_groups]

    def parts(self) -> Parts | None:
        """How many without a booking are of an age or speak a language; None where that is not asked."""
        if not self.part_groups:
            return None
        said = self.cleaned_data
        names = [name for _head, group in self.part_groups for name in group]
        return tally.parts_of({name.removeprefix("part_"): said.get(name) or 0 for name in names})

    def _add(self, seat: Seat) -> None:
        came, family = getattr(seat, "attendance", None), {"name": seat.booking.name}
        has_come = bool(came and (came.adults or came.children))
        self.fields[f"came_{seat.pk}"] = forms.BooleanField(
            label=family["name"], required=False, initial=has_come
        )
        for what, label, booked in (
            ("adults", gettext("Adults with %(name)s"), seat.adults),
            ("children", gettext("Children with %(name)s"), seat.childcare),
        ):
            stored = getattr(came, what) if has_come else booked
            self.fields[f"{what}_{seat.pk}"] = forms.IntegerField(
                label=label % family, min_value=0, max_value=20, required=False,
                initial=None if stored == booked else stored,
            )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """For the template: a family with its three fields."""
        return [
            {"seat": seat} | {what: self[f"{what}_{seat.pk}"] for what in ("came", "adults", "children")}
            for seat in self.seats
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self._counted = {seat.pk: self._count(seat) for seat in self.seats}
        if not {"walk_children", "walk_cared"} & self.errors.keys():
            self._check_walk_ins()
        return said

    def _check_walk_ins(self) -> None:
        said = self.cleaned_data
        try:
            check_cared_for(Came(0, said["walk_children"], said["walk_cared"]))
        except ValidationError as error:
            self.add_error("walk_cared", error)
        try:
            check_ages(self.parts() or {}, Came(0, said["walk_children"]))
        except ValidationError as error:
            self.add_error("walk_children", error)

    def _count(self, seat: Seat) -> Came:
        said = {what: self.cleaned_data.get(f"{what}_{seat.pk}") for what in ("came", "adults", "children")}
        try:
            return counted(seat, Said(bool(said["came"]), said["adults"], said["children"]))
        except ValidationError as error:
            self.add_error(f"came_{seat.pk}", error)
            return Came()

    def families(self) -> dict[int, Came]:
        """Who came, by seat id."""
        return self._counted

    def walk_ins(self) -> Came:
        said = self.cleaned_data
        return Came(said["walk_adults"], said["walk_children"], said["walk_cared"])

    def stored(self, seats: Iterable[Seat], walk_ins: Headcount | None) -> list[dict[str, str]]:
        """What is recorded of `seats` and of people without a booking, where they differ from the form."""
        typed, rows = self.families(), []
        for seat in seats:
            came = Came(*_numbers(seat.attendance)) if hasattr(seat, "attendance") else Came()
            if typed.get(seat.pk, came) != came:
                rows.append({"label": seat.booking.name, "stored": _in_words(came)})
        without = Came(*_numbers(walk_ins)) if walk_ins else Came()
        if self.walk_ins() != without:
            rows.append({"label": gettext("People without a booking"), "stored": _in_words(without)})
        return rows


def _numbers(counted: Attendance | Headcount) -> tuple[int, int, int]:
    return counted.adults, counted.children, counted.cared_for


def _in_words(came: Came) -> str:
    words = (gettext("Adults"), gettext("Children"), gettext("Children in childcare"))
    numbers = (came.adults, came.children, came.cared_for)
    return ", ".join(f"{word}: {number}" for word, number in zip(words, numbers, strict=True))


class AssignForm(forms.Form):
    """Put a helper on a date."""

    helper = forms.ModelChoiceField(label=_("Helper"), queryset=Helper.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=_("Role"), choices=HelperRole.choices)

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helper"].queryset = organisation.helpers.active()  # type: ignore[attr-defined]
