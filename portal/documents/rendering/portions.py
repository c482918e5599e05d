"""A long document laid out in portions: the layout keeps the boxes of all its pages, some MB for each.

A table of the class `long`, which has one `tbody`, may be interrupted where one of its pages ends; what
comes after it is laid out anew, so that each page looks as if all had been laid out at once. Its columns are
of fixed width, which the class sees to. What stands in the margins, the number of pages among it, is known
at last only: it is a document of its own, so that all pages are of the kind that the body names. A link leads
to what is in the same portion.
"""

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element, SubElement

# Rows and other pieces that are laid out at once: some 20 pages of a list of vouchers.
AT_ONCE = 400


@dataclass(frozen=True, eq=False)
class _Piece:
    """What is laid out in one portion: a child of the body, or a row of the long `table`."""

    element: Element
    table: Element | None = None


@dataclass(frozen=True)
class _Leaf:
    """What remains of a page: where one can go on it, and the texts that its margins may repeat."""

    bookmarks: list[Any]
    anchors: dict[str, Any]
    strings: list[tuple[str, str]]


class Portions:
    """An HTML document that WeasyPrint has read, in pieces; what was laid out leaves little behind."""

    def __init__(self, html: Any) -> None:
        self.html = html
        self.head, self.body = (html.etree_element.find(tag) for tag in ("head", "body"))
        self.pieces = list(_pieces(self.body))
        self.leaves: list[_Leaf] = []
        self._places = {piece.element: place for place, piece in enumerate(self.pieces)}

    def __len__(self) -> int:
        return len(self.pieces)

    @property
    def are_several(self) -> bool:
        """There is more than is laid out at once, and a table that may be interrupted."""
        return self._stop(0, AT_ONCE) < len(self) and any(piece.table is not None for piece in self.pieces)

    def lay_out(self, start: int, **options: Any) -> tuple[Any, int]:
        """WeasyPrint's document of the next whole pages, from the piece `start` on, and where it goes on."""
        document, following = self._lay_out(start, AT_ONCE, options)
        self.leaves += map(_strip, document.pages)
        return document, following

    def _lay_out(self, start: int, number: int, options: dict[str, Any]) -> tuple[Any, int]:
        stop = self._stop(start, number)
        document = self._read(_elements(self.pieces[start:stop])).render(**options)
        if stop == len(self):
            return document, stop
        for page in range(len(document.pages) - 1, 0, -1):
            following = self._begins_within_a_table(document.pages[page - 1 : page + 1])
            if following is not None:
                del document.pages[page:]
                return document, following
        return self._lay_out(start, 2 * number, options)

    def lay_out_margins(self, **options: Any) -> Any:
        """The document of what stands around all pages that were laid out."""
        running = [element for element in self.body if element.get("class") == "sender"]
        document = self._read([*running, *_empty_pages(self.leaves)]).render(**options)
        for page, leaf in zip(document.pages, self.leaves, strict=True):
            page.bookmarks, page.anchors = leaf.bookmarks, leaf.anchors
            _keep(page, margins=True)
        return document

    def _stop(self, start: int, number: int) -> int:
        """Where a portion of that number of pieces ends; a rest of few pieces belongs to it."""
        return start + number if len(self) - start > 1.5 * number else len(self)

    def _begins_within_a_table(self, pages: Sequence[Any]) -> int | None:
        """Which row the second page begins with, if the table and no row of it began on the first."""
        before, places = (self._places_on(page) for page in pages)
        first = min(places, default=0)
        row = self.pieces[first]
        begun = first > 0 and row.table is not None and self.pieces[first - 1].table is row.table
        return first if begun and first not in before else None

    def _places_on(self, page: Any) -> set[int]:
        elements = (getattr(box, "element", None) for box in _boxes(page))
        return {self._places[element] for element in elements if element in self._places}

    def _read(self, elements: list[Element]) -> Any:
        """WeasyPrint's HTML with nothing but these elements in its body."""
        root = Element("html", self.html.etree_element.attrib)
        body = Element("body", self.body.attrib)
        body.extend(elements)
        root.extend([self.head, body])
        read = copy.copy(self.html)
        read.wrapper_element = type(self.html.wrapper_element).from_html_root(root)
        read.etree_element = root
        return read


def _strip(page: Any) -> _Leaf:
    """Take from a page of WeasyPrint's what belongs to the margins or to the whole document."""
    _keep(page, margins=False)
    strings = [entry for box in _boxes(page) for entry in getattr(box, "string_set", None) or ()]
    leaf = _Leaf(page.bookmarks, page.anchors, strings)
    page.bookmarks = []
    return leaf


def _keep(page: Any, *, margins: bool) -> None:
    """Draw only what stands in the margins of a page, or only what stands between them."""
    box = page._page_box
    box.children = tuple(child for child in box.children if _is_margin(child) == margins)


def _is_margin(box: Any) -> bool:
    from weasyprint.formatting_structure.boxes import MarginBox

    return isinstance(box, MarginBox)


def _boxes(page: Any) -> Iterator[Any]:
    """All boxes of a page but those of its margins."""
    for child in page._page_box.children:
        if not _is_margin(child):
            yield from child.descendants()


def _pieces(body: Element) -> Iterator[_Piece]:
    for element in body:
        if "long" in element.get("class", "").split() and (rows := element.findall("tbody/tr")):
            yield from (_Piece(row, element) for row in rows)
        else:
            yield _Piece(element)


def _elements(pieces: list[_Piece]) -> list[Element]:
    """The pieces as children of a body, rows in a table like their own."""
    found: list[Element] = []
    for table, group in groupby(pieces, key=lambda piece: piece.table):
        elements = [piece.element for piece in group]
        found += elements if table is None else [_table_of(elements, table)]
    return found


def _table_of(rows: list[Element], whole: Element) -> Element:
    """The table with some of its rows; only the one with the first has the caption."""
    table = Element("table", whole.attrib)
    for child in whole:
        if child.tag == "tbody":
            SubElement(table, "tbody", child.attrib).extend(rows)
        elif child.tag != "caption" or rows[0] is whole.find("tbody/tr"):
            table.append(child)
    return table


def _empty_pages(leaves: list[_Leaf]) -> Iterator[Element]:
    for number, leaf in enumerate(leaves):
        page = Element("div", style="height: 1px" if number == 0 else "height: 1px; break-before: page")
        for name, text in leaf.strings:
            SubElement(page, "div", style=f"string-set: {name} {_quoted(text)}")
        yield page


def _quoted(text: str) -> str:
    """A string of CSS."""
    return '"' + re.sub(r'["\\\n]', lambda sign: f"\\{ord(sign[0]):x} ", text) + '"'
