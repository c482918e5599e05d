"""What a translator moves as a whole: tokens in braces, the targets of links, the marks of what is bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.guides.reports import tokens

_CODE = re.compile(
    rf"\\.|(?P<token>{tokens.TOKEN.pattern})"
    # A sign of the words begins no token: with two ways to read a brace an open bracket would never end.
    rf"|\[(?P<words>(?:\\.|{tokens.TOKEN.pattern}|(?!{tokens.TOKEN.pattern})[^\[\]\\])+)\]"
    rf"(?P<target>\(\s*(?:{tokens.TOKEN.pattern}|[^()\s]*)\s*\))"
    r"|\*\*(?=\S)(?P<bold>(?:\\.|[^*\\])+)(?<=\S)\*\*",
    re.DOTALL,
)


@dataclass(frozen=True)
class Code:
    """Stands as it is: `{{term:hort}}`."""

    data: str


@dataclass(frozen=True)
class Span:
    """Stands around words that are translated: `[` and `](https://…)`."""

    opening: str
    closing: str
    parts: tuple[Part, ...]

    @property
    def is_bold(self) -> bool:
        return self.opening == "**"


type Part = str | Code | Span


def parts(text: str) -> tuple[Part, ...]:
    """The text taken apart; `written` puts it together again, letter by letter."""
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[Part]:
    end = 0
    for match in _CODE.finditer(text):
        if match.lastgroup is None:  # an escaped sign
            continue
        if match.start() > end:
            yield text[end : match.start()]
        yield _code(match)
        end = match.end()
    if end < len(text):
        yield text[end:]


def _code(match: re.Match[str]) -> Part:
    if match["token"]:
        return Code(match["token"])
    if match["bold"]:
        return Span("**", "**", parts(match["bold"]))
    return Span("[", "]" + match["target"], parts(match["words"]))


def written(found: Iterable[Part]) -> str:
    """The parts as one text."""
    return "".join(
        part if isinstance(part, str)
        else part.data if isinstance(part, Code)
        else part.opening + written(part.parts) + part.closing
        for part in found
    )  # fmt: skip


def ends(parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
    """What stands before and behind each protected part, in the order in which they begin."""
    for part in parts:
        if isinstance(part, Code):
            yield part.data, ""
        elif isinstance(part, Span):
            yield part.opening, part.closing
            yield from ends(part.parts)


def has_words(found: Iterable[Part]) -> bool:
    """Whether there is anything to translate."""
    return any(
        any(letter.isalpha() for letter in part)
        if isinstance(part, str)
        else isinstance(part, Span) and has_words(part.parts)
        for part in found
    )
