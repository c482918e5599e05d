"""A tree as SVG drawn on the server: tall rather than wide, so that a phone shows it in its full size.

It has attributes only, no `style=`, and the colour of the text around it. A stylesheet may do more: the
classes are `node`, `name` and `note`, each with the `kind` of the node, and `box` where words stand in one.
A tree never stands alone: the page says the same as a list beside it.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH = 328  # what the house's margins leave of a phone of 360
_SIZE = 16
_LINE = 21
_PAD = 10
_GAP = 8
_STEP = 22  # from one level to the next
_DEEPEST = 6  # levels beyond it begin no further in
_LETTER = {True: 9.6, False: 8.8}  # room for one, bold or not, in the widest fonts


@dataclass(frozen=True)
class Node:
    """A name with notes under it, as many in a line as fit, in a box or beside a dot, and all `below` it."""

    name: str
    notes: tuple[str, ...] = ()
    kind: str = ""
    is_box: bool = False
    below: tuple[Node, ...] = ()


@dataclass(frozen=True)
class _Placed:
    """A node with its place: its upper corner, and that of the node above it."""

    node: Node
    x: int
    y: int
    above: _Placed | None

    @property
    def css(self) -> str:
        return f"{self.node.kind} box" if self.node.is_box else self.node.kind

    @property
    def text_x(self) -> int:
        return self.x + (_PAD + 2 if self.node.is_box else _STEP)

    @property
    def names(self) -> list[str]:
        return self._wrapped(self.node.name)

    @property
    def notes(self) -> list[str]:
        lines: list[str] = []
        for note in self.node.notes:
            if lines and len(joined := f"{lines[-1]} · {note}") <= self.letters:
                lines[-1] = joined
            else:
                lines += self._wrapped(note)
        return lines

    @property
    def height(self) -> int:
        return (len(self.names) + len(self.notes)) * _LINE + (2 * _PAD if self.node.is_box else 0)

    @property
    def foot(self) -> int:
        return self.y + self.height

    @property
    def middle(self) -> int:
        """Of the first line, where the line from above arrives."""
        return self.y + _LINE // 2 + (_PAD if self.node.is_box else 0)

    @property
    def letters(self) -> int:
        """How many fit into a line."""
        room = WIDTH - self.text_x - (_PAD if self.node.is_box else 0)
        return int(room / _LETTER[self.node.is_box])

    def _wrapped(self, text: str) -> list[str]:
        return textwrap.wrap(text, self.letters, break_on_hyphens=False)


def drawn(root: Node, *, title: str, key: str, direction: str = "ltr") -> SafeString:
    """`root` and all below it, mirrored where `direction` is `"rtl"`; `key` makes the id unique in a page."""
    placed = _placed(root)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img"'
        ' aria-labelledby="{key}-title" direction="{direction}" font-size="{size}" fill="currentColor">'
        '<title id="{key}-title">{title}</title>'
        '<g fill="none" stroke="currentColor"{mirror}>{shapes}</g>{texts}</svg>',
        w=WIDTH,
        h=placed[-1].foot + 1,
        key=key,
        direction=direction,
        size=_SIZE,
        title=title,
        mirror=format_html(' transform="matrix(-1 0 0 1 {} 0)"', WIDTH) if direction == "rtl" else "",
        shapes=format_html_join("", "{}{}", ((_line(it), _shape(it)) for it in placed)),
        texts=format_html_join("", "{}", ((_text(it, direction),) for it in placed)),
    )


def _placed(node: Node, depth: int = 0, y: int = 1, above: _Placed | None = None) -> list[_Placed]:
    """The node and all below it, from top to bottom."""
    placed = [_Placed(node, 1 + min(depth, _DEEPEST) * _STEP, y, above)]
    for child in node.below:
        placed += _placed(child, depth + 1, placed[-1].foot + _GAP, placed[0])
    return placed


def _line(it: _Placed) -> SafeString:
    """From the foot of the node above down to the level of this one, and on to it."""
    if it.above is None:
        return SafeString()
    return format_html('<path d="M{} {}V{}H{}"/>', it.above.x + _STEP // 2, it.above.foot, it.middle, it.x)


def _shape(it: _Placed) -> SafeString:
    if not it.node.is_box:
        dot = '<circle class="node {}" cx="{}" cy="{}" r="5"/>'
        return format_html(dot, it.node.kind, it.x + 5, it.middle)
    box = '<rect class="node {}" x="{}" y="{}" width="{}" height="{}" rx="8"/>'
    return format_html(box, it.node.kind, it.x, it.y, WIDTH - 1 - it.x, it.height)


def _text(it: _Placed, direction: str) -> SafeString:
    x = WIDTH - it.text_x if direction == "rtl" else it.text_x
    y = it.middle + 5
    return format_html(
        '<text{} class="name {}">{}</text><text class="note {}">{}</text>',
        mark_safe(' font-weight="700"') if it.node.is_box else "",
        it.css,
        _spans(it.names, x, y),
        it.css,
        _spans(it.notes, x, y + len(it.names) * _LINE),
    )


def _spans(lines: list[str], x: int, y: int) -> SafeString:
    """One below the other; each isolated, so that a script never turns the full stop of another."""
    isolated = "\N{FIRST STRONG ISOLATE}{}\N{POP DIRECTIONAL ISOLATE}"
    rows = ((x, y + number * _LINE, line) for number, line in enumerate(lines))
    return format_html_join(" ", f'<tspan x="{{}}" y="{{}}">{isolated}</tspan>', rows)
