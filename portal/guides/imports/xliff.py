"""Reading XLIFF 2 that comes back from outside: every doubt is an error in words, with its place."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from xml.parsers import expat

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.guides.reports.exchange import codes
from portal.guides.reports.exchange.parcels import Parcel, Segment, wording_mark
from portal.guides.reports.exchange.xliff import METADATA, NAMESPACE, OURS, Progress

MAX_BYTES = 5 * 1024 * 1024
_LONGEST_NUMBER = 9
_DEEPEST = 100  # elements within one another; our own files have ten


@dataclass(frozen=True)
class Returned:
    """What came back in one file; `partial` names paragraphs of which only some segments are translated."""

    language: str
    parcels: tuple[Parcel, ...]
    partial: tuple[str, ...]


@dataclass(frozen=True)
class _Unit:
    id: str
    segment: Segment
    is_partial: bool


def read(content: bytes) -> Returned:
    """The guides of an XLIFF document. Raises ValidationError with everything that is wrong with it."""
    root = _root(content)
    language = _language(root)
    files = root.findall(_tag("file"))
    if not files:
        raise ValidationError(_("There is no text in this file."))
    _check_ids("xliff", [file.get("id") for file in files])
    errors: list[ValidationError] = []
    parcels, partial = [], []
    for file in files:
        try:
            parcel, names = _parcel(file)
            parcels.append(parcel)
            partial += names
        except ValidationError as error:
            errors.append(error)
    if errors:
        raise ValidationError(errors)
    return Returned(language, tuple(parcels), tuple(partial))


def _root(content: bytes) -> ET.Element:
    if len(content) > MAX_BYTES:
        raise ValidationError(_("This file is too large: at most 5 MB are possible."), "size")
    if not content.strip():
        raise ValidationError(_("This file is empty."), "empty")
    try:
        _look_over(content)
        root = ET.fromstring(content)  # noqa: S314 - without declarations there is no entity to expand
    except (expat.ExpatError, ET.ParseError, LookupError, ValueError) as error:
        raise ValidationError(_("This is no XLIFF file."), "foreign") from error
    return root


def _look_over(content: bytes) -> None:
    """Refuse what would harm whoever reads it.

    Entities, inner ones that multiply and outer ones that read files, need a document type; elements within
    elements are read by a function that calls itself.
    """
    depth = 0

    def refuse(*_declared: object) -> None:
        raise ValidationError(_("This file declares a document type. Such files are not taken."), "doctype")

    def deeper(*_element: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            message = _("In this file more than %(number)s elements stand within one another.")
            raise ValidationError(message % {"number": _DEEPEST}, "depth")

    def back(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = deeper, back
    parser.Parse(content, True)


def _language(root: ET.Element) -> str:
    if root.tag == "{urn:oasis:names:tc:xliff:document:1.2}xliff" or root.get("version", "").startswith("1."):
        raise ValidationError(_("This is XLIFF 1. Please save it as XLIFF 2.0."), "version")
    if root.tag != _tag("xliff"):
        raise ValidationError(_("This is no XLIFF file."), "foreign")
    if root.get("srcLang") != settings.LANGUAGE_CODE:
        raise ValidationError(_("This file is not translated from German."), "source")
    language = root.get("trgLang", "")
    if language not in dict(settings.LANGUAGES) or language == settings.LANGUAGE_CODE:
        raise ValidationError(
            _("Guides are not translated into the language of this file: “%(language)s”.")
            % {"language": language},
            "language",
        )
    return language


def _parcel(file: ET.Element) -> tuple[Parcel, list[str]]:
    said = _metadata(file)
    slug, revision = said.get("guide", ""), said.get("revision", "")
    if not slug or not revision.isascii() or not revision.isdigit() or len(revision) > _LONGEST_NUMBER:
        raise ValidationError(
            _("“%(file)s” does not say from which guide and revision it was made. It is not one of ours.")
            % {"file": file.get("original") or file.get("id")},
            "foreign",
        )
    found = list(file.iter(_tag("unit")))
    _check_ids(slug, [unit.get("id") for unit in found])
    errors: list[str] = []
    units = []
    for unit in found:
        try:
            units.append(_unit(unit))
        except _Broken as broken:
            errors.append(f"{slug}, {unit.get('id')}: {broken}")
    if errors:
        raise ValidationError(errors)
    segments = tuple(unit.segment for unit in units)
    wording = wording_mark(segment.german for segment in segments)
    translated = tuple(segment for segment in segments if segment.text)
    partial = [f"{slug}, {unit.id}" for unit in units if unit.is_partial]
    return Parcel(slug, int(revision), wording, translated), partial


def _check_ids(where: str, ids: list[str | None]) -> None:
    if not all(ids):
        raise ValidationError(_("%(where)s: an id is missing.") % {"where": where}, "id")
    if twice := sorted({name for name in ids if name and ids.count(name) > 1}):
        raise ValidationError(
            _("%(where)s: these ids stand there twice: %(ids)s.") % {"where": where, "ids": ", ".join(twice)},
            "id",
        )


def _metadata(element: ET.Element) -> dict[str, str]:
    """What we said about the element when it went out."""
    groups = element.findall(f"{{{METADATA}}}metadata/{{{METADATA}}}metaGroup[@category='{OURS}']")
    return {
        meta.get("type", ""): (meta.text or "").strip()
        for group in groups
        for meta in group.findall(f"{{{METADATA}}}meta")
    }


def _unit(unit: ET.Element) -> _Unit:
    inline = _Inline(unit)
    runs = [run for run in unit if run.tag in (_tag("segment"), _tag("ignorable"))]
    if not runs:
        raise _Broken(_("there is no text."))
    source = "".join(inline.text(_child(run, "source")) for run in runs)
    segments = [run for run in runs if run.tag == _tag("segment")]
    translated = [run for run in segments if inline.target(run)]
    missing = [run for run in segments if run not in translated and _has_words(inline, run)]
    whole = bool(translated) and not missing
    target = "".join(inline.target(run, otherwise=True) for run in runs) if whole else ""
    done = all(run.get("state", Progress.INITIAL.value) != Progress.INITIAL for run in segments)
    segment = Segment(source, target.strip(), _metadata(unit).get("was", ""), done)
    return _Unit(unit.get("id", ""), segment, bool(translated and missing))


def _has_words(inline: _Inline, run: ET.Element) -> bool:
    return codes.has_words(codes.parts(inline.text(_child(run, "source"))))


def _child(run: ET.Element, tag: str) -> ET.Element:
    found = run.find(_tag(tag))
    if found is None:
        raise _Broken(_("the German text is missing."))
    return found


class _Broken(Exception):  # noqa: N818 - an answer, not a fault
    """What is wrong with a unit."""


class _Inline:
    """Puts back what the protected parts of a unit stand for."""

    def __init__(self, unit: ET.Element) -> None:
        self._data = {
            data.get("id", ""): self.text(data)
            for data in unit.findall(f"{_tag('originalData')}/{_tag('data')}")
        }
        # Some programs leave the references out: then the same id in the source tells.
        self._sources: dict[str, tuple[str, str]] = {}
        for source in unit.iter(_tag("source")):
            for code in source.iter():
                if code.tag in (_tag("ph"), _tag("pc"), _tag("sc")):
                    self._sources[code.get("id", "")] = self._ends(code)

    def target(self, run: ET.Element, *, otherwise: bool = False) -> str:
        """The translation of a segment; `otherwise`: its source where there is none."""
        target = run.find(_tag("target"))
        text = self.text(target) if target is not None else ""
        return text or (self.text(_child(run, "source")) if otherwise else "")

    def text(self, element: ET.Element) -> str:
        return (element.text or "") + "".join(self._inline(child) + (child.tail or "") for child in element)

    def _inline(self, element: ET.Element) -> str:
        tag = element.tag.rpartition("}")[2]
        if tag == "cp":
            return _character(element.get("hex", ""))
        if tag == "mrk":
            return self.text(element)
        if tag in ("sm", "em"):
            return ""
        if tag == "ec":
            return self._end_of(element)
        if tag not in ("ph", "pc", "sc"):
            raise _Broken(_("nobody knows the element “%(tag)s”.") % {"tag": tag})
        opening, closing = self._ends(element)
        return opening + self.text(element) + closing if tag == "pc" else opening

    def _ends(self, code: ET.Element) -> tuple[str, str]:
        start = code.get("dataRef") or code.get("dataRefStart")
        if start is None:
            found = self._sources.get(code.get("copyOf") or code.get("id") or "")
            if found is None:
                raise _Broken(_("a protected part is broken: “%(id)s”.") % {"id": code.get("id")})
            return found
        return self._of(start), self._of(end) if (end := code.get("dataRefEnd")) else ""

    def _end_of(self, code: ET.Element) -> str:
        if reference := code.get("dataRef"):
            return self._of(reference)
        return self._sources.get(code.get("startRef", ""), ("", ""))[1]

    def _of(self, reference: str) -> str:
        if reference not in self._data:
            raise _Broken(_("a protected part is broken: “%(id)s”.") % {"id": reference})
        return self._data[reference]


def _character(code: str) -> str:
    try:
        return chr(int(code, 16)).replace("\x00", "")
    except (ValueError, OverflowError) as error:
        raise _Broken(_("there is a letter that does not exist: “%(code)s”.") % {"code": code}) from error


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
