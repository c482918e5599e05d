"""A case as an xdomea message, for records systems that read it: `Abgabe.Abgabe.0401` of version 3.1.0.

Names and order of the elements are those of the published schemas (xdomea-Nachrichten-AbgabeDurchfuehren.xsd
and xdomea-Baukasten.xsd). Doubtful: no records system has read a message of ours yet, and the schemas do not
name the version of the list of file formats, which every file has to state; so each file is of the format
"Sonstiges" (100), with its ending as name. An Office tries it with its own system before it relies on it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.utils import timezone

from funding.models import FundingRequest
from funding.reports.case_file import Entry
from portal.lib.dates import BERLIN, day_of

NAMESPACE = "urn:xoev-de:xdomea:schema:3.1.0"
MESSAGE = "Abgabe.Abgabe.0401"
OTHER_FORMAT = "100"
FORMATS_VERSION = "1.0"  # of the list of file formats; doubtful, see above
register_namespace("xdomea", NAMESPACE)  # the prefix is mandatory


@dataclass(frozen=True)
class File:
    """One file of the case: its number, its name in the package and before, what it is, since when."""

    number: int
    name: str
    path: str
    title: str
    moment: datetime | None


def name_of(row: FundingRequest) -> str:
    """Of the file that holds the message: the key of its process and its kind."""
    return f"{_process(row)}_{MESSAGE}.xml"


def packed(row: FundingRequest, found: Iterable[Entry]) -> Iterator[Entry]:
    """The same entries side by side, as a package wants them, with the message at the end.

    A name begins with a key that is always the same for the same file of the same case.
    """
    files: list[File] = []
    for number, entry in enumerate(found, start=1):
        name = f"{uuid5(row.public_id, entry.path)}_{entry.path.replace('/', '_')}"
        files.append(File(number, name, entry.path, entry.title, entry.moment))
        yield Entry(name, entry.title, entry.moment, entry.content)
    yield Entry(name_of(row), "xdomea-Nachricht", None, message(row, files))


def message(row: FundingRequest, files: Iterable[File]) -> bytes:
    """The message about a case and these files of it."""
    root = Element(_q(MESSAGE))
    _head(root, row)
    case = _add(_add(root, "Schriftgutobjekt"), "Vorgang")
    _add(_add(case, "Identifikation"), "ID", str(row.public_id))
    about = _add(case, "AllgemeineMetadaten")
    _add(about, "Betreff", _title(row))
    if row.file_number:
        _add(about, "Kennzeichen", row.file_number)
    _add(case, "Typ", "Förderantrag")
    _add(_add(case, "Laufzeit"), "Beginn", day_of(row.submitted_at or row.created).isoformat())
    for file in files:
        _document(case, row, file)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _head(root: Element, row: FundingRequest) -> None:
    head = _add(root, "Kopf")
    _add(head, "ProzessID", str(_process(row)))
    SubElement(_add(head, "Nachrichtentyp"), "code").text = "0401"
    _add(head, "Erstellungszeitpunkt", _moment(timezone.now()))
    for side in ("Absender", "Empfaenger"):  # the Office takes the case out of the portal for itself
        _add(_add(_add(head, side), "Institution"), "Name", row.office.name)
    _add(_add(head, "SendendesSystem"), "Produktname", "Elternbrücke")
    _add(head, "Importbestaetigung", "1")
    _add(head, "Empfangsbestaetigung", "0")


def _document(case: Element, row: FundingRequest, file: File) -> None:
    document = _add(case, "Dokument")
    known = _add(document, "Identifikation")
    _add(known, "ID", str(uuid5(row.public_id, f"dokument {file.path}")))
    _add(known, "NummerImUebergeordnetenContainer", str(file.number))
    _add(_add(document, "AllgemeineMetadaten"), "Betreff", file.title)
    version = _add(document, "Version")
    _add(version, "Nummer", "1")
    kind = _add(version, "Format")
    code = _add(kind, "Name")
    code.set("listVersionID", FORMATS_VERSION)
    SubElement(code, "code").text = OTHER_FORMAT
    _add(kind, "SonstigerName", PurePath(file.name).suffix.lstrip(".") or "unbekannt")
    _add(kind, "Version", "unbekannt")
    primary = _add(kind, "Primaerdokument")
    _add(primary, "Dateiname", file.name)
    _add(primary, "DateinameOriginal", file.path)
    if file.moment:
        _add(primary, "DatumUhrzeit", _moment(file.moment))


def _process(row: FundingRequest) -> UUID:
    return uuid5(row.public_id, MESSAGE)


def _title(row: FundingRequest) -> str:
    submission = row.submission
    return f"{submission.title} ({submission.applicant})" if submission else row.title


def _moment(moment: datetime) -> str:
    return moment.astimezone(BERLIN).isoformat(timespec="seconds")


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    made = SubElement(parent, _q(name))
    made.text = text
    return made
