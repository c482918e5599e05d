"""A family is to be reached in another way, at another address or in another language; or by no message."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from parentwork import messages, rules
from parentwork.models import Booking
from parentwork.services import consents
from parentwork.services.families import Family, check_contact
from portal.accounts.models import User


@transaction.atomic
def change_contact(booking: Booking, family: Family, *, by: User | None = None) -> Booking:
    """From now on the family is reached as `family` says, also with what waits to be sent.

    Nothing is kept of the old address. A family that did it on its own page has its link; for whom somebody
    else did it, it goes to the new address. Through the association means no message, no invitation either.
    Raises `ValidationError` by field. `by` is None for the family itself.
    """
    if by is not None and not rules.may_change_booking(by, booking):
        raise PermissionDenied
    said = family.contact()
    check_contact(said)
    locked = Booking.objects.select_for_update(of=("self",)).select_related("workshop").get(pk=booking.pk)
    before = (locked.way, locked.email, locked.number)
    locked.way, locked.email, locked.phone, locked.language = said.way, said.email, said.phone, said.language
    locked.save(update_fields=["way", "email", "phone", "language"])
    messages.readdressed(locked)
    if by is not None and (locked.way, locked.email, locked.number) != before:
        messages.reached_anew(locked)
    consents.follow_contact(locked)
    return locked
