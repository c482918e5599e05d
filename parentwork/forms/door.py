"""What the helper at the door says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parentwork.forms.fields import SmallNumber
from parentwork.models import Headcount, Seat
from parentwork.services.attendance import MOST_WALK_INS, Came, Said


class TickForm(forms.Form):
    """One family: the large button, or the numbers below it where they differ."""

    seat = forms.IntegerField(widget=forms.HiddenInput)
    came = forms.BooleanField(required=False, widget=forms.HiddenInput)
    adults = forms.IntegerField(label=_("Adults"), min_value=0, max_value=20, required=False)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=20, required=False)

    @classmethod
    def of(cls, seat: Seat) -> "TickForm":
        """With what is known of the family already."""
        came = getattr(seat, "attendance", None)
        numbers = {
            "adults": came.adults if came else seat.adults,
            "children": came.children if came else seat.childcare,
        }
        return cls(initial={"seat": seat.pk} | numbers, auto_id=f"id_{seat.pk}_%s")

    def said(self) -> Said:
        said = self.cleaned_data
        return Said(said["came"], said["adults"], said["children"])


class OthersForm(forms.Form):
    """Who came without a booking."""

    use_required_attribute = False

    adults = SmallNumber(label=_("Adults"), most=MOST_WALK_INS)
    children = SmallNumber(label=_("Children"), most=MOST_WALK_INS)
    cared_for = SmallNumber(label=_("Children in childcare"), most=MOST_WALK_INS)

    @classmethod
    def of(cls, counted: Headcount | None) -> "OthersForm":
        names = ("adults", "children", "cared_for")
        return cls(initial={name: getattr(counted, name) for name in names} if counted else {})

    def walk_ins(self) -> Came:
        said = self.cleaned_data
        return Came(said["adults"], said["children"], said["cared_for"])
