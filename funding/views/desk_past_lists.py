"""Lists of earlier grants: uploaded, looked at row by row, taken in."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding import rules
from funding.forms.desk_past import GrantColumnsForm, GrantsUploadForm, TakeGrantsForm
from funding.models import Office, UploadedGrants
from funding.services import past
from funding.views.desk_access import office_of
from organisations.views.sheets import sheet
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, carried_out, restored
from portal.lib import polling
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing
from portal.lib.limits import counted, parse_rate, too_many

PER_PAGE = 50
SHOWN = 20
# How many lists somebody may upload: each is read while he or she waits.
PER_PERSON = "30/h"


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """The file, and the lists that are on their way."""
    office = _importing(request, slug)
    form = restored(GrantsUploadForm(request.POST or None, SentFiles(request) or None), request)
    if request.method == "POST" and form.is_valid():
        if counted("grant-lists", str(person(request).pk), PER_PERSON):
            return too_many(request, parse_rate(PER_PERSON)[1])
        name, table = form.cleaned_data["file"]
        typed = {field: form.cleaned_data[field] for field in ("key", "name")}
        try:
            return redirect(past.upload(table, **typed, office=office, file_name=name, by=person(request)))
        except ValidationError as error:
            add_errors(form, error)
    editions = UploadedGrants.objects.visible_to(request.user).filter(office=office)[:SHOWN]
    context = {"office": office, "form": form, "editions": editions}
    status = 422 if form.errors else 200
    return render(request, "funding/desk/past_upload.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edition(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """What taking the list in would do, row by row where there is something to say; POST takes it in."""
    found = _edition(request, slug, key)
    if request.method != "POST":
        if past.lacks_columns(found):
            return redirect("funding:past_list_columns", slug, key)
        if found.is_at_work and (same := polling.unchanged(request, found.progress)):
            return same
        return _page(request, found, TakeGrantsForm(), part="#state" if polling.asks(request) else "")
    form = TakeGrantsForm(request.POST)
    form.is_valid()
    try:
        if "again" in request.POST:
            past.look_again(found, by=person(request))
        else:
            past.begin_taking(found, skips_bad=form.cleaned_data["skips_bad"], by=person(request))
    except ValidationError as error:
        add_errors(form, error)
        return _page(request, found, form, status=422)
    return redirect(found)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Which heading of the list is which column."""
    found = _edition(request, slug, key)
    if found.is_at_work or found.is_taken:
        return redirect(found)
    form = restored(GrantColumnsForm(request.POST or None, edition=found), request)
    if request.method == "POST" and carried_out(
        form, lambda said: past.name_columns(found, said, by=person(request))
    ):
        return redirect(found)
    context = {"office": found.office, "edition": found, "form": form}
    return render(request, "funding/desk/past_columns.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Throw the list away."""
    found = _edition(request, slug, key)
    try:
        past.discard(found, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    messages.success(request, _("Thrown away. Nothing was taken in."))
    return redirect("funding:past_upload", slug)


@login_required
@require_safe
def faults(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The rows about which something is to be said, by their number, with what it is."""
    found = _edition(request, slug, key)
    rows = [[_("Row"), _("What is to be said")], *found.notes.items()]
    return sheet("csv", rows, name="rows")


def _importing(request: HttpRequest, slug: str) -> Office:
    """The Office in the address, for who brings lists in."""
    office = office_of(request, slug)
    if not rules.may_match_grants(person(request), office):
        raise Http404
    return office


def _edition(request: HttpRequest, slug: str, key: UUID) -> UploadedGrants:
    office = _importing(request, slug)
    rows = UploadedGrants.objects.visible_to(request.user).filter(office=office).select_related("office")
    found: UploadedGrants = get_object_or_404(rows, key=key)
    return found


def _labels() -> dict[str, str]:
    return {
        "new": _("new"),
        "changed": _("changed"),
        "same": _("unchanged"),
        "doubled": _("the same as another row, taken once"),
        "persons": _("left out, perhaps a natural person"),
        "faulty": _("faulty"),
        "whole": _("In the file"),
    }


def _page(
    request: HttpRequest, found: UploadedGrants, form: TakeGrantsForm, *, part: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"office": found.office, "edition": found, "form": form}
    if found.counts:
        context["tallies"] = [
            (label, found.counts[name]["rows"], Decimal(found.counts[name]["amount"]))
            for name, label in _labels().items()
        ]
    notes = sorted((int(number), note) for number, note in found.notes.items())
    context["page_obj"] = Paginator(notes, PER_PAGE).get_page(request.GET.get("page"))
    response = render(request, "funding/desk/past_list.html" + part, context, status=status)
    response["Cache-Control"] = "no-store"
    return response
