"""What the calendar says of the Land of an Office, a closed year at a time. No row of an organisation."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from funding.models import Office
from funding.reports.lands import amount_labels, land_year
from funding.tables import land_csv as table_of
from funding.views.desk_access import of_year, office_of
from parentwork.reports.lands import land_sums
from portal.lib.suppression import SMALLEST


@login_required
@require_safe
def land(request: HttpRequest, slug: str) -> HttpResponse:
    """Offers, who came, districts without an offer and unmet needs, as they were written down."""
    return render(request, "funding/desk/land.html", _found(request, slug))


@login_required
@require_safe
def land_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a table."""
    found = _found(request, slug)["found"]
    if found is None:
        raise Http404
    response = HttpResponse(table_of(found), content_type="text/csv; charset=utf-8")
    name = f"offers-{found.sums.land_id}-{found.sums.year}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _found(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The figures of the year in the address, or of the newest; None while no year has any."""
    office: Office = office_of(request, slug)
    if office.land is None:
        raise Http404
    years = land_sums(office.land)
    sums = of_year(request, years)
    return {
        "office": office,
        "years": years,
        "found": land_year(sums) if sums else None,
        "amount_labels": amount_labels(),
        "smallest": SMALLEST,
    }
