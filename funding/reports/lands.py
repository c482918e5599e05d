"""What the calendar says of a Land and a year, in words: the page of an Office, and its table."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parentwork.models import Format, LandSums
from parentwork.reports.lands import AMOUNTS
from portal.guides.models import Topic
from portal.lib import charts
from portal.lib.languages import best_words, name_of
from portal.places.models import District


@dataclass(frozen=True)
class Part:
    """Offers of one kind; what is kept back in `amounts`, in the order of `AMOUNTS`, is None."""

    label: str
    offers: int
    organisations: int
    amounts: tuple[int | None, ...] = ()

    @property
    def named_amounts(self) -> list[tuple[str, int | None]]:
        """Each sum with its name."""
        return list(zip(amount_labels(), self.amounts, strict=True))


@dataclass(frozen=True)
class Table:
    """One way of parting the offers."""

    key: str
    label: str
    parts: list[Part]

    @property
    def chart(self) -> SafeString:
        """The same as bars."""
        rows = [charts.Bar(part.label, (Decimal(part.offers),), (str(part.offers),)) for part in self.parts]
        return charts.bars(rows, title=self.label, key=f"chart-{self.key}")


@dataclass(frozen=True)
class White:
    """A district without an offer, and the nearest with one."""

    label: str
    nearest: str
    km: int | None


@dataclass(frozen=True)
class Wanted:
    """Needs that nobody met, parted in one way; None stands for a number kept back."""

    label: str
    rows: list[tuple[str, int | None]]


@dataclass(frozen=True)
class LandYear:
    """The figures of a Land and a closed year."""

    sums: LandSums
    tables: list[Table]
    districts: Table
    white: list[White]
    wanted: list[Wanted]

    @property
    def amounts(self) -> list[tuple[str, int | None]]:
        """The sums of the whole Land, each with its name."""
        found = self.sums.figures["amounts"]
        return list(zip(amount_labels(), (found[name]["whole"] for name in AMOUNTS), strict=True))


def amount_labels() -> list[str]:
    """The names of `AMOUNTS`."""
    return [_("Participations"), _("Families"), _("Hours of volunteers")]


def parting_labels() -> dict[str, str]:
    """What the ways are called in which offers are parted."""
    return {
        "format": _("Format"),
        "topic": _("Topic"),
        "language": _("Language"),
        "district": _("District"),
    }


def land_year(sums: LandSums) -> LandYear:
    """The kept figures with names in place of keys, in the language of the reader."""
    figures, named = sums.figures, names_of_keys()
    labels = parting_labels()
    tables = [
        Table(by, labels[by], [_part(part, named[by]) for part in figures["by"][by]])
        for by in ("format", "topic", "language")
    ]
    district = named["district"]
    rows = [_part(part, district, _amounts(figures, part["key"])) for part in figures["by"]["district"]]
    nearest = (
        White(district(row["key"]), district(row["nearest"]) if row["nearest"] else "", row["km"])
        for row in figures["white"]
    )
    wanted = [
        Wanted(
            labels[by],
            [(_wanted(named[by], row["key"]), row["number"]) for row in figures["unmet"]["by"][by]],
        )
        for by in ("district", "topic", "language")
    ]
    return LandYear(sums, tables, Table("district", labels["district"], rows), list(nearest), wanted)


def _part(part: dict[str, Any], name: Callable[[str], str], amounts: tuple[int | None, ...] = ()) -> Part:
    return Part(name(part["key"]), part["offers"], part["organisations"], amounts)


def _wanted(name: Callable[[str], str], key: str) -> str:
    return name(key) if key else _("something else")


def _amounts(figures: dict[str, Any], district: str) -> tuple[int | None, ...]:
    return tuple(figures["amounts"][name]["districts"][district] for name in AMOUNTS)


def names_of_keys() -> dict[str, Callable[[str], str]]:
    """What a key is called; one that is not known any more is shown as it is."""
    reader = get_language() or "de"
    formats = {row.code: best_words(row, "name", reader)[0] for row in Format.objects.all()}
    topics = {row.pk: best_words(row, "title", reader)[0] for row in Topic.objects.all()}
    districts = dict(District.objects.values_list("pk", "name"))
    return {
        "format": lambda key: formats.get(key, key),
        "topic": lambda key: topics.get(key, key) if key else _("not said"),
        "language": lambda key: name_of(key, reader) if key else _("not said"),
        "district": lambda key: districts.get(key, key) if key else _("online"),
    }
