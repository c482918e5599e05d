"""The plan as a table: it is downloaded, filled in elsewhere, looked at, and taken over by the form."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from funding.forms.desk_plan_tables import PlanUploadForm, Preview, preview
from funding.models import FundingRequest
from funding.reports import plan_tables
from funding.services.periods import years_of
from funding.views import desk_sums
from funding.views.desk_access import draft_of, request_of
from organisations.views.sheets import sheet
from portal.accounts.views.signed_in import person
from portal.lib.kept import keeps_typing
from portal.lib.limits import counted, parse_rate, too_many

# How many tables somebody may upload: each is read while he or she waits.
PER_PERSON = "30/h"


@login_required
@require_safe
def download(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The stored plan, or with `?empty` the table to be filled in."""
    row = request_of(request, slug, public_id)
    if "empty" in request.GET:
        return sheet("xlsx", plan_tables.empty_table(row, years_of(row)[0]), name="plan-empty")
    return sheet("xlsx", plan_tables.table_of(row), name="plan")


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The file, and then what it would change; the form of the plan takes it over."""
    row = draft_of(request, slug, public_id)
    form = PlanUploadForm(request.POST, request.FILES) if request.method == "POST" else PlanUploadForm()
    if form.is_bound and counted("plan-tables", str(person(request).pk), PER_PERSON):
        return too_many(request, parse_rate(PER_PERSON)[1])
    if form.is_bound and form.is_valid():
        name, table = form.cleaned_data["file"]
        try:
            return _show(request, row, name, preview(row, table))
        except ValidationError as error:
            form.add_error("file", error)
    context = {"row": row, "form": form}
    return render(request, "funding/desk/plan_upload.html", context, status=422 if form.errors else 200)


def _show(request: HttpRequest, row: FundingRequest, name: str, found: Preview) -> HttpResponse:
    context = {
        "row": row, "name": name, "found": found,
        "sums": desk_sums.sums_of(row, desk_sums.typed_plan(found.data)),
    }  # fmt: skip
    response = render(
        request, "funding/desk/plan_preview.html", context, status=422 if found.has_refused else 200
    )
    response["Cache-Control"] = "no-store"
    return response
