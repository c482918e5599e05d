"""What the calendar says of a Land and a year: offers, who came, districts without an offer, unmet needs.

Offers, their meetings, schools and organisations stood in the public calendar, where anybody could count
them: they are counted as they are, so that a district without an offer is seen. What families did and how
long volunteers helped stands nowhere else: it is told by district only, never by format, topic or language
as well, since two ways of parting the same sum, subtracted, would come to a few organisations.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Q

from parentwork.choices import VenueKind
from parentwork.models import LandSums, Workshop
from parentwork.queries.unmet import Unmet, unmet_in
from parentwork.queries.yearly import Line, lines_of
from portal.lib.geo import Point, km_between
from portal.lib.suppression import of_cells
from portal.places.models import Land, PostalCode

# The ways in which offers are parted, and the sums that are kept back where they are small.
BY = ("format", "topic", "language", "district")
AMOUNTS = ("participations", "families", "hours")

type Offers = dict[str, list[Line]]  # by district; "" for those that are online only


def land_sums(land: Land) -> list[LandSums]:
    """What a Land reads of the calendar, by closed year, the newest first."""
    return list(LandSums.objects.filter(land=land).order_by("-year"))


def figures_by_land(year: int) -> Iterator[tuple[Land, dict[str, Any]]]:
    """The figures of each Land. For a job: a district after the other, seven queries for each with offers."""
    found = [(land, _figures(_offers(land, year))) for land in Land.objects.order_by("pk")]
    near = _centres(part["key"] for _land, figures in found for part in figures["by"]["district"])
    for land, figures in found:
        yield land, figures | {"white": _white(land, near), "unmet": _unmet(unmet_in(land.pk))}


def _offers(land: Land, year: int) -> Offers:
    """What was held in the Land, or online by organisations of it, and has a public page."""
    online, shown = Q(venue__kind=VenueKind.ONLINE), Workshop.objects.public()
    parts = {"": shown.filter(online, organisation__land=land)}
    here = shown.exclude(online).filter(venue__postal_code__district__land=land).order_by()
    for district in here.values_list("venue__postal_code__district", flat=True).distinct():
        parts[district] = here.filter(venue__postal_code__district=district)
    lines = {key: lines_of(rows, range(year, year + 1)) for key, rows in parts.items()}
    held = {key: [line for line in found if line.sums.meetings] for key, found in lines.items()}
    return {key: found for key, found in held.items() if found}


def _figures(offers: Offers) -> dict[str, Any]:
    lines = [line for found in offers.values() for line in found]
    return {
        **_counted(lines),
        "meetings": sum(line.sums.meetings for line in lines),
        "schools": len({line.workshop.school_id for line in lines} - {None}),
        "by": {by: _parted(offers, by) for by in BY},
        "amounts": {name: _kept(offers, name) for name in AMOUNTS},
    }


def _counted(lines: Iterable[Line]) -> dict[str, int]:
    rows = [line.workshop for line in lines]
    return {"offers": len(rows), "organisations": len({row.organisation_id for row in rows})}


def _parted(offers: Offers, by: str) -> list[dict[str, Any]]:
    """The offers of each key, the most first; one with two topics stands with both."""
    topics = _topics(offers) if by == "topic" else {}
    parts: dict[str, list[Line]] = defaultdict(list)
    for district, lines in offers.items():
        for line in lines:
            row = line.workshop
            keys = {
                "format": [row.format.code],
                "topic": topics.get(row.pk, [""]),
                "language": row.languages or [""],
                "district": [district],
            }[by]
            for key in keys:
                parts[key].append(line)
    counted = [{"key": key, **_counted(lines)} for key, lines in parts.items()]
    return sorted(counted, key=lambda part: (-part["offers"], part["key"]))


def _topics(offers: Offers) -> dict[int, list[str]]:
    rows = [line.workshop.pk for lines in offers.values() for line in lines]
    found: dict[int, list[str]] = defaultdict(list)
    pairs = Workshop.topics.through.objects.filter(workshop__in=rows).order_by("topic")
    for workshop, topic in pairs.values_list("workshop", "topic"):
        found[workshop].append(topic)
    return found


def _kept(offers: Offers, name: str) -> dict[str, Any]:
    """The sum of the Land and of its districts, with what would tell of a few organisations kept back."""
    cells: dict[str, dict[int, Decimal]] = {}
    for district, lines in offers.items():
        cell: dict[int, Decimal] = defaultdict(Decimal)
        for line in lines:
            cell[line.workshop.organisation_id] += Decimal(getattr(line.sums, name))
        cells[district] = cell
    whole, parts = of_cells(list(cells.values()))
    return {"whole": whole, "districts": dict(zip(cells, parts, strict=True))}


def _centres(districts: Iterable[str]) -> dict[str, Point]:
    """The middle of the postal codes of each of these districts."""
    rows = PostalCode.objects.filter(district__in=set(districts)).order_by().values("district")
    middle = rows.annotate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    return {row["district"]: Point(row["latitude"], row["longitude"]) for row in middle}


def _white(land: Land, near: dict[str, Point]) -> list[dict[str, Any]]:
    """The districts without an offer, each with the nearest that has one, in another Land as well."""
    keys = list(land.districts.exclude(pk__in=near).order_by("name").values_list("pk", flat=True))
    here = _centres(keys)
    return [{"key": key, **_nearest(here.get(key), near)} for key in keys]


def _nearest(here: Point | None, near: dict[str, Point]) -> dict[str, Any]:
    if here is None or not near:
        return {"nearest": None, "km": None}
    km, district = min((km_between(here, point), key) for key, point in near.items())
    return {"nearest": district, "km": round(km)}


def _unmet(found: Unmet) -> dict[str, Any]:
    """As they stand when the sums are made, small numbers kept back already."""
    parts = {"district": found.districts, "language": found.languages, "topic": found.topics}
    return {
        "total": found.total,
        "by": {by: [{"key": row.key, "number": row.number} for row in rows] for by, rows in parts.items()},
    }
