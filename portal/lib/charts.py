"""Charts as SVG drawn on the server: the same on the page and in a PDF, attributes only, no `style=`.

Colours stand as attributes for the PDF; on screen the classes `bar`, `bar-2` inside `.chart` follow the
stylesheet, in the dark too. A chart never stands alone: the page shows the same figures as a table beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDTH = 360
_BAR = 16
_GAP = 4
_LABEL = 22
_ROW_GAP = 12
_TEXT_ROOM = 96  # for the figure behind the longest bar, at least
_LETTER = 8.5  # so wide is a digit, about
_ALONE = 250  # the longest bar with its figure behind it on a line of text
_SERIES = (("bar", "#0e5a5f"), ("bar-2", "#f3b562"))


@dataclass(frozen=True)
class Bar:
    """One label with a value per series and the text that stands behind each bar."""

    label: str
    values: tuple[Decimal, ...]
    texts: tuple[str, ...]


type Draw = Callable[..., SafeString]  # `bars` or `beside_words`


def bars(
    rows: Sequence[Bar], *, title: str, key: str, series: Sequence[str] = (), highest: Decimal | None = None
) -> SafeString:
    """Horizontal bars with their figures written behind them; the longest is the highest value, or `highest`.

    `key` makes the ids unique in a page; `series` names up to two values per label, drawn as a line on top
    when there are two. Negative values are drawn as nothing and keep their text.
    """
    if highest is None:
        highest = max((value for row in rows for value in row.values), default=Decimal(0))
    top = _LABEL + 6 if len(series) > 1 else 0
    longest = max((len(text) for row in rows for text in row.texts), default=0)
    room = _WIDTH - max(_TEXT_ROOM, int(longest * _LETTER) + 8)
    parts, y = [], top
    for row in rows:
        part, y = _row(row, y, highest, room)
        parts.append(part)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        ' role="img" aria-labelledby="{key}-title" font-family="Fira Sans, system-ui, sans-serif"'
        ' font-size="14"><title id="{key}-title">{title}</title>{names}{rows}</svg>',
        w=_WIDTH,
        h=max(y - _ROW_GAP, 1),
        key=key,
        title=title,
        names=_names(series) if len(series) > 1 else "",
        rows=format_html_join("", "{}", ((part,) for part in parts)),
    )


def beside_words(
    rows: Sequence[Bar], *, title: str, key: str, series: Sequence[str] = (), highest: Decimal | None = None
) -> SafeString:
    """The same bars with their words as text of the page around them, for paper.

    In a PDF words from right to left inside a picture come in the wrong order; as text they do not.
    """
    if highest is None:
        highest = max((value for row in rows for value in row.values), default=Decimal(0))
    names = [str(name) for name in series] if len(series) > 1 else []
    lines = (
        (
            row.label,
            format_html_join(
                "",
                "<p>{} <bdi>{}</bdi></p>",
                (
                    (_alone(css, colour, _length(value, highest, _ALONE), name), text)
                    for (css, colour), value, text, name in zip(
                        _SERIES, row.values, row.texts, names or [title], strict=False
                    )
                ),
            ),
        )
        for row in rows
    )
    shown = (
        (_alone(css, colour, 12, name), name) for (css, colour), name in zip(_SERIES, names, strict=False)
    )
    return format_html(
        '<div class="beside">{}{}</div>',
        format_html("<p>{}</p>", format_html_join(" ", "{} {}", shown)) if names else "",
        format_html_join("", "<p>{}</p>{}", lines),
    )


def _alone(css: str, colour: str, length: int, title: str) -> SafeString:
    """One bar as a picture of its own; none where there is nothing to draw."""
    if not length:
        return SafeString("")
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} 12" width="{w}" height="12" role="img">'
        '<title>{}</title><rect class="{}" x="0" y="0" width="{w}" height="12" fill="{}"/></svg>',
        title, css, colour, w=length,
    )  # fmt: skip


type Number = int | str


def of_numbers(
    rows: Iterable[tuple[str, *tuple[Number, ...]]], *, title: str, key: str, series: Sequence[str] = ()
) -> SafeString:
    """Bars of whole numbers by label, one for each of `series`; words in place of a number have no bar."""
    drawn = [
        Bar(label, tuple(map(_height, numbers)), tuple(map(str, map(localize, numbers))))
        for label, *numbers in rows
    ]
    return bars(drawn, title=title, key=f"chart-{key}", series=series)


def _height(number: Number) -> Decimal:
    return Decimal(0) if isinstance(number, str) else Decimal(number)


def _row(row: Bar, y: int, highest: Decimal, room: int) -> tuple[SafeString, int]:
    label = format_html(
        '<text x="0" y="{}" fill="#1c2530" unicode-bidi="plaintext">{}</text>',
        y + 15,
        row.label,
    )
    y += _LABEL
    drawn = []
    for (css, colour), value, text in zip(_SERIES, row.values, row.texts, strict=False):
        length = _length(value, highest, room)
        drawn.append((css, y, length, _BAR, colour, length + 6, y + 13, text))
        y += _BAR + _GAP
    rects = format_html_join(
        "",
        '<rect class="{}" x="0" y="{}" width="{}" height="{}" rx="2" fill="{}"/>'
        '<text x="{}" y="{}" fill="#1c2530">{}</text>',
        drawn,
    )
    return format_html("{}{}", label, rects), y - _GAP + _ROW_GAP


def _length(value: Decimal, highest: Decimal, room: int) -> int:
    return max(0, int(value * room / highest)) if highest > 0 else 0


def _names(series: Sequence[str]) -> SafeString:
    cells = [
        (css, x, colour, x + 18, name)
        for (css, colour), x, name in zip(_SERIES, (0, _WIDTH // 2), series, strict=False)
    ]
    return format_html_join(
        "",
        '<rect class="{}" x="{}" y="2" width="12" height="12" rx="2" fill="{}"/>'
        '<text x="{}" y="13" fill="#1c2530">{}</text>',
        cells,
    )
