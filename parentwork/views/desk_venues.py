"""The places of an organisation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parentwork.forms.desk_people import VenueForm
from parentwork.models import Venue
from parentwork.services import venues
from parentwork.views.desk_base import planned_organisation, stored
from portal.accounts.views.signed_in import person
from portal.forms import overwriting, restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing


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
            overwriting(form, error.current.version)
            form.add_error(None, error)
        except ValidationError as error:
            if "one_at_a_time" in getattr(error, "error_dict", {}):
                context["in_the_way"] = row.dates.colliding().select_related("workshop")
            form.add_error(None, error)
        else:
            messages.success(request, _("The place is saved."))
            return redirect("parentwork:desk_venues", slug=slug)
    return render(request, "parentwork/desk/venue.html", context, status=422 if form.errors else 200)
