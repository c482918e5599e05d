"""The forms in which a family changes its booking; the organisation uses them for a family on the phone."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parentwork.choices import SignUp
from parentwork.forms.booking import InterpreterForm, PlacesForm, date_words
from parentwork.models import Booking, Seat, Workshop
from parentwork.services.excuses import comes_besides
from parentwork.services.numbers import Numbers, bands_of
from parentwork.services.wishes import languages_to_wish

# What the choice of dates sends: the dates, the button for them, or the button for all.
CHOSEN = {"dates", "chosen", "all"}


class NumbersForm(PlacesForm):
    """More or fewer people than the family said."""

    use_required_attribute = False

    def __init__(self, booking: Booking, data: Any = None) -> None:
        bands = bands_of(booking)
        super().__init__(data, initial={name: getattr(booking, name) for name in ("adults", *bands)})
        self.offer_bands(booking.workshop, bands)

    def numbers(self) -> Numbers:
        return Numbers(self.cleaned_data["adults"], self.children())


class WishForm(InterpreterForm):
    """Another answer to whether somebody is to interpret."""

    use_required_attribute = False

    def __init__(self, booking: Booking, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(booking, name) for name in InterpreterForm.base_fields})
        self.offer_interpreters(languages_to_wish(booking))

    def wish(self) -> tuple[str, str]:
        """The language, empty for none, and the person."""
        return self.cleaned_data["interpreter"], self.cleaned_data["interpreter_wish"]


class CancelForm(forms.Form):
    """To which of its coming dates a family does not come; with the button `all`, to none.

    In a fixed group it can only miss dates on which it has a place: who waits for it waits for all of them.
    """

    dates = forms.TypedMultipleChoiceField(
        label=_("Which dates can you not come to?"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one date.")},
    )  # fmt: skip

    def __init__(
        self,
        workshop: Workshop,
        seats: list[Seat],
        *args: Any,
        seen: Collection[int] | None = None,
        **kwargs: Any,
    ) -> None:
        """`seats`: all of the booking. A date that is given up already is no error: it is a second tap.

        `seen`: ids of the dates about which something may be said; None for all of them.
        """
        super().__init__(*args, **kwargs)
        self.coming = [seat for seat in seats if seat.can_be_given_up]
        self.is_group = workshop.sign_up == SignUp.SERIES
        own = [seat for seat in self.coming if seen is None or seat.date_id in seen]
        self.is_open = bool(own)
        self.takes_all = len(own) == len(self.coming)
        if self._is_choice and not (self.takes_all and "all" in self.data):
            offered = seats if self.is_bound else [seat for seat in own if self.is_choosable(seat)]
            self.fields["dates"].choices = [  # type: ignore[attr-defined]
                (seat.date_id, date_words(seat.date))
                for seat in offered
                if seen is None or seat.date_id in seen
            ]
        else:
            del self.fields["dates"]

    @property
    def _is_choice(self) -> bool:
        """Also where dates were named of which only one is left meanwhile: that one may not be meant."""
        if self.is_group and not any(seat.is_given for seat in self.coming):
            return False
        return len(self.coming) > 1 or "dates" in self.data

    def is_choosable(self, seat: Seat) -> bool:
        """A date that the family can still say no to."""
        return not self.is_group or (seat.is_given and not seat.excused)

    @classmethod
    def sent(
        cls,
        request: HttpRequest,
        workshop: Workshop,
        seats: list[Seat],
        *,
        seen: Collection[int] | None = None,
    ) -> "CancelForm":
        """As the question (POST) or the choice before it (GET) sent it; empty before anything is chosen."""
        chosen = request.GET if CHOSEN & request.GET.keys() else None
        return cls(workshop, seats, request.POST if request.method == "POST" else chosen, seen=seen)

    @property
    def only(self) -> list[int] | None:
        """The dates that were chosen; None where there was nothing to choose, or all are given up."""
        return self.cleaned_data.get("dates")

    @property
    def is_excuse(self) -> bool:
        """The family keeps its place in the group: it comes to other dates that are left."""
        is_choice = self.is_group and "dates" in self.fields and self.is_valid()
        return is_choice and comes_besides(self.only or [], self.coming)

    @property
    def leaves_the_line(self) -> bool:
        """The family gives up no places, since it only waits for some."""
        seats = self.given_up
        return bool(seats) and not any(seat.is_given or seat.is_offered for seat in seats)

    @property
    def given_up(self) -> list[Seat]:
        """What the answer to the question would give up; empty as long as there is a choice to be made."""
        if "dates" not in self.fields:
            return self.coming
        if not self.is_valid():
            return []
        if self.is_group and not self.is_excuse:
            return self.coming
        chosen = [seat for seat in self.coming if seat.date_id in (self.only or [])]
        return [seat for seat in chosen if self.is_choosable(seat)]
