"""Several PDFs that WeasyPrint makes one after the other, bound into one: pages, tags, fonts.

They are bound as they stand in memory, before they are written: nothing is read again. What is bound is
kept in the words of the file, a small part of what the objects take.
"""

import io
import re
from itertools import batched
from typing import Any

import pydyf

_REFERENCE = re.compile(rb"(\d+) 0 R")
# Entries of the catalog that each file has for itself.
_OWN = ("Type", "Pages", "StructTreeRoot")


class Binding:
    """One tagged PDF, to which portions are added, and at last the margins of all pages."""

    def __init__(self) -> None:
        self.pdf = pydyf.PDF()
        self.pages: list[Any] = []
        self.resources: list[Any] = []
        self.fonts = self._new({})
        self.parents = self._new({"Nums": pydyf.Array()})
        root = self._new({"Type": "/StructTreeRoot", "ParentTree": self.parents.reference})
        whole = {"Type": "/StructElem", "S": "/Document", "P": root.reference, "K": pydyf.Array()}
        self.whole = self._new(whole)
        root["K"] = pydyf.Array([self.whole.reference])
        self.pdf.catalog["StructTreeRoot"] = root.reference

    def _new(self, values: dict[str, Any]) -> Any:
        made = pydyf.Dictionary(values)
        self.pdf.add_object(made)
        return made

    def add(self, _document: Any, portion: Any) -> None:
        """WeasyPrint's finisher of a portion: its pages follow those that are there, its tags likewise."""
        parts = _Parts(portion)
        for page in parts.pages:
            _apart(parts.at(page["Contents"]))
        objects = [each for each in portion.objects if each.number not in parts.once]
        self._tell_apart(objects)
        ours = {
            portion.pages.number: self.pdf.pages.number,
            parts.whole.number: self.whole.number,
            parts.fonts.number: self.fonts.number,
        }
        first, numbers = len(self.parents["Nums"]) // 2, self._numbers(objects, ours)
        self._take(objects, numbers, living=[*parts.pages, parts.resources])
        self.pages += parts.pages
        self.resources.append(parts.resources)
        self.whole["K"] += _moved(parts.whole["K"], numbers)
        for number, owners in batched(parts.parents["Nums"], 2, strict=True):
            self.parents["Nums"] += [first + number, _moved(owners, numbers)]
        portion.objects.clear()  # nothing is left to be written

    def close(self, _document: Any, margins: Any) -> None:
        """The finisher of the last file, of as many pages as there are: what it says of the whole is kept,
        and its pages are laid upon ours. They hold no content (PDF/UA-1, 7.1): its tags are left out."""
        parts = _Parts(margins)
        for page in parts.pages:
            _apart(_untagged(parts.at(page["Contents"])))
        left = {each.number for each in (*parts.pages, parts.resources)} | parts.once - {parts.metadata}
        objects = [each for each in margins.objects if each.number not in left and not _is_tag(each)]
        pairs = list(zip(self.pages, parts.pages, strict=True))
        ours = {margins.pages.number: self.pdf.pages.number, margins.catalog.number: self.pdf.catalog.number}
        numbers = self._numbers(objects, ours | {theirs.number: page.number for page, theirs in pairs})
        self._take(objects, numbers)
        for page, theirs in pairs:
            page["Contents"] = pydyf.Array([page["Contents"], _moved(theirs["Contents"], numbers)])
        for resources in self.resources:
            for kind in ("ExtGState", "XObject", "Pattern", "Shading"):
                resources[kind] = pydyf.Dictionary(_moved(parts.resources[kind], numbers) | resources[kind])
        self.fonts.update(_moved(parts.fonts, numbers))
        kept = {key: value for key, value in margins.catalog.items() if key not in _OWN}
        self.pdf.catalog.update(_moved(kept, numbers))
        self.pdf.info.update(margins.info)
        margins.objects.clear()

    def content(self) -> bytes:
        """The file."""
        output = io.BytesIO()
        self.pdf.write(output, b"1.7", identifier=True, compress=True)
        return output.getvalue()

    def _tell_apart(self, objects: list[Any]) -> None:
        """Give what has a number or a name in the tree of tags one that no other portion gave."""
        first = len(self.parents["Nums"]) // 2
        for each in objects:
            if not isinstance(each, dict):
                continue
            for key in ("StructParents", "StructParent"):
                if key in each:
                    each[key] += first
            if _is_tag(each) and "ID" in each:  # the headers of cells hold the same string
                each["ID"].string = f"{len(self.pages)}-{each['ID'].string}"

    def _numbers(self, objects: list[Any], ours: dict[int, int]) -> dict[int, int]:
        """Under which number the bound file has each object; `ours` are those that it has already."""
        first = len(self.pdf.objects)
        return ours | {each.number: number for number, each in enumerate(objects, first)}

    def _take(self, objects: list[Any], numbers: dict[int, int], living: Any = ()) -> None:
        """Add the objects in their order; those that are changed later go on `living`."""
        alive, pages = {id(each) for each in living}, {id(each) for each in living if _is_page(each)}
        for each in objects:
            _renumber(each, numbers)
            if id(each) in pages:
                self.pdf.add_page(each)
            else:
                self.pdf.add_object(each if id(each) in alive else _Written(each))


class _Written(pydyf.Object):
    """An object in the words of the file."""

    data = b""
    compressible = True

    def __init__(self, made: Any) -> None:
        super().__init__()
        self.data, self.compressible = made.data, made.compressible


class _Parts:
    """What there is to find in a PDF that WeasyPrint has just made."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
        self.resources = self.at(self.pages[0]["Resources"])
        self.fonts = self.at(self.resources["Font"])
        root = self.at(pdf.catalog["StructTreeRoot"])
        self.parents, self.whole = self.at(root["ParentTree"]), self.at(root["K"][0])
        self.metadata = self.at(pdf.catalog["Metadata"]).number
        once = [pdf.objects[0], pdf.pages, pdf.catalog, root, self.parents, self.whole, self.fonts]
        # The objects that stand in a file once.
        self.once = {each.number for each in once} | {self.metadata}

    def at(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]


def _is_page(made: Any) -> bool:
    return isinstance(made, dict) and made.get("Type") == "/Page"


def _is_tag(made: Any) -> bool:
    return isinstance(made, dict) and made.get("Type") == "/StructElem"


def _apart(stream: Any) -> None:
    """Let a page's drawing turn no other drawing on the same page: WeasyPrint turns the page first."""
    stream.stream[:] = [b"q", *stream.stream, b"Q"]


def _untagged(stream: Any) -> Any:
    """The drawing with its pieces of content marked as none."""
    words = stream.stream
    for place, word in enumerate(words):
        if word == b"BDC":  # after the tag and its number
            words[place - 2 : place + 1] = ["/Artifact", b"BMC", b""]
    return stream


def _renumber(made: Any, numbers: dict[int, int]) -> None:
    """Let an object name others by their new numbers."""
    if isinstance(made, list):
        made[:] = _moved(made, numbers)
    else:
        values = made.extra if isinstance(made, pydyf.Stream) else made
        values.update(_moved(values, numbers))


def _moved(value: Any, numbers: dict[int, int]) -> Any:
    """The value with new numbers in place of old ones; a copy, since objects may share what is in them."""
    if isinstance(value, bytes):
        found = _REFERENCE.fullmatch(value)
        return b"%d 0 R" % numbers[int(found[1])] if found else value
    if isinstance(value, dict):
        return pydyf.Dictionary({key: _moved(entry, numbers) for key, entry in value.items()})
    if isinstance(value, list):
        return pydyf.Array([_moved(entry, numbers) for entry in value])
    return value
