"""The registry as everybody sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from organisations.forms.search import SearchForm
from organisations.models import MergedEntry, Organisation, Verification
from organisations.queries import OrganisationQuerySet
from organisations.tables import csv_of
from portal.lib import dates
from portal.lib.keyset import page_of
from portal.lib.limits import rate_limited
from portal.lib.replicas import from_replica

PAGE = 20
# What a page may do inside the frame of any other site: show itself, and nothing else.
FRAMED: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "frame-ancestors": ["*"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
}
# Networks of an organisation, and members of a network, that its page names.
MOST_NAMES = 50


@from_replica
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list with its search; each filter stands in the address."""
    form = SearchForm(request.GET)
    rows, asked = form.results().select_related("logo"), request.GET
    page = page_of(rows, after=asked.get("after", ""), before=asked.get("before", ""), size=PAGE)
    checked = Verification.objects.shown(dates.today()).of(page.object_list)
    context = {"form": form, "page_obj": page, "number": rows.count(), "checked": checked}
    return render(request, "organisations/list.html", context, status=200 if form.is_valid() else 422)


@from_replica
@require_safe
@rate_limited("organisations-csv", "60/h", methods=("GET",))
def table(request: HttpRequest) -> HttpResponse:
    """What the list finds, all its pages in one file; a faulty question leads to the list, which says why."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('organisations:list')}?{request.GET.urlencode()}")
    response = HttpResponse(csv_of(form.results()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="organisations.csv"'
    return response


@from_replica
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one organisation; of an unclaimed entry it has the name and the town only."""
    rows = Organisation.objects.public().select_related("land", "district", "postal_code", "logo")
    organisation = rows.filter(slug=slug).first()
    if organisation is None:
        merged = get_object_or_404(MergedEntry.objects.select_related("into"), entry__slug=slug)
        return redirect(merged.into, permanent=True)
    context: dict[str, object] = {"organisation": organisation}
    context["nobody_is_there"] = organisation.is_unclaimed and not organisation.memberships.exists()
    if organisation.is_listed:
        listed, today = Organisation.objects.listed(), dates.today()
        context["networks"] = listed.umbrellas_of(organisation, today)[:MOST_NAMES]
        context["members"] = members_of(organisation)
        context["check"] = organisation.verifications.shown(today).first()
        context["is_recoverable"] = Organisation.objects.recoverable().filter(pk=organisation.pk).exists()
    return render(request, "organisations/detail.html", context)


def members_of(organisation: Organisation) -> OrganisationQuerySet:
    """The members of a network that its page names, as its list and its tree do; none of anybody else."""
    if not organisation.is_umbrella:
        return Organisation.objects.none()
    return Organisation.objects.public().by_name().members_of(organisation, dates.today())[:MOST_NAMES]


@from_replica
@require_safe
@xframe_options_exempt
@csp_override(FRAMED)
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """What an organisation offers next, for a frame in its own site."""
    organisation = get_object_or_404(Organisation.objects.listed(), slug=slug)
    context = {"organisation": organisation, "members": members_of(organisation)}
    return render(request, "organisations/embed.html", context)
