"""A family changes whether somebody interprets for it, and who."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parentwork import rules
from parentwork.models import Booking
from portal.accounts.models import User


def languages_to_wish(booking: Booking) -> list[str]:
    """Into which languages somebody interprets there, and the one that the family has wished already."""
    offered = list(booking.workshop.interpreting)
    return offered if booking.interpreter in ("", *offered) else [*offered, booking.interpreter]


@transaction.atomic
def change_wish(booking: Booking, language: str, person: str, *, by: User | None = None) -> Booking:
    """Wish an interpreter into a language, of any sex or as `person` says; none with an empty language.

    Who counts the wishes of a date counts this one from now on. Raises `ValidationError` for a language that
    nobody speaks there and where no date is to come. `by` is None for the family itself.
    """
    if by is not None and not rules.may_change_booking(by, booking):
        raise PermissionDenied
    rows = Booking.objects.select_for_update(of=("self",)).select_related("workshop")
    locked: Booking = rows.get(pk=booking.pk)
    if not locked.seats.coming().exists():
        raise ValidationError(_("No date of this booking is still to come."), code="closed")
    if language and language not in languages_to_wish(locked):
        raise ValidationError({"interpreter": _("Nobody interprets into this language here.")})
    locked.interpreter, locked.interpreter_wish = language, person if language else ""
    locked.save(update_fields=["interpreter", "interpreter_wish"])
    return locked
