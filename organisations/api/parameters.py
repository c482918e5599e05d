"""What may stand in the query of an address: how it is read, and how the OpenAPI document says it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from portal.lib.dates import BERLIN
from portal.lib.text import MOST_WORDS

PAGE, MOST = 50, 100
LAST_PAGE = 1_000_000
# What is asked for, by the names of the parameters; what is not asked for is missing.
type Asked = dict[str, Any]


class Unreadable(ValueError):  # noqa: N818 - an answer, not a fault
    """A query that cannot be answered; the message tells the client why."""


@dataclass(frozen=True)
class Parameter:
    """One name that a query may use."""

    name: str
    description: str
    schema: dict[str, Any]
    # From the text to the value; a ValueError says in plain words what was expected.
    read: Callable[[str], Any]


def read(query: QueryDict, parameters: tuple[Parameter, ...]) -> Asked:
    """The values of a query. Raises `Unreadable` for unknown names and values that mean nothing."""
    known = {parameter.name: parameter for parameter in parameters}
    asked: Asked = {}
    for name in query:
        if name not in known:
            usable = ", ".join(known) or "none"
            raise Unreadable(f"There is no parameter {name!r} here. You can use: {usable}.")
        try:
            asked[name] = known[name].read(query.getlist(name)[-1])
        except ValueError as error:
            raise Unreadable(f"The parameter {name!r} {error}.") from error
    return asked


def _text(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most or "\x00" in text:
            raise ValueError(f"takes a text of at most {most} characters")
        return text

    return read


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"takes a whole number from {least} to {most}")
        return int(text)

    return read


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("takes true or false")
    return text == "true"


def _moment(text: str) -> datetime:
    """An ISO date or moment, without an offset in Berlin; a plus sign may have become a space on its way."""
    for written in (text, text.replace(" ", "+")):
        try:
            moment = datetime.fromisoformat(written)
            # The database knows no offsets beyond those that there are on earth.
            return (moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise ValueError("takes a date such as 2026-11-24 or a moment such as 2026-11-24T17:30:00Z")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise ValueError("takes the id of something here, a UUID") from error


def _json(text: str) -> str:
    if text != "json":
        raise ValueError("takes json, nothing else")
    return text


def _postcode(text: str) -> str:
    if not re.fullmatch(r"[0-9]{5}", text):
        raise ValueError("takes a German postal code, five digits")
    return text


def number(name: str, description: str, least: int, most: int) -> Parameter:
    schema = {"type": "integer", "minimum": least, "maximum": most}
    return Parameter(name, description, schema, _number(least, most))


def truth(name: str, description: str) -> Parameter:
    return Parameter(name, description, {"type": "boolean"}, _truth)


def identifier(name: str, description: str) -> Parameter:
    return Parameter(name, description, {"type": "string", "format": "uuid"}, _id)


def words_of(asked: Asked) -> list[str]:
    """The words that are searched for, each once; further ones than a page's search takes do not count."""
    return list(dict.fromkeys(asked.get("search", "").split()))[:MOST_WORDS]


SEARCH = Parameter(
    "search",
    f"Words that each result has; the first {MOST_WORDS} count.",
    {"type": "string", "maxLength": 100, "pattern": r"^[^\u0000]*$"},
    _text(100),
)
PAGING = (
    number("page", "The page of the result, counted from 1.", 1, LAST_PAGE),
    number("per_page", f"How many entries a page has; {PAGE} unless said.", 1, MOST),
    Parameter("format", "The form of the answer.", {"type": "string", "enum": ["json"]}, _json),
)
MODIFIED_AFTER = Parameter(
    "modified_after",
    "Only what was changed at this moment or later.",
    {"type": "string", "format": "date-time"},
    _moment,
)
FULL = truth("full", "Each entry with all that belongs to it.")
POSTCODE = Parameter(
    "postcode",
    "Only what is near the middle of this postal code.",
    {"type": "string", "pattern": "^[0-9]{5}$"},
    _postcode,
)
PROXIMITY = number("proximity", "How near, in metres; 25000 unless said.", 0, 1_000_000)
