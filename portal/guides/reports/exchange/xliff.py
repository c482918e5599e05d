"""XLIFF 2.0, as programs for translators read it: a file for each guide, a unit for each paragraph."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from portal.guides.reports.exchange import codes, segments

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
XML = "http://www.w3.org/XML/1998/namespace"
OURS = "elternbruecke"
MIME = "application/xliff+xml"
ET.register_namespace("", NAMESPACE)
ET.register_namespace("mda", METADATA)
# What XML cannot hold, and the end of a line that it would turn into another.
_UNHOLDABLE = re.compile("([^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff])")


class Progress(StrEnum):
    """The states that XLIFF knows."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


@dataclass(frozen=True)
class Unit:
    """A paragraph, both as Markdown; no target: there is no translation."""

    id: str
    source: str
    target: str
    progress: Progress


@dataclass(frozen=True)
class GuideTexts:
    """A guide in one language; `revision` is that of the German text, `state` that of the translation."""

    slug: str
    revision: int
    state: str
    units: Sequence[Unit]


def unit_ids(count: int) -> list[str]:
    """Title, summary, then the paragraphs."""
    return ["title", "summary", *(f"p{number}" for number in range(1, count - 1))]


def fingerprint(text: str) -> str:
    """Tells whether a text is as it was; spaces at its ends and the width of gaps do not count."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:32]


def document(guides: Iterable[GuideTexts], language: str) -> bytes:
    """The whole document, for one language."""
    root = ET.Element(
        _name("xliff"), {"version": "2.0", "srcLang": settings.LANGUAGE_CODE, "trgLang": language}
    )
    for guide in guides:
        root.append(_file(guide))
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="utf-8") + b"\n"


def _name(tag: str, namespace: str = NAMESPACE) -> str:
    return f"{{{namespace}}}{tag}"


def _file(guide: GuideTexts) -> ET.Element:
    file = ET.Element(_name("file"), {"id": guide.slug, "original": f"{guide.slug}.md", "canResegment": "no"})
    file.append(_metadata({"guide": guide.slug, "revision": str(guide.revision), "state": guide.state}))
    file.extend(_unit(unit) for unit in guide.units)
    return file


def _metadata(said: dict[str, str]) -> ET.Element:
    metadata = ET.Element(_name("metadata", METADATA))
    group = ET.SubElement(metadata, _name("metaGroup", METADATA), {"category": OURS})
    for kind, value in said.items():
        ET.SubElement(group, _name("meta", METADATA), {"type": kind}).text = value
    return metadata


def _unit(unit: Unit) -> ET.Element:
    element = ET.Element(_name("unit"), {"id": unit.id, f"{{{XML}}}space": "preserve"})
    # By this we see when the file comes back whether somebody has changed the paragraph.
    element.append(_metadata({"was": fingerprint(unit.target)}))
    inline = _Inline()
    runs = [
        _run(number, source, target, unit.progress, inline)
        for number, (source, target) in enumerate(segments.paired(unit.source, unit.target), 1)
    ]
    if inline.data:
        element.append(inline.original_data())
    element.extend(runs)
    return element


def _run(
    number: int, source: segments.Slice, target: str | None, progress: Progress, inline: _Inline
) -> ET.Element:
    if source.is_words:
        run = ET.Element(_name("segment"), {"id": f"s{number}", "state": progress})
    else:
        run = ET.Element(_name("ignorable"), {"id": f"s{number}"})
    ours = codes.parts(source.text)
    known = inline.sources(ours)
    inline.fill(ET.SubElement(run, _name("source")), ours, iter(known))
    if target is not None:
        theirs = codes.parts(target)
        inline.fill(ET.SubElement(run, _name("target")), theirs, iter(inline.partners(theirs, known)))
    return run


type _Known = tuple[str, str, str]  # id, and what stands before and behind


class _Inline:
    """The protected parts of a unit: numbered once, what they stand for is kept in one place."""

    def __init__(self) -> None:
        self.data: dict[str, str] = {}
        self._count = 0

    def sources(self, parts: Iterable[codes.Part]) -> list[_Known]:
        return [(self._number(), *ends) for ends in codes.ends(parts)]

    def partners(self, parts: Iterable[codes.Part], known: Sequence[_Known]) -> list[_Known]:
        """A part of the translation has the id of the same part of the source, if there is one left."""
        left, found = list(known), []
        for ends in codes.ends(parts):
            same = next((one for one in left if one[1:] == ends), None)
            if same:
                left.remove(same)
            found.append(same or (self._number(), *ends))
        return found

    def fill(self, element: ET.Element, parts: Iterable[codes.Part], known: Iterator[_Known]) -> None:
        for part in parts:
            if isinstance(part, str):
                _add_text(element, part)
                continue
            number, opening, closing = next(known)
            if isinstance(part, codes.Code):
                said = {"id": number, "dataRef": self._reference(opening), "disp": opening}
                if not opening.startswith("{{term:"):  # a fact, a picture or a link must stay
                    said["canDelete"] = "no"
                ET.SubElement(element, _name("ph"), said)
                continue
            kind = {"type": "fmt", "subType": "xlf:b"} if part.is_bold else {"type": "link"}
            ends = {"dataRefStart": self._reference(opening), "dataRefEnd": self._reference(closing)}
            self.fill(ET.SubElement(element, _name("pc"), {"id": number} | kind | ends), part.parts, known)

    def original_data(self) -> ET.Element:
        element = ET.Element(_name("originalData"))
        for data, number in self.data.items():
            _add_text(ET.SubElement(element, _name("data"), {"id": number}), data)
        return element

    def _number(self) -> str:
        self._count += 1
        return f"c{self._count}"

    def _reference(self, data: str) -> str:
        return self.data.setdefault(data, f"d{len(self.data) + 1}")


def _add_text(element: ET.Element, text: str) -> None:
    for number, run in enumerate(_UNHOLDABLE.split(text)):
        if number % 2:
            ET.SubElement(element, _name("cp"), {"hex": f"{ord(run):04X}"})
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + run
        else:
            element.text = (element.text or "") + run
