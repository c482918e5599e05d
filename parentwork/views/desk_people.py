"""Places, and the unpaid hours that a coordinator confirms."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Sum
from django.db.models.lookups import IsNull
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from organisations.models import Organisation
from parentwork import rules
from parentwork.forms.desk_people import HoursForm, TickedForm, VenueForm
from parentwork.models import Venue, VolunteerHours, WorkshopDate
from parentwork.services import people, venues
from parentwork.views.desk_base import (
    carry_version,
    family_organisation,
    person,
    planned_organisation,
    stored,
)
from portal.forms import restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing

PER_PAGE = 30


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def venue_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The places of an organisation, and a form for one more."""
    organisation = planned_organisation(request, slug)
    form = restored(VenueForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            venues.add(organisation, form.values(), by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The place is saved."))
            return redirect("parentwork:desk_venues", slug=slug)
    context = {
        "organisation": organisation,
        "venues": organisation.venues.select_related("postal_code"),
        "form": form,
    }
    return render(request, "parentwork/desk/venues.html", context, status=422 if form.errors else 200)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def venue(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a place."""
    organisation = planned_organisation(request, slug)
    rows = Venue.objects.visible_to(request.user).filter(organisation=organisation)
    row = get_object_or_404(rows, pk=pk)
    form = restored(VenueForm(request.POST or None, instance=row), request)
    context: dict[str, Any] = {"organisation": organisation, "venue": row, "form": form}
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            venues.change(row, form.values(), by=person(request), version=version)
        except Stale as error:
            context["rows"] = stored(form, error.current, [*VenueForm.Meta.fields, "postal_code"])
            carry_version(form, error.current.version)
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The place is saved."))
            return redirect("parentwork:desk_venues", slug=slug)
    return render(request, "parentwork/desk/venue.html", context, status=422 if form.errors else 200)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Unpaid hours: type in, and see what is confirmed and what is not."""
    organisation = family_organisation(request, slug)
    initial = _own_helper(request, organisation) | _on_date(request, organisation)
    form = HoursForm(organisation, request.POST or None, initial=initial)
    form = restored(form, request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            people.record_hours(
                said["workshop"], said["helper"], day=said["day"], hours=said["hours"],
                activity=said["activity"], by=person(request),
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The hours are saved. A coordinator confirms them."))
            return redirect("parentwork:desk_hours", slug=slug)
    return _hours_page(request, organisation, form, TickedForm())


def _own_helper(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    own = organisation.helpers.filter(user=person(request)).first()
    return {"helper": own.pk} if own else {}


def _on_date(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    """Workshop and day of the date from whose page one comes."""
    pk = request.GET.get("date", "")
    dates = WorkshopDate.objects.filter(workshop__organisation=organisation)
    row = dates.filter(pk=int(pk)).first() if re.fullmatch(r"[0-9]{1,18}", pk) else None
    return {"workshop": row.workshop_id, "day": row.day} if row else {}


def _hours_page(
    request: HttpRequest, organisation: Organisation, form: HoursForm, ticked: TickedForm
) -> HttpResponse:
    rows = VolunteerHours.objects.visible_to(request.user).filter(workshop__organisation=organisation)
    rows = rows.select_related("helper", "workshop")
    ordered = rows.order_by(IsNull(F("confirmed"), True).desc(), "-day", "-id")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    shown = [row.pk for row in page.object_list]
    confirmable = VolunteerHours.objects.confirmable_by(person(request)).filter(pk__in=shown)
    context = {
        "organisation": organisation,
        "form": form,
        "ticked": ticked,
        "page_obj": page,
        "total": rows.confirmed().order_by().aggregate(sum=Sum("hours"))["sum"] or 0,
        "confirmable": sorted(confirmable.values_list("pk", flat=True), key=shown.index),
        "may_confirm": rules.may_confirm_hours(person(request), organisation),
    }
    status = 422 if form.errors or ticked.errors else 200
    return render(request, "parentwork/desk/hours.html", context, status=status)


@login_required
@require_POST
def confirm_hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Confirm the ticked hours, or all that the page showed."""
    organisation = family_organisation(request, slug)
    if not rules.may_confirm_hours(person(request), organisation):
        raise Http404
    form = TickedForm({"hours": request.POST.getlist("shown" if "all" in request.POST else "hours")})
    if not form.is_valid():
        recording = HoursForm(organisation, initial=_own_helper(request, organisation))
        return _hours_page(request, organisation, recording, form)
    count = people.confirm_hours(organisation, form.cleaned_data["hours"], by=person(request))
    text = ngettext("%(count)d entry is confirmed.", "%(count)d entries are confirmed.", count)
    messages.success(request, text % {"count": count})
    return redirect("parentwork:desk_hours", slug=slug)
