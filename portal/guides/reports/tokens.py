"""What a text may ask for in double braces: a fact, a word, a link, a picture.

`{{fact:key}}`, `{{term:slug}}`, `{{link:guide-slug}}`, `{{picture:slug}}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(r"\{\{\s*(fact|term|link|picture)\s*:\s*([a-z0-9-]+)\s*\}\}")
_LINK_TARGET = re.compile(r"\]\(\s*\{\{\s*link\s*:\s*([a-z0-9-]+)\s*\}\}\s*\)")
# Two private characters hold the place of a token while Markdown and the sanitiser are at work.
_OPEN, _CLOSE = "\ue000", "\ue001"
PLACE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
ALONE = re.compile(f"<p>{_OPEN}(\\d+){_CLOSE}</p>")


@dataclass(frozen=True)
class Token:
    kind: str
    slug: str


def find(text: str) -> list[Token]:
    """The tokens of a text in their order."""
    return [Token(kind, slug) for kind, slug in TOKEN.findall(text)]


def is_alone(text: str) -> bool:
    """The text is tokens and nothing else."""
    return bool(text) and not TOKEN.sub("", text).strip()


def hold(text: str, address: str) -> tuple[str, list[Token]]:
    """The text with places instead of tokens, and the tokens; `[words]({{link:slug}})` becomes a link.

    `address` is the address of a guide with `{slug}` in it.
    """
    text = text.replace(_OPEN, "").replace(_CLOSE, "")
    text = _LINK_TARGET.sub(lambda match: f"]({address.format(slug=match[1])})", text)
    tokens: list[Token] = []

    def place(match: re.Match[str]) -> str:
        tokens.append(Token(match[1], match[2]))
        return f"{_OPEN}{len(tokens) - 1}{_CLOSE}"

    return TOKEN.sub(place, text), tokens
