"""Which bookings of a date are cleared away, and how."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parentwork.forms.desk_people import TickedIds


class ClearForm(forms.Form):
    """Ticked bookings, and the button that was pressed."""

    RELEASE, REMOVE = "release", "remove"

    seats = TickedIds(
        label=_("Bookings"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one booking.")},
    )  # fmt: skip
    what = forms.ChoiceField(choices=[(RELEASE, ""), (REMOVE, "")])

    @property
    def removes(self) -> bool:
        return bool(self.cleaned_data["what"] == self.REMOVE)

    def chosen(self, seats: list[Any]) -> list[Any]:
        """Those of the seats that are ticked and can be cleared in this way."""
        ticked = set(self.cleaned_data["seats"])
        return [seat for seat in seats if seat.pk in ticked and (self.removes or seat.is_asked)]
