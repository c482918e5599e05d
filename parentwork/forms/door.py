"""What the helper at the door says."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parentwork.choices import AgeBand
from parentwork.forms.fields import SmallNumber
from parentwork.models import Headcount, Seat, Workshop
from parentwork.models.counts import language_words
from parentwork.services import tally
from parentwork.services.attendance import MOST_WALK_INS, Came, Said


class TickForm(forms.Form):
    """One family: the large button, or the numbers below it where they differ."""

    seat = forms.IntegerField(widget=forms.HiddenInput)
    came = forms.BooleanField(required=False, widget=forms.HiddenInput)
    adults = forms.IntegerField(label=_("Adults"), min_value=0, max_value=20, required=False)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=20, required=False)

    @classmethod
    def of(cls, seat: Seat) -> "TickForm":
        """With who came; of a family that is not here, with who is expected."""
        came = getattr(seat, "attendance", None)
        if came and (came.adults or came.children):
            numbers = {"adults": came.adults, "children": came.children}
        else:
            numbers = {"adults": seat.adults, "children": seat.childcare}
        return cls(initial={"seat": seat.pk} | numbers, auto_id=f"id_{seat.pk}_%s")

    @classmethod
    def sent(cls, data: Any) -> "TickForm":
        """As the page sent it, under the names that its fields have there."""
        return cls(data, auto_id=f"id_{data.get('seat', '')}_%s")

    def is_about(self, seat: Seat) -> bool:
        return bool(self.data.get("seat") == str(seat.pk))

    def said(self) -> Said:
        said = self.cleaned_data
        return Said(said["came"], said["adults"], said["children"])


class OthersForm(forms.Form):
    """Who came without a booking. It carries along what was known: another phone may count meanwhile."""

    use_required_attribute = False

    adults = SmallNumber(label=_("Adults"), most=MOST_WALK_INS, show_hidden_initial=True)
    children = SmallNumber(label=_("Children"), most=MOST_WALK_INS, show_hidden_initial=True)
    cared_for = SmallNumber(label=_("Children in childcare"), most=MOST_WALK_INS, show_hidden_initial=True)

    @classmethod
    def of(cls, counted: Headcount | None) -> "OthersForm":
        names = ("adults", "children", "cared_for")
        return cls(initial={name: getattr(counted, name) for name in names} if counted else {})

    def walk_ins(self) -> Came:
        said = self.cleaned_data
        return Came(said["adults"], said["children"], said["cared_for"])


class TallyForm(forms.Form):
    """A tap on the tick sheet: all that this phone has counted so far, or one more or one less of a key."""

    slip = forms.UUIDField(widget=forms.HiddenInput)
    counts = forms.JSONField(required=False, widget=forms.HiddenInput)
    more = forms.ChoiceField(required=False)
    less = forms.ChoiceField(required=False)

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = tally.keys_of(workshop)
        for name in ("more", "less"):
            self.fields[name].choices = [(key, key) for key in self.keys]  # type: ignore[attr-defined]

    def clean_counts(self) -> dict[str, int]:
        said = self.cleaned_data["counts"] or {}
        if not isinstance(said, dict) or not all(self._is_a_count(*each) for each in said.items()):
            raise ValidationError(_("These numbers can not be read. Please load the page again."))
        return said

    def _is_a_count(self, key: Any, number: Any) -> bool:
        return key in self.keys and type(number) is int and abs(number) <= MOST_WALK_INS

    def said(self) -> dict[str, int]:
        """What this phone has counted so far, by key."""
        one = {self.cleaned_data["more"]: 1, self.cleaned_data["less"]: -1}
        return self.cleaned_data["counts"] or {key: step for key, step in one.items() if key}


def sheet_of(workshop: Workshop, counted: dict[str, int]) -> list[tuple[Any, list[tuple[str, Any, int]]]]:
    """The tick sheet for the template: each heading with its keys, their words and what is counted so far."""
    reader = get_language() or "de"
    children: list[tuple[str, Any]] = list(AgeBand.choices)
    if workshop.childcare:
        children.append((tally.CARED_FOR, _("Children in childcare")))
    spoken = [(tally.speaks(code), language_words(code, reader)) for code in tally.languages_of(workshop)]
    parts: Iterable[tuple[Any, list[tuple[str, Any]]]] = [
        (_("Adults"), [(tally.ADULTS, _("Adults"))]),
        (_("Children"), children),
        (_("Which language do the adults speak?"), spoken),
    ]
    return [(head, [(key, words, counted.get(key, 0)) for key, words in rows]) for head, rows in parts]
