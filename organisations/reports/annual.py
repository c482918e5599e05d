"""The report on a closed year: each figure beside that of the year before, as a paper and as a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.documents.choices import Variant
from portal.documents.kinds import Attachment, Kind
from portal.lib.sheets import write_csv
from portal.lib.suppression import SMALLEST

# The years before which there is no report have no figures to compare with.
UNKNOWN = "–"
type Number = int | str


@dataclass(frozen=True)
class Figure:
    """A figure of the year and of the one before, and how many organisations that are known it rests on."""

    label: str
    now: Number
    before: Number
    resting: Number


@dataclass(frozen=True)
class Part:
    """Figures that belong together; `column` says what their labels are."""

    title: str
    column: str
    figures: tuple[Figure, ...]
    note: str = ""


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


class AnnualPdf(Kind):
    """A report on a year as a paper, in German, with its figures inside as a table."""

    template = "pdf/organisations/annual_report.html"
    variant = Variant.A3A

    def filename(self, data: AnnualReport) -> str:
        return f"jahresbericht-{data.key}-{data.year}.pdf"

    def attachments(self, data: AnnualReport) -> list[Attachment]:
        return [Attachment("zahlen.csv", write_csv(table_of(data)), "text/csv", "Zahlen des Berichts")]


class AnnualXlsx(Kind):
    """The same figures as a workbook, in the language of the reader."""

    variant = Variant.XLSX

    def filename(self, data: AnnualReport) -> str:
        return f"jahresbericht-{data.key}-{data.year}.xlsx"

    def rows(self, data: AnnualReport) -> Iterable[Sequence[Any]]:
        return table_of(data)
