"""The postal code table of GeoNames: twelve columns with tabs between them, many places to a code.

Its readme: country, code, place, then name and code of three levels of administration, then latitude,
longitude and an accuracy from 1 (estimated) to 6 (centre of the addresses). In Germany the third code is
the AGS of the Kreis; the first is no AGS.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

COLUMNS = 12
_NOT_A_NAME = re.compile(r"^(Kreisfreie Stadt|Landeshauptstadt|Stadtkreis) |,.*$")
_SAYS_WHAT_IT_IS = re.compile(r"[Kk]reis|[Rr]egion|Land\b")
# Where the table has an old or a shortened name.
_RENAMED = {
    "03256": "Landkreis Nienburg (Weser)",
    "03358": "Heidekreis",
    "03403": "Oldenburg (Oldenburg)",
    "09363": "Weiden in der Oberpfalz",
    "09479": "Landkreis Wunsiedel im Fichtelgebirge",
    "14628": "Landkreis Sächsische Schweiz-Osterzgebirge",
    "15001": "Dessau-Roßlau",
    "15002": "Halle (Saale)",
}
# Where one of the names of a code is that of a company, all of them are of who gets much mail there.
_IS_A_COMPANY = re.compile(r"\b(GmbH|mbH|AG|KG|eG|SE)\b|e\. ?V\.")
_KREIS = {"01", "05"}  # Schleswig-Holstein and Nordrhein-Westfalen do not say "Landkreis"


@dataclass(frozen=True)
class Row:
    """One line: a place that has a code."""

    code: str
    place: str
    district: str
    district_name: str
    latitude: float
    longitude: float
    accuracy: int


@dataclass(frozen=True)
class Entry:
    """A code with the place that most of it belongs to."""

    code: str
    place: str
    district: str
    latitude: float
    longitude: float


def read(path: Path) -> tuple[list[Row], list[str]]:
    """The German rows of the file, and what is wrong with the others, line by line.

    Rows without a district are left out: 87491 Jungholz lies in Austria. Raises ValidationError if the
    file is no text in UTF-8.
    """
    rows, complaints = [], []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ValidationError(_("The file is not text in UTF-8.")) from error
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t")
        if not line.strip() or (len(cells) == COLUMNS and (cells[0] != "DE" or not cells[8])):
            continue
        try:
            rows.append(_row(cells))
        except ValueError as error:
            complaints.append(_("Line %(line)s: %(error)s") % {"line": number, "error": error})
    return rows, complaints


def _row(cells: list[str]) -> Row:
    if len(cells) != COLUMNS:
        raise ValueError(
            _("%(found)s columns instead of %(wanted)s") % {"found": len(cells), "wanted": COLUMNS}
        )
    if not re.fullmatch(r"[0-9]{5}", cells[1]):
        raise ValueError(_("“%(text)s” is no postal code") % {"text": cells[1][:20]})
    if not re.fullmatch(r"[0-9]{5}", cells[8]):
        raise ValueError(_("“%(text)s” is no district key") % {"text": cells[8][:20]})
    if not 0 < len(cells[2].strip()) <= 120:
        raise ValueError(_("the name of the place is missing or too long"))
    latitude, longitude = _degrees(cells[9]), _degrees(cells[10])
    if not (47 <= latitude <= 55.2 and 5.8 <= longitude <= 15.1):
        raise ValueError(_("the point is not in Germany"))
    return Row(cells[1], cells[2].strip(), cells[8], cells[7], latitude, longitude, int(cells[11] or 0))


def _degrees(text: str) -> float:
    try:
        return round(float(text), 4)
    except ValueError as error:
        raise ValueError(_("“%(text)s” is no number") % {"text": text[:20]}) from error


def summarise(rows: Iterable[Row]) -> list[Entry]:
    """One entry for each code: the place of which the code has the most parts, sorted by code."""
    places = defaultdict(list)
    for row in rows:
        places[row.code].append(row)
    return [_main_place(places[code]) for code in sorted(places)]


def _main_place(rows: list[Row]) -> Entry:
    # "Beeskow" counts for "Beeskow Bornow" too; of equals the better known point, then the shorter name.
    def weight(row: Row) -> tuple[int, int, int, str]:
        parts = sum(other.place == row.place or other.place.startswith(f"{row.place} ") for other in rows)
        return (-parts, -row.accuracy, len(row.place), row.place)

    best = min(rows, key=weight)
    return Entry(best.code, best.place, best.district, best.latitude, best.longitude)


def further_names(rows: Iterable[Row], entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """(code, name) of the other places in each code, sorted; of companies that have a code, nothing."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        names[row.code].add(row.place)
    return [
        (entry.code, name)
        for entry in entries
        if not any(_IS_A_COMPANY.search(name) for name in names[entry.code])
        for name in sorted(names[entry.code] - {entry.place})
    ]


def district_names(rows: Iterable[Row]) -> dict[str, str]:
    """AGS → name as people say it: `Dortmund`, `Landkreis Kassel`, `Kreis Unna`, sorted by AGS."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        spelt[row.district][row.district_name] += 1
        places[row.district].append(row.place)
    return {ags: _district_name(ags, spelt[ags].most_common(1)[0][0], places[ags]) for ags in sorted(spelt)}


def _district_name(ags: str, spelt: str, places: list[str]) -> str:
    if ags in _RENAMED:
        return _RENAMED[ags]
    name = _NOT_A_NAME.sub("", spelt)
    stem = name.split(" (")[0]
    is_city = name != spelt or sum(place.startswith(stem) for place in places) > 0.8 * len(places)
    if is_city or _SAYS_WHAT_IT_IS.search(name):
        return name
    return f"Kreis {name}" if ags[:2] in _KREIS else f"Landkreis {name}"
