"""What a translation must fill in, since its string does."""

import re
from typing import Any

from babel.messages.catalog import Message

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
_COUNT = re.compile(r"count|number|total|months|weeks|days|minutes|left|\(n\)")


def fit(message: Message) -> bool:
    """Whether the translation, if there is one, fills in what its string fills in."""
    if not all(forms_of(message.string)):
        return True
    first, last = forms_of(message.id)[0], forms_of(message.id)[-1]
    known = _placeholders(first) | _placeholders(last)
    if isinstance(message.id, str):
        return _placeholders(str(message.string)) == known
    # "one child" needs no number, nor does the Arabic dual; all other names must be there.
    needed = {name for name in known if not _COUNT.search(name)}
    return all(needed <= _placeholders(form) <= known for form in forms_of(message.string))


def forms_of(forms: Any) -> tuple[str, ...]:
    """A string of a catalogue, or each form of one that counts."""
    return (forms,) if isinstance(forms, str) else tuple(forms or ())


def _placeholders(text: str) -> set[str]:
    """Named ones once, nameless ones as often as they occur."""
    found = _PLACEHOLDER.findall(text.replace("%%", ""))
    nameless = [name for name in found if name in {"{}", "%s", "%d"}]
    return {name for name in found if name not in nameless} | {
        f"{name} no. {number}" for number, name in enumerate(nameless)
    }
