"""What families say, as the organisation is asked about them: the same forms in other words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parentwork.choices import DESK_WAYS
from parentwork.forms.booking import BookingForm
from parentwork.forms.changes import CancelForm, WishForm
from parentwork.forms.reaching import ChangeContactForm


class DeskBookingForm(BookingForm):
    """Entered for a family that calls or stands there."""

    words = {
        "name": _("First name of the family, or another name"),
        "way": _("How do you reach the family if something changes?"),
        "language": _("In which language do you write to the family?"),
        "accepts_waiting": _("Put the family on the waiting list"),
        "interpreter": _("Does the family need an interpreter?"),
    }
    ways = DESK_WAYS
    landline = _("This number cannot receive an SMS. Choose “by phone” instead.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.words.items():
            if name in self.fields:
                self.fields[name].label = label
        self.fields["name"].help_text = _("This is how you call the family. No more is needed.")
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["way"].error_messages["required"] = _("Please choose how you reach the family.")

    def _takes_children(self) -> bool:
        return True  # the organisation knows whether there is still room


class DeskWishForm(WishForm):
    """For a family that called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interpreter"].label = DeskBookingForm.words["interpreter"]


class DeskContactForm(ChangeContactForm):
    """For a family that called."""

    ways, landline = DESK_WAYS, DeskBookingForm.landline

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("way", "language"):
            self.fields[name].label = DeskBookingForm.words[name]
        self.fields["way"].error_messages["required"] = _("Please choose how you reach the family.")


class DeskCancelForm(CancelForm):
    """For a family that called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "dates" in self.fields:
            self.fields["dates"].label = _("Which dates can the family not come to?")
