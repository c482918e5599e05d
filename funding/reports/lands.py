"""What the calendar says of a Land and a year, in words: the page of an Office, and its table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisations.reports.annual import UNKNOWN, Chart, Number, chart_of, number
from parentwork.models import Format, LandSums
from parentwork.reports.lands import AMOUNTS
from portal.guides.models import Topic
from portal.lib.languages import best_words, name_of
from portal.places.models import District

type Names = dict[str, Callable[[str], str]]


@dataclass(frozen=True)
class Part:
    """Offers of one kind; what is kept back in `amounts`, in the order of `AMOUNTS`, is None."""

    label: str
    offers: int
    organisations: int
    amounts: tuple[int | None, ...] = ()
    before: Number = UNKNOWN  # the offers of the year before

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

    year: int

    @property
    def chart(self) -> Chart | None:
        """The same as bars, beside those of the year before."""
        rows = [(part.label, part.offers, part.before) for part in self.parts]
        title = _("Offers by: %(label)s") % {"label": self.label}
        return chart_of(rows, title, (self.year, self.year - 1))


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
    year: int

    @property
    def chart(self) -> Chart | None:
        """The same as bars."""
        rows = [(name, number(found), UNKNOWN) for name, found in self.rows]
        title = _("Unmet needs by: %(label)s") % {"label": self.label}
        return chart_of(rows, title, (self.year, self.year - 1))


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


def land_year(sums: LandSums, years: Iterable[LandSums]) -> LandYear:
    """The kept figures with names in place of keys, in the language of the reader.

    Offers stand beside those of the year before, if that is among `years`.
    """
    figures, named = sums.figures, names_of_keys()
    before = next((it.figures for it in years if it.year == sums.year - 1), None)
    labels = parting_labels()
    tables = [
        Table(by, labels[by], [_part(part, by, named, before) for part in figures["by"][by]], sums.year)
        for by in ("format", "topic", "language")
    ]
    district = named["district"]
    rows = [
        _part(part, "district", named, before, _amounts(figures, part["key"]))
        for part in figures["by"]["district"]
    ]
    nearest = (
        White(district(row["key"]), district(row["nearest"]) if row["nearest"] else "", row["km"])
        for row in figures["white"]
    )
    wanted = [
        Wanted(
            labels[by],
            [(_wanted(named[by], row["key"]), row["number"]) for row in figures["unmet"]["by"][by]],
            sums.year,
        )
        for by in ("district", "topic", "language")
    ]
    districts = Table("district", labels["district"], rows, sums.year)
    return LandYear(sums, tables, districts, list(nearest), wanted)


@dataclass(frozen=True)
class Trend:
    """One figure of the Land in all years, the newest first."""

    label: str
    numbers: Sequence[tuple[int, Number]]

    @property
    def chart(self) -> Chart | None:
        """The same as bars, the oldest year first."""
        rows = [(str(year), found, UNKNOWN) for year, found in reversed(self.numbers)]
        return chart_of(rows, self.label, (self.numbers[0][0], 0))


def trends_of(years: Sequence[LandSums]) -> list[Trend]:
    """What the whole Land had in each of these years; nothing while there is but one."""
    if len(years) < 2:
        return []
    counted = {
        "offers": _("Offers"), "meetings": _("Meetings held"), "schools": _("Partner schools"),
        "organisations": _("Organisations with offers"),
    }  # fmt: skip
    trends = [Trend(label, [(it.year, it.figures[key]) for it in years]) for key, label in counted.items()]
    for name, label in zip(AMOUNTS, amount_labels(), strict=True):
        kept = [(it.year, number(it.figures["amounts"][name]["whole"])) for it in years]
        trends.append(Trend(label, kept))
    white = [(it.year, len(it.figures["white"])) for it in years]
    unmet = [(it.year, number(it.figures["unmet"]["total"])) for it in years]
    return [*trends, Trend(_("Districts without an offer"), white), Trend(_("Unmet needs"), unmet)]


def _part(
    part: dict[str, Any],
    by: str,
    named: Names,
    before: dict[str, Any] | None,
    amounts: tuple[int | None, ...] = (),
) -> Part:
    then: Number = UNKNOWN
    if before:
        then = sum(it["offers"] for it in before["by"][by] if it["key"] == part["key"])
    return Part(named[by](part["key"]), part["offers"], part["organisations"], amounts, then)


def _wanted(name: Callable[[str], str], key: str) -> str:
    return name(key) if key else _("something else")


def _amounts(figures: dict[str, Any], district: str) -> tuple[int | None, ...]:
    return tuple(figures["amounts"][name]["districts"][district] for name in AMOUNTS)


def names_of_keys() -> Names:
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
