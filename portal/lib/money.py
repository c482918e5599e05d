"""Amounts of money as people write them in German and in English."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.lib import languages

_CENT, _NOISE = Decimal("0.01"), Decimal("0.000001")
_TWO_READINGS = re.compile(r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$")
_ALLOWED = re.compile(r"^[+-]?\d[\d.,'’]*$|^[+-]?[.,]\d+$")
# A locale's own marks of direction: they would come to stand between a minus and its number.
_NO_MARKS = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))
_SIGNED = re.compile(r"\N{MINUS SIGN}.*\d")
_GERMAN_MARKS = str.maketrans(",.", ".,")
_GROUPED = {
    ",": re.compile(r"^\d{1,3}(,\d{3})+$"),
    ".": re.compile(r"^\d{1,3}(\.\d{3})+$"),
}


def parse(text: str) -> Decimal:
    """The amount that `text` says: `1.234,50`, `1,234.50`, `1234,5`, `1 234 €`; sign and currency allowed.

    A single mark before three digits means thousands (`1.234` is 1234), unless after a zero.
    Raises ValidationError.
    """
    bare = text.replace("€", "").replace("EUR", "").replace("Euro", "")
    bare = "".join(bare.split()).replace("−", "-")
    if not bare.isascii() or not _ALLOWED.match(bare):
        raise _wrong()
    try:
        amount = Decimal(_plain(bare.replace("'", "")))
    except InvalidOperation as error:
        raise _wrong() from error
    return amount


def parse_cell(text: str) -> Decimal:
    """The amount in a cell of a table, in whole cents.

    Programs write 19308.980000000003 where they mean 19308.98. Whether `1.234` is 1234 or 1.23 nobody can
    tell there, and a wrong guess is a thousandfold sum: that is refused. Raises ValidationError.
    """
    if _TWO_READINGS.match(text.strip()):
        raise _ambiguous(text.strip())
    amount = parse(text)
    cents = amount.quantize(_CENT, ROUND_HALF_UP)
    if abs(amount - cents) > _NOISE:
        raise ValidationError(_("An amount has no more than two digits after the comma."), code="cents")
    return cents


def parse_typed(text: str) -> Decimal:
    """The amount that a reader typed into a field.

    The reader's own mark before cents is followed by three digits only by mistake: in German `1.234` is 1234,
    but `1,234` may as well be 1.23. Raises ValidationError.
    """
    bare = text.strip()
    if _TWO_READINGS.match(bare) and _before_cents() in bare:
        raise _ambiguous(bare)
    return parse(text)


def _ambiguous(text: str) -> ValidationError:
    said = _("“%(text)s” can be read in two ways. Write it with cents, for example 1.234,00.")
    return ValidationError(said, code="ambiguous", params={"text": text})


def _before_cents() -> str:
    """The mark between euros and cents in the reader's language."""
    return "," if (get_language() or "de").startswith("de") else "."


def _wrong() -> ValidationError:
    return ValidationError(_("Write an amount in euros, for example 1.234,50."), code="amount")


def _plain(text: str) -> str:
    """`text` with a point before the cents and no other marks."""
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    last = max(digits.rfind(","), digits.rfind("."))
    if last < 0:
        return sign + digits
    mark = digits[last]
    other = "." if mark == "," else ","
    thousands = other not in digits and len(digits) - last == 4 and last <= 3 and digits[0] != "0"
    if thousands or digits.count(mark) > 1:
        if not _GROUPED[mark].match(digits):
            raise _wrong()
        return sign + digits.replace(mark, "")
    whole, fraction = digits[:last], digits[last + 1 :]
    if other in whole and not _GROUPED[other].match(whole):
        raise _wrong()
    return f"{sign}{whole.replace(other, '') or '0'}.{fraction or '0'}"


def plain(amount: Decimal | None) -> str:
    """`amount` as one types it in the reader's language: `1.234,50` or `1,234.50`."""
    if amount is None:
        return ""
    text = f"{amount:,.2f}"
    return text.translate(_GERMAN_MARKS) if _before_cents() == "," else text


def euros(amount: Decimal, language: str | None = None) -> str:
    """`1.234,50 €` in German, `€1,234.50` in English, by `language` or the reader's; with a true minus."""
    from babel.numbers import format_currency

    locale = (language or get_language() or "de").split("-")[0]
    text = str(format_currency(amount, "EUR", locale=locale)).replace("-", "\N{MINUS SIGN}")
    return _in_one_run(text) if languages.direction(locale) == "rtl" else text


def _in_one_run(text: str) -> str:
    """Among words from right to left the minus stays before its number."""
    mark = "\N{LEFT-TO-RIGHT MARK}"
    return _SIGNED.sub(lambda found: f"{mark}{found[0].translate(_NO_MARKS)}{mark}", text)


def percent(part: Decimal, language: str | None = None) -> str:
    """`0.8` as `80 %` in German, `80%` in English."""
    from babel.numbers import format_percent

    locale = (language or get_language() or "de").split("-")[0]
    return str(format_percent(part, locale=locale, format=None, decimal_quantization=False))


_AT_LEAST = _("At least %(limit_value)s is needed here.")


class MoneyField(forms.DecimalField):
    """A form field for EUR that reads German and English amounts; whole cents only."""

    widget = forms.TextInput
    default_error_messages = {
        "min_value": _AT_LEAST,
        "max_value": _("At most %(limit_value)s is possible here."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        return value if isinstance(value, Decimal) else parse_typed(str(value))

    def run_validators(self, value: Any) -> None:
        """As the framework does, but limits are said as amounts."""
        try:
            super().run_validators(value)
        except ValidationError as errors:
            for error in errors.error_list:
                if error.params and "limit_value" in error.params:
                    limit = Decimal(error.params["limit_value"])
                    error.params["limit_value"] = euros(limit)
                    if error.message is _AT_LEAST and not limit:
                        error.message = _("An amount below 0 is not possible here.")
            raise

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}
