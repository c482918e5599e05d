"""What a PDF lacks of PDF/UA-1 (ISO 14289-1) or PDF/A-3a (ISO 19005-3), as far as pypdf can see it.

The rules that a file of ours could break: tags, order and descriptions of its parts, language, fonts, files
inside. veraPDF knows all of them; where it is installed, it is asked as well.
"""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

UA, A3 = "ua1", "3a"
_MARKS = {UA: [("pdfuaid:part", "1")], A3: [("pdfaid:part", "3"), ("pdfaid:conformance", "A")]}
# Which elements may lie in which, where that is not free.
_CHILDREN = {
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TFoot": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/L": {"/LI", "/L", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
}
_SHOWS_TEXT = (b"Tj", b"TJ", b"'", b'"')


def faults(content: bytes, flavour: str) -> list[str]:
    """What is wrong with the file; empty if nothing is."""
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"].get_object()
    if "/StructTreeRoot" not in root:
        return ["it has no tags"]
    return [
        *_of_the_file(reader, root, flavour),
        *_of_fonts(reader),
        *(fault for number, page in enumerate(reader.pages, 1) for fault in _of_page(root, number, page)),
        *_of_tags(root),
        *_of_tables(root),
        *_of_files_inside(root, flavour),
    ]


def verapdf_says(content: bytes, flavour: str, folder: Path) -> str | None:
    """What veraPDF says against the file; empty if nothing, None where it is not installed."""
    program = shutil.which("verapdf")
    if program is None:
        return None
    file = folder / "file.pdf"
    file.write_bytes(content)
    command = [program, "--flavour", flavour, "--format", "text", "--verbose", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return "" if said.startswith("PASS") else said


def _of_the_file(reader: PdfReader, root: Any, flavour: str) -> Iterator[str]:
    if flavour == A3 and (reader.is_encrypted or "/ID" not in reader.trailer):
        yield "it is encrypted or has no ID"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "it does not say that it is tagged"
    if not root.get("/Lang"):
        yield "it has no language"
    metadata = root["/Metadata"].get_object().get_data().decode() if "/Metadata" in root else ""
    for name, value in _MARKS[flavour]:
        if f'{name}="{value}"' not in metadata and f"<{name}>{value}<" not in metadata:
            yield f"its metadata do not say {name} {value}"
    if "dc:title" not in metadata:
        yield "its metadata have no title"
    if flavour == UA and not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "its title is not displayed"
    if flavour == A3 and not root.get("/OutputIntents"):
        yield "it does not say what its colours mean"


def _of_fonts(reader: PdfReader) -> Iterator[str]:
    seen = {}
    for page in reader.pages:
        for font in _fonts(page.get("/Resources", {})):
            seen[font.get("/BaseFont")] = font
    for name, font in seen.items():
        below = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        described = below.get("/FontDescriptor", {})
        if not any(f"/FontFile{which}" in described for which in ("", "2", "3")):
            yield f"the font {name} is not inside"
        if "/ToUnicode" not in font:
            yield f"the letters of the font {name} cannot be read out"


def _fonts(resources: Any) -> Iterator[Any]:
    resources = resources.get_object()
    for font in resources.get("/Font", {}).values():
        yield font.get_object()
    for part in resources.get("/XObject", {}).values():
        if "/Resources" in part.get_object():
            yield from _fonts(part.get_object()["/Resources"])


def _of_page(root: Any, number: int, page: PageObject) -> Iterator[str]:
    """Whatever is written on the page is tagged or an artifact, and what is tagged is in the tree once."""
    named, loose = _marked(page)
    if loose:
        yield f"page {number}: text without a tag"
    known = _numbers(root["/StructTreeRoot"]["/ParentTree"]).get(page.get("/StructParents"), [])
    for mark in sorted(named):
        if mark >= len(known) or "/S" not in known[mark].get_object():
            yield f"page {number}: part {mark} is not in the tree"
    links = [note.get_object() for note in page.get("/Annots", [])]
    if links and page.get("/Tabs") != "/S":
        yield f"page {number}: links are not reached in the order of the tree"
    for link in links:
        if "/StructParent" not in link:
            yield f"page {number}: a link is not in the tree"
        if not link.get("/Contents"):
            yield f"page {number}: a link has no description"


def _marked(page: PageObject) -> tuple[set[int], bool]:
    """The numbers of the tagged parts of a page, and whether text is outside of any."""
    named, loose, depth = set[int](), False, 0
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator in (b"BDC", b"BMC"):
            depth += 1
            if operator == b"BDC" and hasattr(operands[1], "get") and "/MCID" in operands[1]:
                named.add(operands[1]["/MCID"])
        elif operator == b"EMC":
            depth -= 1
        elif operator in _SHOWS_TEXT and not depth:
            loose = True
    return named, loose


def _numbers(node: Any) -> dict[int, Any]:
    """A number tree as a dictionary."""
    node = node.get_object()
    found: dict[int, Any] = {}
    for kid in node.get("/Kids", []):
        found |= _numbers(kid)
    numbers = node.get("/Nums", [])
    for place in range(0, len(numbers), 2):
        found[numbers[place]] = numbers[place + 1].get_object()
    return found


def _of_tags(root: Any) -> Iterator[str]:
    level = 0
    for element, children in _elements(root["/StructTreeRoot"]["/K"]):
        kind = element["/S"]
        allowed = _CHILDREN.get(kind)
        for child in children:
            if allowed is not None and child["/S"] not in allowed:
                yield f"{child['/S']} lies in {kind}"
        if kind == "/Figure" and not (element.get("/Alt") or element.get("/ActualText")):
            yield "a picture has no words"
        if kind[:2] == "/H" and kind[2:].isdigit():
            if int(kind[2:]) > level + 1:
                yield f"a heading of level {kind[2:]} follows one of level {level}"
            level = int(kind[2:])
    if not level:
        yield "it has no heading"


def _of_tables(root: Any) -> Iterator[str]:
    """Each cell names its headings, and each heading has a name or says of what it is one."""
    found = [element for element, _children in _elements(root["/StructTreeRoot"]["/K"])]
    headings = [element for element in found if element["/S"] == "/TH"]
    named = {element["/ID"] for element in headings if "/ID" in element}
    for element in headings:
        if "/ID" not in element and not _attribute(element, "/Scope"):
            yield "a heading of a table does not say of what"
    for element in found:
        if element["/S"] == "/TD" and not named.intersection(_attribute(element, "/Headers") or ()):
            yield "a cell of a table has no heading"


def _elements(node: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Each element of the tree in the order of reading, with the elements right in it."""
    for element in _in(node):
        children = _in(element.get("/K", []))
        yield element, children
        for child in children:
            yield from _elements(child)


def _in(node: Any) -> list[Any]:
    node = node.get_object() if hasattr(node, "get_object") else node
    parts = node if isinstance(node, list) else [node]
    found = [part.get_object() if hasattr(part, "get_object") else part for part in parts]
    return [part for part in found if hasattr(part, "get") and "/S" in part]


def _attribute(element: Any, name: str) -> Any:
    attributes = element.get("/A", [])
    attributes = attributes.get_object() if hasattr(attributes, "get_object") else attributes
    parts = attributes if isinstance(attributes, list) else [attributes]
    return next((part.get_object()[name] for part in parts if name in part.get_object()), None)


def _of_files_inside(root: Any, flavour: str) -> Iterator[str]:
    names = root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    about = [file.get_object() for file in root.get("/AF", [])]
    if flavour == UA and names:
        yield "it has files inside"
    for place in range(0, len(names), 2):
        file = names[place + 1].get_object()
        if file not in about:
            yield f"the file {names[place]} belongs to nothing"
        for key in ("/F", "/UF", "/AFRelationship", "/Desc"):
            if not file.get(key):
                yield f"the file {names[place]} has no {key}"
        if "/Subtype" not in file["/EF"]["/F"].get_object():
            yield f"the file {names[place]} has no kind"
