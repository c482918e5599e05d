"""The annual reports of the Länder: written down once a year is closed, and made as a file."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from funding import reports
from funding.models import LandReport
from funding.reports.refusals import refusals_of
from organisations.models import StructureProfile, StructureSums
from parentwork.models import LandSums
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import request_document
from portal.lib.freezing import frozen
from portal.places.models import Land


@transaction.atomic
def freeze_land_reports() -> int:
    """Write down the reports of the years whose sums are there, the oldest first; how many reports.

    All Länder of a year at once. What is decided, recorded or deleted later changes nothing.
    """
    list(Land.objects.select_for_update(no_key=True).order_by("pk"))  # two jobs come one by one
    open_ = LandSums.objects.exclude(year__in=LandReport.objects.values("year"))
    years = list(open_.order_by("year").values_list("year", flat=True).distinct())
    return sum(_freeze(year) for year in years if not _waits(year))


def _waits(year: int) -> bool:
    """Organisations have answered for the year, and their answers are not summed up yet."""
    answered = StructureProfile.objects.filter(year=year).exists()
    return answered and not StructureSums.objects.filter(year=year).exists()


def _freeze(year: int) -> int:
    structure = {row.land_id: row for row in StructureSums.objects.filter(year=year)}
    sums = LandSums.objects.filter(year=year).select_related("land").order_by("land")
    made = [_report(row, structure.get(row.land_id)) for row in sums]
    return len(LandReport.objects.bulk_create(made))


def _report(sums: LandSums, structure: StructureSums | None) -> LandReport:
    said: dict[str, Any] = {
        "land": sums.land_id,
        "year": sums.year,
        "offers": sums.figures,
        "structure": {"number": structure.number, "bands": structure.bands} if structure else None,
        "refusals": refusals_of(sums.land, sums.year),
    }
    figures, sha256 = frozen(said)
    return LandReport(land=sums.land, year=sums.year, figures=figures, sha256=sha256)


def annual_report(report: LandReport, form: str, *, by: User, language: str) -> Document:
    """The report as `pdf`, which is in German, or as `xlsx`; a job makes the file.

    Whether `by` may read the figures of the Land is asked before. KeyError for any other `form`.
    """
    language = "de" if form == "pdf" else language
    return request_document(reports.LAND_REPORT[form], {"report": report.pk}, language=language, by=by)
