"""Numbers of the award in the texts of an Office: `{Wochen}` in a text block becomes `8 Wochen`.

So a text that many awards share never says another number than the rules of the one it stands in.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.lib import money

_NAMED = re.compile(r"\{(\w+)\}")


def _counted(one: str, more: str) -> Callable[[Any], str]:
    return lambda number: one if int(number) == 1 else f"{number} {more}"


def _day(day: Any) -> str:
    return f"{date.fromisoformat(str(day)):%d.%m.%Y}"


# German like the letters; the column of the award, and how its value is said.
_NAMES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "Wochen": ("drawdown_weeks", _counted("einer Woche", "Wochen")),
    "Aufbewahrung": ("retention_years", _counted("ein Jahr", "Jahre")),
    "Überschreitung": ("deviation_rate", lambda part: money.percent(part, "de")),
    "Nachlauf": ("late_payment_days", _counted("einen Tag", "Tage")),
    "Nachweis": ("proof_due", _day),
}

_EXAMPLES = {
    "drawdown_weeks": 8, "retention_years": 5, "deviation_rate": Decimal("0.2"), "late_payment_days": 30,
    "proof_due": "2027-06-30",
}  # fmt: skip


def names() -> str:
    """All names, each with what it could become, so that nobody writes "{Wochen} Wochen"."""
    return ", ".join(f"{{{name}}} ({say(_EXAMPLES[column])})" for name, (column, say) in _NAMES.items())


def filled(text: str, values: Mapping[str, Any]) -> str:
    """`text` with the `values` of an award, by the name of its column; what has none stays as it stands."""
    return _NAMED.sub(lambda found: _word(found[1], values) or found[0], text)


def unknown(text: str) -> list[str]:
    """What stands in braces in `text` and is no name of a number, each once."""
    named = dict.fromkeys(found[1] for found in _NAMED.finditer(text) if found[1] not in _NAMES)
    return [f"{{{name}}}" for name in named]


def gaps(text: str, values: Mapping[str, Any]) -> list[str]:
    """The names in `text` for which the award has no value, each once."""
    named = dict.fromkeys(found[1] for found in _NAMED.finditer(text) if found[1] in _NAMES)
    return [f"{{{name}}}" for name in named if not _word(name, values)]


def _word(name: str, values: Mapping[str, Any]) -> str:
    column, say = _NAMES.get(name, ("", str))
    value = values.get(column)
    return "" if value is None else say(value)
