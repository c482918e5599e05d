"""Reading one row of a Land's school directory; each directory has its own columns and its own flaws."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from parentwork.choices import SchoolKind
from portal.lib.sheets import Row
from portal.lib.text import fold

_FLOAT = re.compile(r"^(\d+)\.0+$")
# Words of a Land's kind of school, the first that is found counts.
_KINDS = (
    (("foerder", "sonderpaed", "sonderschul"), SchoolKind.SPECIAL),
    (("weiterbildung", "abend", "kolleg fuer", "erwachsene"), SchoolKind.ADULT),
    (("beruf", "fachschul", "fachober", "wirtschaftsschul"), SchoolKind.VOCATIONAL),
    (("gesamtschul", "gemeinschaftsschul", "stadtteilschul", "integrierte"), SchoolKind.COMPREHENSIVE),
    (("sekundarschul", "oberschul", "realschule plus", "regional", "primus"), SchoolKind.COMBINED),
    (("gymnasi",), SchoolKind.GYMNASIUM),
    (("realschul",), SchoolKind.REALSCHULE),
    (("hauptschul", "mittelschul"), SchoolKind.HAUPTSCHULE),
    (("grundschul", "volksschul", "primar"), SchoolKind.PRIMARY),
    (("kolleg",), SchoolKind.ADULT),
)  # fmt: skip


class BadRow(ValueError):  # noqa: N818 - an answer, not a fault of the program
    """This row names no school; the text says why."""


@dataclass
class SchoolRow:
    """One school as columns of `School`, with what was mended on the way and what stays doubtful."""

    land: str
    number: str
    columns: dict[str, Any]
    repaired: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Directory:
    """A kind of school directory: told by its columns."""

    source: str
    headers: tuple[str, ...]
    read: Callable[[Row], SchoolRow]


def kind_of(words: str) -> SchoolKind:
    """The kind of school that a Land's own word for it means.

    >>> str(kind_of("Förderschule Grund-/Hauptschule")), str(kind_of("Freie Waldorfschule"))
    ('special', 'other')
    """
    folded = fold(words)
    return next((kind for parts, kind in _KINDS if any(part in folded for part in parts)), SchoolKind.OTHER)


def whole(text: str) -> str:
    """Digits that a spreadsheet turned into a decimal number: `211.0` is `211`."""
    found = _FLOAT.match(text)
    return found[1] if found else text


def joined(parts: list[str]) -> str:
    """A name that was cut into parts: a word cut at a hyphen is made whole, a hyphen before a name stays.

    >>> joined(["Staatl. anerk. Berufskolleg, Werkberufs-", "schule u. Fachsch."])
    'Staatl. anerk. Berufskolleg, Werkberufsschule u. Fachsch.'
    """
    name = ""
    for part in (" ".join(part.split()) for part in parts):
        if not part:
            continue
        first = part.split()[0]
        cut = name.endswith("-") and not name.endswith(" -")
        if cut and part[0].islower() and first not in ("und", "u.", "oder", "der", "des", "für", "im"):
            name = name[:-1] + part
        else:
            name = f"{name} {part}".strip()
    return name


def coordinates(latitude: str, longitude: str) -> tuple[float, float] | None:
    """The point as numbers; None when it is missing or not in Germany."""
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        return None
    return point if 47 <= point[0] <= 55.2 and 5.5 <= point[1] <= 15.2 else None


def _north_rhine_westphalia(row: Row) -> SchoolRow:
    number = whole(row["Schulnummer"])
    if not re.fullmatch(r"\d{6}", number):
        raise BadRow(_("“%(value)s” is no school number of six digits.") % {"value": row["Schulnummer"]})
    name = joined([row[f"Amtliche Bezeichnung {part}"] for part in (1, 2, 3)])
    if not name:
        raise BadRow(_("there is no name."))
    school = SchoolRow("DE-NW", number, {"name": name})
    if row["Amtliche Bezeichnung 2"] or row["Amtliche Bezeichnung 3"]:
        school.repaired.append("names joined")
    kind = row["Schulform"]
    school.columns |= {
        "kind": kind_of(kind), "land_kind": kind, "is_public": row["Rechtsstatus"] == "Öffentlich",
        "municipality": _municipality(row, school), "street": row["Straße und Hausnummer"],
        "postcode": row["Postleitzahl"], "place": row["Ort"], "phone": _phone(row, school),
        "email": row["Offizielle E-Mail-Adresse"], "pupils": _number(row["Anzahl"]),
        "social_index": _number(row["Sozialindex"]),
        "is_startchancen": whole(row["Startchancen-Schule"]) == "1", "school_year": row["Schuljahr"],
    }  # fmt: skip
    _place(school, row["latitude"], row["longitude"])
    return school


def _municipality(row: Row, school: SchoolRow) -> str:
    """Eight digits; the file has lost the zero that all keys of this Land begin with."""
    key = whole(row["Amtlicher Gemeindeschlüssel"])
    if len(key) == 7 and key.isdigit():
        school.repaired.append("municipality keys restored")
        return f"0{key}"
    if re.fullmatch(r"\d{8}", key):
        return key
    raise BadRow(_("“%(value)s” is no municipality key.") % {"value": key})


def _phone(row: Row, school: SchoolRow) -> str:
    """Area code with its zero and number, as it is dialled inside Germany."""
    area, number = row["Telefonnummer Vorwahl"], row["Telefonnummer Durchwahl"]
    if not area or not number:
        school.doubtful.append("no phone number")
        return ""
    if _FLOAT.match(area) or _FLOAT.match(number):
        school.repaired.append("phone numbers repaired")
    area = whole(area)
    return f"{area if area.startswith('0') else '0' + area} {whole(number)}"


def _number(text: str) -> int | None:
    digits = whole(text)
    return int(digits) if digits.isdecimal() else None


def _place(school: SchoolRow, latitude: str, longitude: str) -> None:
    point = coordinates(latitude, longitude)
    if point is None:
        school.doubtful.append("coordinates outside Germany" if latitude else "no coordinates")
    school.columns["latitude"], school.columns["longitude"] = point or (None, None)


def _several_laender(row: Row) -> SchoolRow:
    land, _dash, number = row["id"].partition("-")
    if not re.fullmatch(r"[A-Z]{2}", row["land"]) or land != row["land"] or not number:
        raise BadRow(_("“%(value)s” is no school of a Land.") % {"value": row["id"]})
    if not row["name"]:
        raise BadRow(_("there is no name."))
    kind = row["school_type"]
    school = SchoolRow(f"DE-{land}", number, {"name": row["name"], "kind": kind_of(kind), "land_kind": kind})
    if not kind:
        school.doubtful.append("no kind of school")
    school.columns |= {"postcode": row["plz"], "is_public": row["public"] != "false"}
    _place(school, row["lat"], row["lon"])
    return school


DIRECTORIES = (
    Directory(
        "NRW",
        (
            "Schuljahr", "Schulform", "Amtlicher Gemeindeschlüssel", "Schulnummer", "Amtliche Bezeichnung 1",
            "Amtliche Bezeichnung 2", "Amtliche Bezeichnung 3", "Straße und Hausnummer", "Postleitzahl",
            "Ort", "Rechtsstatus", "Telefonnummer Vorwahl", "Telefonnummer Durchwahl",
            "Offizielle E-Mail-Adresse", "Anzahl", "Sozialindex", "latitude", "longitude",
            "Startchancen-Schule",
        ),
        _north_rhine_westphalia,
    ),
    Directory(
        "jedeschule", ("id", "land", "name", "school_type", "plz", "lat", "lon", "public"), _several_laender
    ),
)  # fmt: skip
