"""What everybody sees: the list, a workshop, its calendar file. These pages know no reader."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from parentwork.forms.search import WorkshopFilters
from parentwork.models import Workshop, WorkshopDate
from parentwork.tables import entry_of, event_data
from portal.lib.calendars import MEDIA_TYPE, calendar_file
from portal.lib.keyset import page_of
from portal.lib.replicas import from_replica

PER_PAGE = 20
MOST_COUNTED = 1000  # whether there are more of them than that changes nothing for a family
MOST_IN_A_CALENDAR = 500


@from_replica
@require_safe
def workshop_list(request: HttpRequest) -> HttpResponse:
    """Coming workshops, each at its next date."""
    form = WorkshopFilters.of(request.GET)
    form.is_valid()
    coming = WorkshopDate.objects.public().upcoming().for_pages()
    rows = coming if form.says_day else coming.next_of_each()
    found, asked = form.apply(rows), request.GET
    page = page_of(
        found, after=asked.get("after", ""), before=asked.get("before", ""), size=PER_PAGE, by="pk"
    )
    number = (
        found.order_by().values("pk")[: MOST_COUNTED + 1].count()
        if page.has_other_pages
        else len(page.object_list)
    )
    context = {"form": form, "page_obj": page, "number": number, "most": MOST_COUNTED, "place": form.place}
    if form.is_narrowed and form.is_valid() and not number:
        context["elsewhere"] = form.elsewhere(coming)
    return render(request, "parentwork/list.html", context, status=422 if form.errors else 200)


def public_workshop(pk: int) -> Workshop:
    """A workshop with a public page, with all that the page shows of it; 404 otherwise."""
    rows = Workshop.objects.public().select_related("organisation", "format", "venue__postal_code", "school")
    return get_object_or_404(rows, pk=pk)


def coming_dates(workshop: Workshop) -> list[WorkshopDate]:
    """Coming dates of a workshop with the places that are left, cancelled ones left out."""
    rows = workshop.dates.upcoming().select_related("venue__postal_code").with_places().with_carers()
    dates = list(rows)
    for date in dates:
        date.workshop = workshop
    return dates


def shown_of(workshop: Workshop) -> dict[str, Any]:
    """What the page of a workshop shows, for families and for who looks at the draft."""
    dates = coming_dates(workshop)
    return {
        "workshop": workshop,
        "dates": dates,
        "topics": list(workshop.topics.all()),
        "is_full": bool(dates) and all(date.seats_left == 0 for date in dates),
        "carers_checked": _carers_checked(dates),
    }


def _carers_checked(dates: list[WorkshopDate]) -> bool:
    """What families may rely on: it holds for everybody who looks after children on any of these dates."""
    with_children = [date for date in dates if date.childcare]
    return bool(with_children) and all(date.all_carers_checked for date in with_children)


@from_replica
@require_safe
def detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One workshop; an old title in the address leads to the present one."""
    workshop = public_workshop(pk)
    if slug != workshop.slug:
        return HttpResponsePermanentRedirect(workshop.get_absolute_url())
    context = shown_of(workshop)
    context["events"] = [event_data(date, get_language() or "de") for date in context["dates"]]
    return render(request, "parentwork/detail.html", context)


@from_replica
@require_safe
def ics(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """All dates of a workshop for a calendar program, cancelled ones marked as such."""
    workshop = public_workshop(pk)
    dates = list(workshop.dates.select_related("venue__postal_code").order_by("starts", "pk"))
    for date in dates:
        date.workshop = workshop
    response = _calendar(dates)
    response["Content-Disposition"] = f'attachment; filename="{workshop.slug}.ics"'
    return response


@from_replica
@require_safe
def list_ics(request: HttpRequest) -> HttpResponse:
    """All coming dates that fit the filters of the list, to subscribe to; the first 500."""
    form = WorkshopFilters.of(request.GET)
    if form.errors:
        words = "\n".join(str(text) for texts in form.errors.values() for text in texts)
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    dates = form.apply(WorkshopDate.objects.for_calendars())
    return _calendar(dates[:MOST_IN_A_CALENDAR], name=gettext("Meetings for parents"))


def _calendar(dates: Iterable[WorkshopDate], *, name: str = "") -> HttpResponse:
    entries = [entry_of(date, get_language() or "de") for date in dates]
    return HttpResponse(calendar_file(entries, name=name), content_type=f"{MEDIA_TYPE}; charset=utf-8")
