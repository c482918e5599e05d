"""What XLIFF 2.0 core asks of a document, as far as its schema and constraints say (OASIS, August 2014)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

CORE = "{urn:oasis:names:tc:xliff:document:2.0}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES = {"initial", "translated", "reviewed", "final"}
# Element: attributes that must stand there, that may, and core elements that may stand in it, in order.
RULES: dict[str, tuple[set[str], set[str], list[str]]] = {
    "xliff": ({"version", "srcLang"}, {"trgLang", SPACE}, ["file"]),
    "file": ({"id"}, {"original", "canResegment", "translate", "srcDir", "trgDir", SPACE}, ["unit"]),
    "unit": (
        {"id"}, {"name", "canResegment", "translate", "type", SPACE}, ["originalData", "segment|ignorable"],
    ),
    "originalData": (set(), set(), ["data"]),
    "data": ({"id"}, {"dir", SPACE}, ["cp"]),
    "segment": (set(), {"id", "state", "subState", "canResegment"}, ["source", "target"]),
    "ignorable": (set(), {"id"}, ["source", "target"]),
    "source": (set(), {SPACE}, ["cp|ph|pc|sc|ec|mrk|sm|em"]),
    "target": (set(), {SPACE, "order"}, ["cp|ph|pc|sc|ec|mrk|sm|em"]),
    "ph": (
        {"id"},
        {"dataRef", "disp", "equiv", "canCopy", "canDelete", "canReorder", "type", "subType", "copyOf"}, [],
    ),
    "pc": (
        {"id"},
        {"dataRefStart", "dataRefEnd", "dispStart", "dispEnd", "canCopy", "canDelete", "type", "subType"},
        ["cp|ph|pc|sc|ec|mrk|sm|em"],
    ),
    "cp": ({"hex"}, set(), []),
}  # fmt: skip
AT_LEAST_ONE = {"xliff": "file", "file": "unit", "unit": "segment", "originalData": "data"}


def faults(content: bytes) -> list[str]:
    """Everything in which the document differs from the standard; modules in other namespaces are let be."""
    root = ET.fromstring(content)
    if root.tag != f"{CORE}xliff":
        return ["the root is no xliff"]
    found = [*_shape(root), *_twice("file", root.findall(f"{CORE}file"))]
    if root.get("version") != "2.0":
        found.append("the version is not 2.0")
    if not root.get("trgLang") and any(True for _target in root.iter(f"{CORE}target")):
        found.append("targets without trgLang")
    for file in root.findall(f"{CORE}file"):
        found += _twice("unit", list(file.iter(f"{CORE}unit")))
    for unit in root.iter(f"{CORE}unit"):
        found += _unit(unit)
    return found


def _shape(element: ET.Element) -> Iterator[str]:
    if not element.tag.startswith(CORE):
        return
    name = element.tag.removeprefix(CORE)
    if name not in RULES:
        yield f"no element {name}"
        return
    needed, possible, order = RULES[name]
    yield from (f"{name} without {attribute}" for attribute in needed - set(element.attrib))
    yield from (f"{name} with {attribute}" for attribute in set(element.attrib) - needed - possible)
    core = [child.tag.removeprefix(CORE) for child in element if child.tag.startswith(CORE)]
    ranks = [next((at for at, names in enumerate(order) if child in names.split("|")), -1) for child in core]
    if -1 in ranks or ranks != sorted(ranks):
        yield f"{name} holds {core}"
    if name in ("segment", "ignorable") and (core.count("source"), core.count("target")) not in (
        (1, 0),
        (1, 1),
    ):
        yield f"{name} holds {core}"
    if name in AT_LEAST_ONE and AT_LEAST_ONE[name] not in core:
        yield f"{name} without {AT_LEAST_ONE[name]}"
    if name == "segment" and element.get("state", "initial") not in STATES:
        yield f"no state {element.get('state')}"
    for child in element:
        yield from _shape(child)


def _unit(unit: ET.Element) -> Iterator[str]:
    data = unit.findall(f"{CORE}originalData/{CORE}data")
    yield from _twice("data", data)
    known = {one.get("id") for one in data}
    runs = [child for child in unit if child.tag in (f"{CORE}segment", f"{CORE}ignorable")]
    inline = ("ph", "pc", "sc", "mrk", "sm")
    for side in ("source", "target"):
        codes = [code for run in runs for text in run.findall(f"{CORE}{side}") for code in text.iter()]
        yield from _twice("inline", runs + [one for one in codes if one.tag.removeprefix(CORE) in inline])
        for code in codes:
            references = [
                code.get(name) for name in ("dataRef", "dataRefStart", "dataRefEnd") if code.get(name)
            ]
            yield from (f"no data {reference}" for reference in references if reference not in known)
            if code.get("subType") and not code.get("type"):
                yield "subType without type"


def _twice(what: str, elements: list[ET.Element]) -> Iterator[str]:
    ids = [element.get("id") for element in elements]
    yield from (f"{what} {name} twice" for name in sorted({str(name) for name in ids if ids.count(name) > 1}))
