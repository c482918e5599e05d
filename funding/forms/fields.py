"""Fields that more than one form of the desk may have."""

from decimal import Decimal
from typing import Any

from django import forms


class PercentField(forms.DecimalField):
    """A part of one, typed in per cent: 20 is 0.2."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=100,
            max_digits=5,
            decimal_places=2,
            localize=True,
            widget=forms.TextInput({"inputmode": "decimal", "size": 6}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return (value * 100).normalize() + 0 if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        percent: Decimal | None = super().clean(value)
        return None if percent is None else percent / 100
