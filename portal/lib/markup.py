"""Markdown that people write, as HTML that may be shown to everybody."""

from __future__ import annotations

import re
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "a", "br", "hr", "blockquote", "code", "pre",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
_HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")

# HTML in the text is shown as text; nh3 is the second lock, in case the first one ever fails.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@dataclass(frozen=True)
class Heading:
    level: int
    anchor: str
    html: str


def to_html(text: str) -> str:
    """Safe HTML of a Markdown text: headings from h2 on, lists, tables, links, emphasis; nothing else."""
    html = _markdown.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener")


@dataclass(frozen=True)
class Outline:
    """The levels of the headings in their order (2 for ##, and for #), and the links: address and words."""

    headings: list[int]
    links: list[tuple[str, str]]


def outline(text: str) -> Outline:
    """What a Markdown text is made of, as far as editors need to be told."""
    found = Outline([], [])
    for block in _markdown.parse(text):
        if block.type == "heading_open":
            found.headings.append(max(2, int(block.tag[1])))
        address: str | None = None
        words = ""
        for inline in block.children or []:
            if inline.type == "link_open":
                address, words = str(inline.attrGet("href") or ""), ""
            elif inline.type == "link_close" and address is not None:
                found.links.append((address, words))
                address = None
            else:
                words += inline.content
    return found


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, list or table of a Markdown text, as it was written.

    `size` is the level of a heading, the number of points of a list, rows and columns of a table.
    """

    kind: str
    source: str
    size: tuple[int, ...] = ()


def blocks(text: str) -> list[Block]:
    """The text cut at its outermost blocks; joined by blank lines they say the same as the text.

    >>> [(it.kind, it.size) for it in blocks("## Eins\\n\\nWort.\\n- a\\n- b\\n")]
    [('heading', (2,)), ('paragraph', ()), ('bullet_list', (2,))]
    """
    text = text.replace("\r\n", "\n")
    lines, found, end = text.split("\n"), [], 0
    parsed = _markdown.parse(text)
    for at, token in enumerate(parsed):
        if token.level or not token.map:
            continue
        start = token.map[0]
        found += _unseen(lines[end:start])
        end = max(token.map[1], start)
        source = "\n".join(lines[start:end]).strip("\n").rstrip()
        found.append(Block(token.type.removesuffix("_open"), source, _size(parsed[at:])))
    return found + _unseen(lines[end:])


def _unseen(lines: list[str]) -> list[Block]:
    """Definitions of links stand in no block, and must not be lost."""
    source = "\n".join(lines).strip("\n").rstrip()
    return [Block("other", source)] if source else []


def _size(tokens: list[Token]) -> tuple[int, ...]:
    """Of the block that begins with the first of these tokens."""
    first = tokens[0]
    if first.type == "heading_open":
        return (int(first.tag[1]),)
    if first.type not in ("bullet_list_open", "ordered_list_open", "table_open"):
        return ()
    end = next(at for at, token in enumerate(tokens) if token.level == 0 and token.nesting == -1)
    if first.type == "table_open":
        kinds = [token.type for token in tokens[:end]]
        return (kinds.count("tr_open"), kinds.count("th_open"))
    return (sum(token.type == "list_item_open" and token.level == 1 for token in tokens[:end]),)


def with_anchors(html: str) -> tuple[str, list[Heading]]:
    """The HTML with an id at each h2 and h3, and these headings.

    Ids count the headings, so that a link into a text leads to the same place in every language.
    """
    headings: list[Heading] = []

    def anchored(match: re.Match[str]) -> str:
        level, inner = match[1], match[2]
        heading = Heading(int(level), f"s{len(headings) + 1}", _TAG.sub("", inner))
        headings.append(heading)
        return f'<h{level} id="{heading.anchor}">{inner}</h{level}>'

    return _HEADING.sub(anchored, html), headings


def in_texts(html: str, pattern: re.Pattern[str], replacement: object) -> str:
    """Replace `pattern` in the texts between the tags, never inside a tag."""
    parts = re.split(r"(<[^>]*>)", html)
    return "".join(
        part if part.startswith("<") else pattern.sub(replacement, part)  # type: ignore[call-overload]
        for part in parts
    )
