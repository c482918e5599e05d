"""Who came on a date: typed in for all families and the others together."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parentwork.choices import CountKind
from parentwork.forms.door import sheet_of
from parentwork.forms.fields import SmallNumber
from parentwork.models import Attendance, Headcount, Seat, WorkshopDate
from parentwork.services import tally
from parentwork.services.attendance import (
    MOST_WALK_INS,
    Came,
    CameOfDeleted,
    Parts,
    Said,
    check_ages,
    check_cared_for,
    check_deleted,
    counted,
)

# The head counts of a date by their kind.
type Counts = Mapping[str, Headcount]

# Families whose names are deleted: the field, the column of the head count, the label.
_OF_DELETED = (
    ("deleted_families", "families", _("Families who came")),
    ("deleted_adults", "adults", _("Adults")),
    ("deleted_children", "children", _("Children")),
    ("deleted_cared", "cared_for", _("Children in childcare")),
)


class AttendanceForm(forms.Form):
    """One line a family, one for those who came without a booking, saved together."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    walk_adults = SmallNumber(label=_("Adults"), most=MOST_WALK_INS)
    walk_children = SmallNumber(label=_("Children"), most=MOST_WALK_INS)
    walk_cared = SmallNumber(label=_("Children in childcare"), most=MOST_WALK_INS)

    def __init__(
        self, date: WorkshopDate, seats: list[Seat], counts: Counts, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.date, self.seats = date, seats
        self.initial["version"] = date.attendance_version
        self.booked = counts.get(CountKind.BOOKED)
        if self.booked:
            self._add_deleted(counts.get(CountKind.LATER))
        if walk_ins := counts.get(CountKind.WALK_IN):
            self.initial["walk_adults"] = walk_ins.adults
            self.initial["walk_children"] = walk_ins.children
            self.initial["walk_cared"] = walk_ins.cared_for
        self.part_groups = self._add_parts() if date.workshop.is_open else []
        for seat in seats:
            self._add(seat)

    def _add_deleted(self, later: Headcount | None) -> None:
        """Families whose names are deleted are typed in together."""
        for name, column, label in _OF_DELETED:
            initial = getattr(later, column) if later else 0
            self.fields[name] = SmallNumber(label=label, most=MOST_WALK_INS, initial=initial)

    def deleted_fields(self) -> list[forms.BoundField]:
        return [self[name] for name, _column, _label in _OF_DELETED] if self.booked else []

    def deleted(self) -> CameOfDeleted | None:
        """Who came of the families whose names are deleted; None where that is not asked."""
        if not self.booked:
            return None
        said = self.cleaned_data
        came = Came(said["deleted_adults"], said["deleted_children"], said["deleted_cared"])
        return CameOfDeleted(said["deleted_families"], came)

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
        if self._names_the_gone():
            self.add_error(None, _("A booking changed in the meantime. Please open the page again."))
        if not {"walk_children", "walk_cared"} & self.errors.keys():
            self._check_walk_ins()
        if self.booked and not self.errors.keys() & {name for name, _column, _label in _OF_DELETED}:
            self._check_deleted(self.booked)
        return said

    def _names_the_gone(self) -> bool:
        """Something was typed in of a family whose booking is given up or deleted since."""
        return not {name for name in self.data if name.startswith("adults_")} <= self.fields.keys()

    def _check_deleted(self, booked: Headcount) -> None:
        said = self.deleted()
        try:
            check_deleted(said or CameOfDeleted(0, Came()), booked.families)
        except ValidationError as error:
            self.add_error("deleted_families" if error.code == "families" else "deleted_cared", error)

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

    def stored(self, seats: Iterable[Seat], counts: Counts) -> list[dict[str, str]]:
        """What is recorded of `seats` and of people without a booking, where they differ from the form."""
        walk_ins, later = counts.get(CountKind.WALK_IN), counts.get(CountKind.LATER)
        typed, rows = self.families(), []
        for seat in seats:
            came = Came(*_numbers(seat.attendance)) if hasattr(seat, "attendance") else Came()
            if typed.get(seat.pk, came) != came:
                rows.append({"label": seat.booking.name, "stored": _in_words(came)})
        without = Came(*_numbers(walk_ins)) if walk_ins else Came()
        if self.walk_ins() != without:
            rows.append({"label": gettext("People without a booking"), "stored": _in_words(without)})
        typed_later = self.deleted()
        if later and typed_later and typed_later.came != Came(*_numbers(later)):
            stored = _in_words(Came(*_numbers(later)))
            rows.append({"label": gettext("Families whose names are deleted"), "stored": stored})
        return rows


def _numbers(counted: Attendance | Headcount) -> tuple[int, int, int]:
    return counted.adults, counted.children, counted.cared_for


def _in_words(came: Came) -> str:
    words = (gettext("Adults"), gettext("Children"), gettext("Children in childcare"))
    numbers = (came.adults, came.children, came.cared_for)
    return ", ".join(f"{word}: {number}" for word, number in zip(words, numbers, strict=True))
