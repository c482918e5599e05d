"""Contact points and programmes, for everybody."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from funding.choices import OfficeLevel
from funding.forms.directory import LandForm, PlaceForm, ProgrammeSearch
from funding.models import Office, Programme, ProgrammeEntry
from funding.reports.deadlines import deadline_of
from funding.reports.open_data import LICENSE, state_of_grants
from funding.reports.open_figures import state_of_offers, state_of_structure
from portal.lib.calendars import MEDIA_TYPE, calendar_file
from portal.lib.chained import Chained
from portal.lib.dates import today
from portal.lib.languages import named
from portal.lib.replicas import from_replica
from portal.places.models import Land

PROGRAMMES_PER_PAGE = 20
# What the texts of the federal funding database are under.
ENTRY_LICENSE = "https://creativecommons.org/licenses/by-nd/3.0/de/"


@from_replica
def contact_points(request: HttpRequest) -> HttpResponse:
    """Who helps with money where: by Land, by postal code, or all of them under a tile map."""
    lands = lands_in_order()
    form = PlaceForm(request.GET, lands)
    form.full_clean()
    place = form.cleaned_data.get("near")
    land = form.cleaned_data.get("land")
    offices = Office.objects.listed().select_related("land").order_by("level", "name")
    if land is not None:
        offices = offices.responsible_for(land, place.district if place else None)
    context: dict[str, Any] = {"form": form, "land": land, "place": place, "lands": lands}
    context |= {
        "here": _by_land([office for office in offices if office.level != OfficeLevel.FEDERAL], lands),
        "federal": [office for office in offices if office.level == OfficeLevel.FEDERAL],
    }
    status = 422 if form.errors else 200
    return render(request, "funding/contact_points.html", context, status=status)


def lands_in_order() -> list[Land]:
    """All Länder, as readers look for them in a list."""
    rows = Land.objects.in_bulk()
    return [rows[code] for code in named(rows.values(), get_language() or "de")]


def _by_land(offices: list[Office], lands: list[Land]) -> list[Office]:
    places = {land.pk: place for place, land in enumerate(lands)}
    return sorted(offices, key=lambda office: places.get(office.land_id or "", -1))


@from_replica
def contact_point(request: HttpRequest, slug: str) -> HttpResponse:
    """One contact point with its programmes."""
    office = get_object_or_404(Office.objects.listed().select_related("land"), slug=slug)
    programmes = Programme.objects.current().filter(office=office).order_by("slug")
    return render(request, "funding/contact_point.html", {"office": office, "programmes": programmes})


@from_replica
def programmes(request: HttpRequest) -> HttpResponse:
    """The programmes of the contact points, then those of the federal funding database, with one search."""
    lands = lands_in_order()
    form = ProgrammeSearch(request.GET, lands)
    rows = Chained(form.programmes(), form.entries())
    page = Paginator(rows, PROGRAMMES_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "funding/programmes.html",
        {"page_obj": page, "form": form, "lands": lands, "number": len(rows)},
        status=422 if form.errors else 200,
    )


@from_replica
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules of one programme, each amount with its source."""
    row = get_object_or_404(Programme.objects.current(), slug=slug)
    return render(request, "funding/programme.html", {"programme": row})


@from_replica
@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """The deadlines that are to come, of all programmes or of those for one Land, for a calendar program."""
    form = LandForm(request.GET, lands_in_order())
    if not form.is_valid():
        return HttpResponse(status=422)
    rows = Programme.objects.current().filter(next_deadline__gte=today()).order_by("next_deadline", "slug")
    if land := form.cleaned_data["land"]:
        rows = rows.for_land(land)
    entries = [deadline_of(row, get_language() or "de") for row in rows]
    file = calendar_file(entries, name=gettext("Deadlines for funding"))
    return HttpResponse(file, content_type=f"{MEDIA_TYPE}; charset=utf-8")


@from_replica
def entry(request: HttpRequest, key: str) -> HttpResponse:
    """A programme as the federal funding database describes it, in its own words."""
    row = get_object_or_404(ProgrammeEntry.objects.select_related("land"), key=key)
    offices = Office.objects.listed()
    offices = offices.filter(land=row.land) if row.land else offices.filter(level=OfficeLevel.FEDERAL)
    context = {"entry": row, "offices": offices.order_by("name"), "license": ENTRY_LICENSE}
    return render(request, "funding/entry.html", context)


@from_replica
def open_data(request: HttpRequest) -> HttpResponse:
    """What is published for everybody to use, by whom, and where it is."""
    number, last = state_of_grants()
    offices = Office.objects.listed().publishing()
    context: dict[str, Any] = {"number": number, "last": last, "offices": offices, "license": LICENSE}
    context |= {"structure": state_of_structure()[0], "offers": state_of_offers()[0]}
    return render(request, "funding/open_data.html", context)
