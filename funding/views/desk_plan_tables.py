"""The plan as a table: it is downloaded, filled in elsewhere, looked at, and taken over by the form."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from funding.choices import Task
from funding.forms.desk_plan_tables import PlanUploadForm, Preview, preview
from funding.models import FundingRequest, Snapshot
from funding.reports import plan_tables, staff_tables
from funding.services.drafts import pages_of
from funding.services.periods import years_of
from funding.views import desk_sums
from funding.views.desk_access import case_of, draft_of, request_of
from organisations.views.sheets import book
from portal.accounts.views.signed_in import person
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing
from portal.lib.limits import counted, parse_rate, too_many
from portal.lib.text import file_stem

# How many tables somebody may upload: each is read while he or she waits.
PER_PERSON = "30/h"


@login_required
@require_safe
def download(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The stored plan, or with `?empty` the table to be filled in."""
    row = request_of(request, slug, public_id)
    title = pages_of(row)[Task.PLAN]
    if "empty" in request.GET:
        return book([(title, plan_tables.empty_table(row, years_of(row)[0]))], name="plan-empty")
    return book(plan_tables.books_of(title, row.costs.values(), row.incomes.values()), name="plan")


@login_required
@require_safe
def sent(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """The plan of a submission, for those who sent it."""
    row = request_of(request, slug, public_id)
    return _frozen(row, get_object_or_404(row.snapshots, number=number))


@login_required
@require_safe
def case(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The plan that the Office reads now."""
    row = case_of(request, slug, public_id)
    if row.submission is None:
        raise Http404
    return _frozen(row, row.submission)


def _frozen(row: FundingRequest, submission: Snapshot) -> HttpResponse:
    """The plan of a submission, and behind it its sums by year and its staff plan, where it has them."""
    data, names = submission.data, pages_of(row)
    tables = plan_tables.books_of(names[Task.PLAN], data["costs"], data["incomes"])
    if data.get("staff"):
        tables.append((names[Task.STAFF], staff_tables.table_of(data["staff"])))
    stem = file_stem(submission.title)[:60] or "plan"
    return book(tables, name=f"{stem}-{submission.number}")


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The file, and then what it would change; the form of the plan takes it over."""
    row = draft_of(request, slug, public_id)
    form = PlanUploadForm(request.POST or None, SentFiles(request) or None)
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
        "sums": desk_sums.sums_of_typed(row, found.data),
    }  # fmt: skip
    response = render(
        request, "funding/desk/plan_preview.html", context, status=422 if found.has_refused else 200
    )
    response["Cache-Control"] = "no-store"
    return response
