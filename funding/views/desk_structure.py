"""How the organisations of a Land stand, as sums without small numbers. No answer of one organisation."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from funding.models import Office
from funding.tables import structure_csv as table_of
from funding.views.desk_access import of_year, office_of
from organisations.reports.structure import questions_of, structure_sums
from portal.lib.suppression import SMALLEST


@login_required
@require_safe
def structure(request: HttpRequest, slug: str) -> HttpResponse:
    """Organisations of the Office's Land by band, one closed year at a time."""
    return render(request, "funding/desk/structure.html", _sums(request, slug))


@login_required
@require_safe
def structure_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a table."""
    sums = _sums(request, slug)["sums"]
    if sums is None:
        raise Http404
    response = HttpResponse(table_of(sums), content_type="text/csv; charset=utf-8")
    name = f"structure-{sums.land_id}-{sums.year}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sums(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Those of the year in the address, or the newest; None while no year has any."""
    office: Office = office_of(request, slug)
    if office.land is None:
        raise Http404
    years = structure_sums(office.land)
    sums = of_year(request, years)
    questions = questions_of(sums, years) if sums else []
    return {"office": office, "years": years, "sums": sums, "questions": questions, "smallest": SMALLEST}
