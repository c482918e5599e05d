"""Markdown that people wrote, as HTML that can do no harm."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "em", "strong", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "a", "blockquote", "hr",
    "code", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+.!|<>~-])")
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")
_mixed = MarkdownIt("commonmark", {"html": True}).enable("table")
_HEADING = re.compile(r"(</?)h[1-6]>")


def to_html(text: str, *, top: int = 2) -> SafeString:
    """`text` as HTML; its highest heading becomes level `top`, and no level is left out below.

    Raw HTML is shown as text; links lead to http, https, mailto or tel only.
    """
    tokens = _parser.parse(text)
    level_of = _levels({int(token.tag[1]) for token in tokens if token.type == "heading_open"}, top)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level_of[int(token.tag[1])]}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return mark_safe(clean)  # noqa: S308 - cleaned by nh3


def published(text: str, *, level: int = 2) -> SafeString:
    """A text that others have published, Markdown and HTML mixed as they do: all of its words, harmless tags.

    Its headings are all of one `level`: those of others come in no order.
    """
    clean = nh3.clean(
        _mixed.render(text),
        tags=TAGS | {"h1", "abbr", "sub", "sup"},
        attributes={"a": {"href"}, "abbr": {"title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return mark_safe(_HEADING.sub(rf"\1h{level}>", clean))  # noqa: S308 - cleaned by nh3


def escape(text: str) -> str:
    """`text` so that Markdown shows it as it is, in one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _levels(used: set[int], top: int) -> dict[int, int]:
    return {level: min(top + index, 6) for index, level in enumerate(sorted(used))}
