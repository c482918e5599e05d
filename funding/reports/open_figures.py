"""Sums of closed years for everybody: how organisations stand, and what was offered where.

How organisations stand is told in fives, and only where five organisations at least stand behind a number
whatever network is left out (see `organisations.services.structure.public_bands`). What was offered stood in
the public calendar, where anybody could count it; what families did is not in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import translation

from funding.reports.lands import Names, names_of_keys
from funding.reports.open_data import LICENSE
from organisations.choices.structure import BANDS
from organisations.models import StructureProfile, StructureSums
from parentwork.models import LandSums
from parentwork.reports.lands import BY

type Rows = Iterator[list[Any]]


@dataclass(frozen=True)
class Column:
    """A column of a table, and what it says; German, as the data are."""

    name: str
    title: str
    about: str
    datatype: str = "string"


type Columns = tuple[Column, ...]
_LAND = Column("land", "Land", "Land nach ISO 3166-2, zum Beispiel DE-NW.")
_YEAR = Column("year", "Jahr", "Abgeschlossenes Kalenderjahr.", "gYear")

STRUCTURE = (
    _LAND, _YEAR,
    Column("question", "Frage (Code)", "Frage des Strukturprofils; „all“: alle Organisationen."),
    Column("question_de", "Frage", "Die Frage in Worten."),
    Column("answer", "Antwort (Code)", "Antwort; leer in der Zeile über alle Organisationen."),
    Column("answer_de", "Antwort", "Die Antwort in Worten."),
    Column(
        "organisations", "Organisationen",
        "Zahl der Organisationen, die so geantwortet haben, auf Fünfer gerundet. Leer: nicht veröffentlicht, "
        "weil weniger als fünf dahinterstehen könnten, die nicht alle zu demselben Netzwerk gehören, oder "
        "weil sich eine solche Zahl errechnen ließe. Leer heißt nicht null.", "integer",
    ),
)  # fmt: skip

OFFERS = (
    _LAND, _YEAR,
    Column("by", "Aufteilung", "Wonach geteilt ist: all, format, topic, language oder district."),
    Column("key", "Schlüssel", "Code des Formats, Themas, der Sprache; Kreis als AGS; leer: keine Angabe."),
    Column("name_de", "Name", "Was der Schlüssel bedeutet."),
    Column(
        "offers", "Angebote",
        "Angebote im öffentlichen Kalender, die stattfanden. Eines mit zwei Themen oder Sprachen steht in "
        "zwei Zeilen. Null: ein Kreis ohne Angebot.", "integer",
    ),
    Column("organisations", "Organisationen", "Organisationen mit diesen Angeboten.", "integer"),
)  # fmt: skip


def state_of_structure() -> tuple[int, datetime | None]:
    """How many Länder and years are published, and when the last of them was made."""
    found = StructureSums.objects.filter(public__isnull=False).aggregate(number=Count("pk"), last=Max("made"))
    return found["number"], found["last"]


def state_of_offers() -> tuple[int, datetime | None]:
    """How many Länder and years there are, and when the last of them was made."""
    found = LandSums.objects.aggregate(number=Count("pk"), last=Max("made"))
    return found["number"], found["last"]


def structure_rows() -> Rows:
    """The lines below `STRUCTURE`, the newest year first."""
    for row in StructureSums.objects.filter(public__isnull=False).order_by("-year", "land"):
        with translation.override("de"):  # never while whoever reads the lines goes on
            lines = list(_structure(row))
        yield from lines


def _structure(row: StructureSums) -> Rows:
    public: dict[str, Any] = row.public or {}
    yield [
        row.land_id,
        row.year,
        "all",
        "Alle Organisationen, die geantwortet haben",
        "",
        "",
        public["number"],
    ]
    for name, codes in BANDS.items():
        for code, number in public["bands"].get(name, {}).items():
            question, answer = StructureProfile.question(name), str(codes(code).label)
            yield [row.land_id, row.year, name, question, code, answer, number]


def offer_rows() -> Rows:
    """The lines below `OFFERS`, the newest year first."""
    with translation.override("de"):
        names = names_of_keys()
    for row in LandSums.objects.order_by("-year", "land"):
        with translation.override("de"):
            lines = list(_offers(row, names))
        yield from lines


def _offers(row: LandSums, names: Names) -> Rows:
    figures = row.figures
    yield [row.land_id, row.year, "all", "", "Alle Angebote", figures["offers"], figures["organisations"]]
    for by in BY:
        for part in figures["by"][by]:
            key = part["key"]
            yield [row.land_id, row.year, by, key, names[by](key), part["offers"], part["organisations"]]
    for white in figures["white"]:
        yield [row.land_id, row.year, "district", white["key"], names["district"](white["key"]), 0, 0]


def data_sheet(name: str, title: str, columns: Columns) -> dict[str, Any]:
    """What is in the table `name`, as CSV on the Web says it (https://www.w3.org/TR/tabular-data-model/)."""
    described = [
        {
            "name": it.name,
            "titles": {"de": it.title},
            "dc:description": {"de": it.about},
            "datatype": it.datatype,
        }
        for it in columns
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "de"}],
        "url": name,
        "dc:title": title,
        "dc:publisher": "Elternbrücke",
        "dc:license": {"@id": LICENSE},
        "dc:source": settings.SITE_URL + reverse("funding:open_data"),
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True},
        "tableSchema": {"columns": described},
    }
