"""What the calendar says of the Land of an Office, a closed year at a time. No row of an organisation."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from funding.models import Office
from funding.reports.land_reports import land_reports
from funding.reports.lands import amount_labels, land_year, trends_of
from funding.reports.refusals import over_the_years
from funding.services import land_reports as service
from funding.tables import land_csv as table_of
from funding.views.desk_access import of_year, office_of
from parentwork.reports.lands import land_sums
from portal.accounts.views.signed_in import person
from portal.lib.suppression import SMALLEST

PAPERS = ("pdf", "xlsx")
MOST_YEARS = 5


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


@login_required
@require_POST
def land_report(request: HttpRequest, slug: str) -> HttpResponse:
    """The annual report, which a job makes; the page of the document waits for it."""
    report, form = _found(request, slug)["report"], request.POST.get("as", "")
    if report is None or form not in PAPERS:
        raise Http404
    language = get_language() or "de"
    return redirect(service.annual_report(report, form, by=person(request), language=language))


def _found(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The figures of the year in the address, or of the newest; None while no year has any."""
    office: Office = office_of(request, slug)
    if office.land is None:
        raise Http404
    years = land_sums(office.land)
    sums = of_year(request, years)
    reports = land_reports(office.land)
    return {
        "report": next((it for it in reports if sums and it.year == sums.year), None),
        "reports": reports[:MOST_YEARS],
        "refusals": over_the_years(reports[:MOST_YEARS]) if reports else [],
        "papers": PAPERS,
        "office": office,
        "years": years,
        "found": land_year(sums, years) if sums else None,
        "trends": trends_of(years[:MOST_YEARS]),
        "amount_labels": amount_labels(),
        "smallest": SMALLEST,
    }
