"""How the organisations of a Land stand, as sums without small numbers. No answer of one organisation."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.models import Office
from funding.views.desk_access import office_of
from organisations.reports.structure import structure_sums, structure_years
from portal.lib.sheets import write_csv


@login_required
@require_safe
def structure(request: HttpRequest, slug: str) -> HttpResponse:
    """Organisations of the Office's Land by band, one closed year at a time."""
    return render(request, "funding/desk/structure.html", _sums(request, slug))


@login_required
@require_safe
def structure_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a table."""
    sums = _sums(request, slug)
    response = HttpResponse(write_csv(_lines(sums)), content_type="text/csv; charset=utf-8")
    name = f"structure-{sums['office'].land_id}-{sums['year']}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sums(request: HttpRequest, slug: str) -> dict[str, Any]:
    office: Office = office_of(request, slug)
    if office.land is None:
        raise Http404
    years = structure_years(office.land)
    year = _year(request, years)
    number, questions = structure_sums(office.land, year) if year else (None, [])
    return {"office": office, "years": years, "year": year, "number": number, "questions": questions}


def _year(request: HttpRequest, years: list[int]) -> int | None:
    """The year in the address; the newest if there is none."""
    asked = request.GET.get("year")
    if not asked:
        return years[0] if years else None
    found = next((year for year in years if str(year) == asked), None)
    if found is None:
        raise Http404
    return found


def _lines(sums: dict[str, Any]) -> Iterator[list[Any]]:
    yield [_("Land"), _("Year"), _("Question"), _("Answer"), _("Organisations")]
    land, year = sums["office"].land_id, sums["year"]
    few = _("fewer than 5")
    if year:
        yield [land, year, _("All"), "", sums["number"] or few]
    for question in sums["questions"]:
        for band, number in question.bands:
            yield [land, year, question.question, band, number or _("kept back")]
