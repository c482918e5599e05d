"""A segment of a guide as a machine gets it, and its answer as Markdown again."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from portal.guides.models import Translation
from portal.guides.reports.exchange import codes
from portal.lib.machine_translation import OwnText

_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;)[A-Za-z]+;")
_OPEN = re.compile(r'<x id="(\d+)">(?:\s*</x>)?')
_NO_LETTERS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Damaged(Exception):  # noqa: N818 - an answer, not a fault
    """The answer has lost, doubled or invented something protected."""


def own_text(segment: str, german: Translation) -> OwnText:
    """A segment of the German text of a guide, its tokens and links as elements with a number.

    The only way to a text that may leave the house: what is not part of a German guide is refused.
    """
    if not german.is_master or (segment not in (german.title, german.summary) and segment not in german.body):
        raise ValueError("this is no part of a guide")
    return OwnText(_markup(codes.parts(segment), _Count()))


class _Count:
    def __init__(self) -> None:
        self.number = 0

    def next(self) -> int:
        self.number += 1
        return self.number


def _markup(parts: Iterable[codes.Part], count: _Count) -> str:
    found = ""
    for part in parts:
        if isinstance(part, str):
            found += escape(_NO_LETTERS.sub("", part))
        elif isinstance(part, codes.Code):
            found += f'<x id="{count.next()}"/>'
        else:
            found += f'<g id="{count.next()}">{_markup(part.parts, count)}</g>'
    return found


def restored(answer: str, segment: str) -> str:
    """The answer as Markdown. Damaged unless each protected part of the segment is there once."""
    known = dict(enumerate(codes.ends(codes.parts(segment)), 1))
    try:
        # Without a declaration there is no entity to expand; HTML answers close nothing but what was open.
        root = ET.fromstring(f"<root>{_closed(answer)}</root>")  # noqa: S314
    except ET.ParseError as error:
        raise Damaged("no markup") from error
    text = _written(root, known).strip()
    if known or Counter(codes.ends(codes.parts(text))) != Counter(codes.ends(codes.parts(segment))):
        raise Damaged("something protected is missing or new")
    return text


def _closed(answer: str) -> str:
    """Some answers are HTML rather than XML."""
    answer = _ENTITY.sub(lambda match: html.unescape(match[0]), answer)
    return _OPEN.sub(r'<x id="\1"/>', answer)


def _written(element: ET.Element, known: dict[int, tuple[str, str]]) -> str:
    text = element.text or ""
    for child in element:
        number = child.get("id", "")
        if child.tag not in ("x", "g") or not number.isdecimal() or int(number) not in known:
            raise Damaged("something is there twice or unknown")
        opening, closing = known.pop(int(number))
        inner = _written(child, known)
        text += opening + inner.strip() + closing if closing else opening + inner
        text += child.tail or ""
    return text


def words(segment: str) -> str:
    """A segment without what is protected."""
    return " ".join(_spoken(codes.parts(segment))).strip()


def _spoken(parts: Iterable[codes.Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, codes.Span):
            yield from _spoken(part.parts)
