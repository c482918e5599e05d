"""All that an Office can learn, on one page: the heads of its own figures and of those of its Land."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from funding.models import ForgottenCases, FundingRequest
from funding.reports.dashboard import office_figures
from funding.reports.lands import land_year
from funding.views.desk_access import counted_office_of
from organisations.reports.structure import structure_sums
from parentwork.reports.lands import land_sums
from portal.lib.suppression import SMALLEST
from portal.places.models import Land

MOST = 5  # districts named here; the page of the Land has all


@login_required
@require_safe
def glance(request: HttpRequest, slug: str) -> HttpResponse:
    """The most important figures, each leading on to all of its kind."""
    office = counted_office_of(request, slug)
    rows = FundingRequest.objects.counted_for(request.user).filter(office=office)
    forgotten = ForgottenCases.objects.counted_for(request.user).filter(office=office)
    context = {"office": office, "figures": office_figures(rows, forgotten, None), "smallest": SMALLEST}
    if office.land is not None and office.reviews:  # type: ignore[attr-defined]  # annotated
        context |= _of_the_land(office.land)
    return render(request, "funding/desk/glance.html", context)


def _of_the_land(land: Land) -> dict[str, Any]:
    """The newest closed year of the calendar and of the structure profiles; None while there is none."""
    years, structure = land_sums(land), structure_sums(land)
    found = land_year(years[0], years) if years else None
    return {
        "land": land, "found": found, "white": found.white[:MOST] if found else [],
        "structure": structure[0] if structure else None,
    }  # fmt: skip
