"""The link for the door, as the organisation makes it, shows it and takes it back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parentwork.models import DoorLink
from parentwork.models.openings import NameList
from parentwork.services import door as services
from parentwork.services.openings import note_opening
from parentwork.views.desk_base import own_date, run_organisation
from portal.accounts.views.signed_in import person
from portal.lib.codes import qr_svg


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the link is for and a button for it; once it is made, its address and a QR code."""
    organisation = run_organisation(request, slug)
    row = own_date(request, organisation, pk)
    if request.method == "POST":
        try:
            services.open_door(row, by=person(request))
            note_opening(row, NameList.DOOR, by=person(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("parentwork:desk_door", slug=slug, pk=pk)
    link = DoorLink.objects.not_taken_back().filter(date=row).first()
    context: dict[str, Any] = {
        "organisation": organisation, "workshop": row.workshop, "date": row, "link": link
    }  # fmt: skip
    if link:
        note_opening(row, NameList.DOOR, by=person(request))
        link.date = row
        context["address"] = settings.SITE_URL + link.get_absolute_url()
        context["qr"] = qr_svg(context["address"])
    return render(request, "parentwork/desk/door.html", context)


@login_required
@require_POST
def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take the link back; a second tap finds it done."""
    organisation = run_organisation(request, slug)
    services.close_door(own_date(request, organisation, pk), by=person(request))
    messages.success(request, _("The link opens nothing any more."))
    return redirect("parentwork:desk_date", slug=slug, pk=pk)
