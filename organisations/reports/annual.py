"""The report on a closed year: each figure beside that of the year before, as a paper and as a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.documents.choices import Variant
from portal.documents.kinds import Attachment, Kind, add
from portal.lib import charts
from portal.lib.sheets import write_csv
from portal.lib.suppression import SMALLEST

# The years before which there is no report have no figures to compare with.
UNKNOWN = "–"
type Number = charts.Number
# A chart of one bar says nothing, and one of too many does not fit on a page.
LEAST_BARS, MOST_BARS = 2, 12


@dataclass(frozen=True)
class Figure:
    """A figure of the year and of the one before, and how many organisations that are known it rests on."""

    label: str
    now: Number
    before: Number
    resting: Number


@dataclass(frozen=True)
class Part:
    """Figures that belong together; `column` says what their labels are.

    A chart is drawn of those of one kind.
    """

    title: str
    column: str
    figures: tuple[Figure, ...]
    note: str = ""
    is_drawn: bool = False


@dataclass(frozen=True)
class AnnualReport:
    """All that the report shows; the hashes are those of the figures as they were written down."""

    title: str
    about: str
    key: str  # by which a file of it is told from others
    year: int
    made: str
    sha256: str
    sha256_before: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

    @property
    def year_before(self) -> int:
        return self.year - 1

    @property
    def illustrated(self) -> list[tuple[Part, Chart | None]]:
        """Each part with its chart, if it has one."""
        return [(part, self._chart(part) if part.is_drawn else None) for part in self.parts]

    def _chart(self, part: Part) -> Chart | None:
        rows = [(row.label, row.now, row.before) for row in part.figures]
        return chart_of(rows, part.title, (self.year, self.year_before))


@dataclass(frozen=True)
class Chart:
    """A picture of figures that stand in a table beside it."""

    title: str
    svg: SafeString


def chart_of(rows: Sequence[tuple[str, Number, Number]], title: str, years: tuple[int, int]) -> Chart | None:
    """Bars of (label, number of the year, number of the year before), the largest of many; None if few are
    known. The year before is left out where nothing is known of it."""
    known = [row for row in rows if isinstance(row[1], int)]
    if len(known) < LEAST_BARS:
        return None
    if len(rows) > MOST_BARS:
        rows = sorted(known, key=lambda row: -int(row[1]))[:MOST_BARS]
        title = _("%(title)s (the %(number)s largest)") % {"title": title, "number": len(rows)}
    names = tuple(map(str, years))
    key = f"{slugify(title)}-{years[0]}"
    if all(before == UNKNOWN for _label, _now, before in rows):
        alone = ((label, now) for label, now, _before in rows)
        return Chart(title, charts.of_numbers(alone, title=title, key=key))
    return Chart(title, charts.of_numbers(rows, title=title, key=key, series=names))


def number(found: int | None) -> Number:
    """A number that may be kept back, as a report shows it."""
    return _("kept back") if found is None else found


def resting_on(found: int | None) -> Number:
    """How many organisations that is; fewer than may be told are told as few."""
    return _("fewer than %(smallest)s") % {"smallest": SMALLEST} if found is None else found


def table_of(report: AnnualReport) -> Iterator[list[Any]]:
    """One figure a row, the head first and the hashes last."""
    yield [_("Part"), _("Figure"), str(report.year), str(report.year_before), _("Rests on organisations")]
    for part in report.parts:
        for row in part.figures:
            yield [part.title, row.label, row.now, row.before, row.resting]
    hashes = ((report.year, report.sha256), (report.year_before, report.sha256_before))
    for year, sha256 in hashes:
        if sha256:
            yield [_("Checksum of the figures (SHA-256)"), str(year), sha256, "", ""]


@dataclass(frozen=True)
class Source:
    """Where a report on a year comes from: `gather` finds it, `visible_to` says who may have it.

    Both are asked with the parameters of the document.
    """

    key: str
    label: Promise
    gather: Callable[[dict[str, Any]], AnnualReport]
    visible_to: Callable[[Any, dict[str, Any]], bool]


class _Annual(Kind):
    """What the paper and the workbook of a report have in common."""

    suffix = ""

    def __init__(self, source: Source) -> None:
        self.source, self.key, self.label = source, source.key + self.suffix, source.label

    def gather(self, params: dict[str, Any], language: str) -> AnnualReport:
        return self.source.gather(params)

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return self.source.visible_to(user, params)


class AnnualPdf(_Annual):
    """A report on a year as a paper, in German, with its figures inside as a table."""

    template = "pdf/organisations/annual_report.html"
    variant = Variant.A3A

    def filename(self, data: AnnualReport) -> str:
        return f"jahresbericht-{data.key}-{data.year}.pdf"

    def attachments(self, data: AnnualReport) -> list[Attachment]:
        return [Attachment("zahlen.csv", write_csv(table_of(data)), "text/csv", "Zahlen des Berichts")]


class AnnualXlsx(_Annual):
    """The same figures as a workbook, in the language of the reader."""

    variant = Variant.XLSX
    suffix = "_xlsx"

    def filename(self, data: AnnualReport) -> str:
        return f"jahresbericht-{data.key}-{data.year}.xlsx"

    def rows(self, data: AnnualReport) -> Iterable[Sequence[Any]]:
        return table_of(data)


def register_report(source: Source) -> dict[str, str]:
    """Make a report known as paper and as workbook; their keys by `pdf` and `xlsx`."""
    kinds: dict[str, Kind] = {"pdf": AnnualPdf(source), "xlsx": AnnualXlsx(source)}
    for kind in kinds.values():
        add(kind)
    return {form: kind.key for form, kind in kinds.items()}
