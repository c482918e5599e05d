"""Helpers, or places, of one name among the choices of who plans: what else is known tells them apart."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Field
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parentwork.models import Helper, Venue
from portal.lib.languages import name_of


def offer(field: Field, helpers: QuerySet[Helper]) -> None:
    """Let `field`, a choice of a helper, offer these."""
    field.queryset = helpers.with_namesakes()  # type: ignore[attr-defined]
    field.label_from_instance = _named  # type: ignore[attr-defined]


def offer_venues(field: Field, venues: QuerySet[Venue]) -> None:
    """Let `field`, a choice of a place, offer these."""
    field.queryset = venues.with_namesakes().select_related("postal_code")  # type: ignore[attr-defined]
    field.label_from_instance = _placed  # type: ignore[attr-defined]


def _placed(venue: Any) -> str:
    """The name alone where no other place has it."""
    where = [str(part) for part in (venue.street, venue.postal_code) if part]
    return f"{venue.name} ({', '.join(where)})" if venue.has_namesake and where else str(venue.name)


def _named(helper: Any) -> str:
    """The name alone where nobody else has it; when somebody was added where no contact is known."""
    if not helper.has_namesake:
        return str(helper.name)
    reader = get_language() or "de"
    contact = helper.email or (str(helper.phone) if helper.phone else "")
    known = [*(name_of(code, reader) for code in helper.languages), contact or _added(helper)]
    return f"{helper.name} ({', '.join(known)})"


def _added(helper: Helper) -> str:
    moment = date_format(timezone.localtime(helper.created), "SHORT_DATETIME_FORMAT")
    return _("added on %(moment)s") % {"moment": moment}
