"""Who came on a date is taken back, after a question."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parentwork.models import WorkshopDate
from parentwork.queries.turnout import turnout_of
from parentwork.services import attendance
from parentwork.views.desk_base import own_date, planned_organisation
from portal.accounts.views.signed_in import person
from portal.lib.errors import Stale


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask (GET), then take it back (POST); what somebody else has counted since is asked about again."""
    organisation = planned_organisation(request, slug)
    row = own_date(request, organisation, pk)
    if request.method == "POST":
        return _withdrawn(request, row)
    context = {
        "organisation": organisation, "workshop": row.workshop, "date": row, "turnout": turnout_of(row),
        "refused": _refused(row),
    }  # fmt: skip
    return render(request, "parentwork/desk/withdraw.html", context)


def _refused(row: WorkshopDate) -> str:
    """Why it cannot be taken back; empty where it can."""
    try:
        attendance.check_withdrawable(row)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _withdrawn(request: HttpRequest, row: WorkshopDate) -> HttpResponse:
    slug = row.workshop.organisation.slug
    try:
        attendance.withdraw(row, by=person(request), version=_version(request))
    except Stale:
        messages.warning(request, _("Somebody has typed in who came in the meantime. Please look again."))
        return redirect("parentwork:desk_withdraw", slug=slug, pk=row.pk)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. Nobody counts as having come on this date."))
    return redirect("parentwork:desk_date", slug=slug, pk=row.pk)


def _version(request: HttpRequest) -> int:
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else -1
