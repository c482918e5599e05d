"""What a family says when it books, and the childcare that there is for its children."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parentwork.choices import BANDS, ContactWay, SignUp
from parentwork.models import Workshop, WorkshopDate
from portal.lib.dates import day_words


@dataclass(frozen=True)
class Family:
    """What a family says when it books. `dates`: ids, with sign-up per date; `token`: one per form shown."""

    name: str
    way: str
    adults: int = 1
    children: dict[str, int] = field(default_factory=dict)
    email: str = ""
    phone: str = ""
    language: str = "de"
    dates: tuple[int, ...] = ()
    token: uuid.UUID = field(default_factory=uuid.uuid4)
    accepts_waiting: bool = False
    is_another_family: bool = False
    interpreter: str = ""
    interpreter_wish: str = ""

    @property
    def childcare(self) -> int:
        return sum(self.children.values())

    def contact(self) -> "Family":
        """Only the contact that the chosen way needs: nothing is kept that is not used."""
        return replace(
            self,
            email=self.email.strip().lower() if self.way == ContactWay.MAIL else "",
            phone=str(self.phone) if self.way in (ContactWay.SMS, ContactWay.CALL) else "",
        )


def check(workshop: Workshop, family: Family) -> None:
    """What a family must say at least. Raises `ValidationError` by field."""
    errors: dict[str, Any] = lacking(family.way, family.email, family.phone)
    if not family.name.strip():
        errors["name"] = _("Please write a first name or another name.")
    for band, count in family.children.items():
        if count and band not in workshop.offered_bands:
            errors[band] = _("There is no childcare for this age.")
    if family.interpreter and family.interpreter not in workshop.interpreting:
        errors["interpreter"] = _("Nobody interprets into this language here.")
    if errors:
        raise ValidationError(errors)


def check_contact(family: Family) -> None:
    """What the way to be reached needs. Raises `ValidationError` by field."""
    if errors := lacking(family.way, family.email, family.phone):
        raise ValidationError(errors)


def lacking(way: str, email: str, phone: str) -> dict[str, Any]:
    """What the chosen way needs and was not said, in words by field."""
    if way == ContactWay.MAIL and not email:
        return {"email": _("Please write an e-mail address, or choose another way.")}
    if way in (ContactWay.SMS, ContactWay.CALL) and not phone:
        return {"phone": _("Please write a phone number, or choose another way.")}
    return {}


def first_band(family: Family) -> str:
    """The age band at which a family reads what concerns its childcare."""
    return next(band for band in BANDS if family.children.get(band))


def check_childcare_is_open(workshop: Workshop, band: str, dates: Iterable[WorkshopDate]) -> None:
    """Families book childcare until the day set for it; raises `ValidationError` at `band`.

    A series that is booked as a whole is as its next date is.
    """
    ordered = sorted(dates, key=lambda date: date.starts)
    for date in ordered[:1] if workshop.sign_up == SignUp.SERIES else ordered:
        date.workshop = workshop
        if timezone.now() >= date.childcare_closes:
            words = day_words(date.day, get_language() or "de")
            text = _("Childcare on %(day)s can no longer be booked here. Please ask the association.")
            raise ValidationError({band: text % {"day": words}})
