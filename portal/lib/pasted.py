"""Formatted text from a word processor or another site, as Markdown."""

import re

import nh3
from markdownify import MarkdownConverter

from portal.lib.markup import ATTRIBUTES, SCHEMES, TAGS

LIMIT = 300_000  # characters; word processors wrap a few pages into that much

_NAMED_OTHERWISE = {"h1", "h5", "h6", "b", "i", "div"}
_SPACE = re.compile(r"(?:&nbsp;|[ \t\xa0])+")
_MEETING = re.compile(r"</(strong|em|b|i)>(\s*)<\1>")
_BREAK_AT_END = re.compile(r"(?<!\s)(?<!<br>)((?:\s|<br>)+)(</(?:strong|em|b|i|a)>)")
_LINK_AROUND_BLOCK = re.compile(
    r"<a [^>]*>((?:(?!</a>).)*<(?:p|h\d|ul|ol|table|div|blockquote)\b(?:(?!</a>).)*)</a>", re.S
)


class TooMuch(Exception):  # noqa: N818 - an answer, not a fault
    """The pasted text is too long or nested too deeply."""


def from_html(html: str) -> str:
    """Markdown with the headings, lists, tables, links and words of `html`; all else is left out.

    Raises TooMuch. A link around whole paragraphs leaves its words, since Markdown has none.
    """
    if len(html) > LIMIT:
        raise TooMuch
    clean = nh3.clean(
        html, tags=TAGS | _NAMED_OTHERWISE, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None
    )
    try:
        return str(_converter.convert(f"<div>{_tidied(clean)}</div>")).strip()
    except RecursionError:
        raise TooMuch from None


def _tidied(html: str) -> str:
    """Marks that Markdown cannot read: around a space, a break or a paragraph, or one behind the other."""
    html = _LINK_AROUND_BLOCK.sub(r"\1", _SPACE.sub(" ", html))
    return _BREAK_AT_END.sub(r"\2\1", _MEETING.sub(r"\2", html))


_converter = MarkdownConverter(
    heading_style="ATX", bullets="-", newline_style="BACKSLASH", escape_misc=True, table_infer_header=True
)
