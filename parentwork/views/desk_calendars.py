"""Taking over a calendar that an organisation keeps elsewhere: choose the file, look, confirm."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from organisations.models import Organisation
from parentwork.forms.desk_calendars import CalendarForm, TakeForm
from parentwork.services.calendars.packing import packed
from parentwork.services.calendars.reading import Reading, read
from parentwork.services.calendars.taking import known_keys, new_dates, take
from parentwork.views.desk_base import planned_organisation
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, restored
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a file would bring; only what was shown and confirmed is created."""
    organisation = planned_organisation(request, slug)
    if request.POST.get("step") == "take":
        return _take(request, organisation)
    sent = (request.POST, SentFiles(request)) if request.method == "POST" else ()
    form = restored(CalendarForm(organisation, *sent), request)
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, organisation, form, read(form.cleaned_data["file"]))
        except ValidationError as error:
            add_errors(form, error)
    return _asked(request, organisation, form)


def _asked(request: HttpRequest, organisation: Organisation, form: CalendarForm) -> HttpResponse:
    context = {"organisation": organisation, "form": form, "has_venue": organisation.venues.exists()}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "parentwork/desk/calendar.html", context, status=status)


def _preview(
    request: HttpRequest, organisation: Organisation, form: CalendarForm, reading: Reading
) -> HttpResponse:
    known = known_keys(organisation, reading.series)
    said = {name: form.data.getlist(name) for name in ("format", "venue", "languages")}  # type: ignore[attr-defined]
    new = [set(new_dates(one, known)) for one in reading.series]
    context: dict[str, Any] = {
        "organisation": organisation,
        "said": [(name, value) for name, values in said.items() for value in values],
        "rows": list(zip(reading.series, new, strict=True)),
        "known": known,
        "faults": reading.faults,
        "count": sum(map(len, new)),
        "packed": packed(reading.series),
    }
    return render(request, "parentwork/desk/calendar_preview.html", context)


def _take(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = TakeForm(organisation, request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose the file again."))
        return redirect("parentwork:desk_calendar", slug=organisation.slug)
    try:
        taken = take(organisation, form.cleaned_data["packed"], form.kind(), by=person(request))
    except ValidationError as error:
        again = CalendarForm(organisation, request.POST)  # the file, too, is to be chosen anew
        again.full_clean()
        add_errors(again, error)
        return _asked(request, organisation, again)
    words = ngettext(
        "%(number)d draft is saved. Look at it, then publish it.",
        "%(number)d drafts are saved. Look at each, then publish it.",
        len(taken),
    )
    messages.success(request, words % {"number": len(taken)} if taken else _("There was nothing new."))
    return redirect("parentwork:desk_list", slug=organisation.slug)
