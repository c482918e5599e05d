"""The figures of an Office: what was asked for, granted and paid, how long it took, what is late."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.models import ForgottenCases, FundingRequest, Office
from funding.queries.requests import FundingRequestQuerySet
from funding.reports.dashboard import OfficeFigures, label_of, of_kind, office_figures
from funding.tables import figures_csv as table_of
from funding.views.desk_access import counted_office_of

PER_PAGE = 25


@login_required
@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Sums for all who work with the budget; the requests behind a figure for those who review them."""
    office = counted_office_of(request, slug)
    found = _figures(request, office)
    context: dict[str, Any] = {"office": office, "figures": found, "show": request.GET.get("show", "")}
    if context["show"]:
        rows = _behind(request, office, found, context["show"])
        context["behind"] = _title(context["show"])
        context["page_obj"] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "funding/desk/figures.html", context)


def _title(show: str) -> str:
    titles = {
        "rejected": _("Rejected requests"),
        "overdue": _("Overdue proofs of use"),
        "ending": _("Projects that end"),
    }
    return titles.get(show) or label_of(show)


def _behind(request: HttpRequest, office: Office, found: OfficeFigures, show: str) -> FundingRequestQuerySet:
    """The requests behind one figure, for those who may open them."""
    rows = FundingRequest.objects.of_offices(request.user).filter(office=office)
    if found.year and show not in ("overdue", "ending"):
        rows = rows.filter(submitted_at__year=found.year)
    try:
        shown = of_kind(rows, show)
    except KeyError as error:
        raise Http404 from error
    if not office.reviews:  # type: ignore[attr-defined]  # annotated
        raise Http404
    return shown.select_related("submission", "award").order_by("submitted_at", "pk")


@login_required
@require_safe
def figures_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same sums as a table."""
    office = counted_office_of(request, slug)
    found = _figures(request, office)
    response = HttpResponse(table_of(found), content_type="text/csv; charset=utf-8")
    name = f"figures-{office.slug}-{found.year or 'all'}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _figures(request: HttpRequest, office: Office) -> OfficeFigures:
    """Those of the year in the address, or of all years."""
    rows = FundingRequest.objects.counted_for(request.user).filter(office=office)
    asked = request.GET.get("year", "")
    if asked and (not asked.isdecimal() or len(asked) != 4 or asked.startswith("0")):
        raise Http404
    forgotten = ForgottenCases.objects.counted_for(request.user).filter(office=office)
    found = office_figures(rows, forgotten, int(asked) if asked else None)
    if found.year and found.year not in found.years:
        raise Http404
    return found
