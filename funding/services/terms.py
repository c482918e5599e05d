"""Rules of an award: as its programme says, or as the officer says for this one award."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field

from funding.models import Award, Programme

# Columns of a programme that an award has, too: caps, and until when money is to be spent.
TERMS = (
    "deviation_rate", "minor_change", "volunteer_rate", "volunteer_cap", "drawdown_weeks",
    "late_payment_days",
)  # fmt: skip

type Terms = Mapping[str, Decimal | int | None]


def otherwise(programme: Programme, said: Terms) -> dict[str, str]:
    """What of `said` is not as the programme says, as text to be kept; None and what is left out is.

    ValidationError by field.
    """
    found, errors = dict[str, str](), dict[str, Any]()
    for name in TERMS:
        value = said.get(name)
        if value is None or value == getattr(programme, name):
            continue
        try:
            found[name] = str(_column(name).clean(value, None))
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)
    return found


def terms_of(programme: Programme, kept: Mapping[str, str]) -> dict[str, Any]:
    """The rules of an award by the name of its column: those that are kept, else those of the programme."""
    return {
        name: _column(name).to_python(kept[name]) if name in kept else getattr(programme, name)
        for name in TERMS
    }


def _column(name: str) -> "Field[Any, Any]":
    field = Award._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101 - all of these are columns
    return field
