"""The staff plan of a request for the whole work of an organisation: its posts and what they cost."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funding.choices import Task
from funding.forms import desk_plan
from funding.forms.desk_plan import STAFF, PlanForm
from funding.forms.desk_plan_lines import BaseLines
from funding.forms.desk_staff import StaffUploadForm
from funding.models import FundingRequest
from funding.reports import staff_tables
from funding.services import drafts, plans
from funding.views import desk_form, desk_sums
from funding.views.desk_access import draft_of, request_of
from funding.views.desk_plan import one_line
from funding.views.desk_plan_tables import PER_PERSON
from funding.views.desk_requests import task_url
from organisations.views.sheets import sheet
from portal.accounts.views.signed_in import person
from portal.forms import add_errors
from portal.lib.errors import Stale
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing
from portal.lib.limits import counted, parse_rate, too_many


@keeps_typing
def staff(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The page of the staff plan."""
    row = _draft(request, slug, public_id)
    if request.method != "POST":
        return _opened(request, row)
    if request.headers.get("hx-request") and "add_line" in request.POST:
        return one_line(request, row, sides=(STAFF,))
    if {"add_line", "remove_line"} & set(request.POST):
        return _rearranged(request, row)
    return _save(request, row)


def _draft(request: HttpRequest, slug: str, public_id: Any) -> FundingRequest:
    return _wanting_staff(draft_of(request, slug, public_id))


def _wanting_staff(row: FundingRequest) -> FundingRequest:
    """The request, if its programme wants a staff plan."""
    if not row.programme.is_institutional:
        raise Http404
    return row


def _opened(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    typed, source = desk_form.typed_before(request, row, Task.STAFF)
    rows = desk_plan.typed(STAFF, typed) if source else desk_plan.stored(STAFF, row)
    version = typed.get("version", row.version) if source else row.version
    lines = desk_plan.unbound(STAFF, row, rows)
    return _show(request, row, PlanForm(initial={"version": version}), lines, rows, source=source)


def _rearranged(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    """One line more or less; what is typed stays, nothing is checked yet."""
    removed, added = request.POST.get("remove_line", ""), request.POST.get("add_line", "")
    data = desk_plan.without(desk_form.typed_of(request), removed)
    lines = desk_plan.rearranged(row, data, added=added, sides=(STAFF,))
    desk_form.keep_as_draft(request, row, Task.STAFF, data)
    form = PlanForm(initial={"version": request.POST.get("version")})
    rows, focus = desk_plan.typed(STAFF, data), desk_plan.neighbour(lines, removed)
    return _show(request, row, form, lines[STAFF], rows, focus=focus)


def _save(request: HttpRequest, row: FundingRequest) -> HttpResponse:
    form, lines = PlanForm(request.POST), desk_plan.bound(STAFF, row, request.POST)
    stale: list[dict[str, Any]] | None = None
    if all([form.is_valid(), lines.is_valid()]):
        try:
            version = form.cleaned_data["version"]
            plans.save_staff(row, lines.lines(), by=person(request), version=version)
            return redirect(desk_form.next_url(row, Task.STAFF))
        except Stale as error:
            stale = [{"label": post.function, "stored": post.amount} for post in error.current.posts.all()]
            form = PlanForm({"version": error.current.version})
        except ValidationError as error:
            form.add_error(None, error)
    data = desk_form.typed_of(request)
    desk_form.keep_as_draft(request, row, Task.STAFF, data)
    return _show(request, row, form, lines, desk_plan.typed(STAFF, data), stale=stale, status=422)


def _show(
    request: HttpRequest,
    row: FundingRequest,
    form: BaseForm,
    lines: BaseLines,
    rows: list[dict[str, Any]],
    *,
    source: str = "",
    focus: str = "",
    stale: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "row": row, "form": form, "posts": lines, "staff_sums": desk_sums.staff_sums(rows),
        "source": source, "focus": focus, "stale": stale,
        "kept": desk_form.state_of(request, row, Task.STAFF),
        "others": [
            {"draft": draft, "sums": desk_sums.staff_sums(desk_plan.typed(STAFF, draft.data))}
            for draft in desk_form.others_typing(row, Task.STAFF, request)
        ],
        **desk_form.place_of(row, Task.STAFF),
    }  # fmt: skip
    return render(request, "funding/desk/staff.html", context, status=status)


@login_required
@require_safe
def download(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The stored staff plan as a table, or with `?empty` the table to be filled in."""
    row = _wanting_staff(request_of(request, slug, public_id))
    if "empty" in request.GET:
        return sheet("xlsx", staff_tables.table_of([]), name="staff-plan-empty")
    return sheet("xlsx", staff_tables.table_of(row.posts.values()), name="staff-plan")


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The posts of a table go into the form, where they are looked at and saved."""
    row = _draft(request, slug, public_id)
    form = StaffUploadForm(request.POST or None, SentFiles(request) or None)
    if form.is_bound and counted("plan-tables", str(person(request).pk), PER_PERSON):
        return too_many(request, parse_rate(PER_PERSON)[1])
    if form.is_bound and form.is_valid():
        try:
            posts = desk_plan.numbered(STAFF, staff_tables.read(form.cleaned_data["file"][1]))
            drafts.keep_draft(row, Task.STAFF, posts, by=person(request), version=row.version)
            messages.success(request, _("The table stands in the form. Look at it and save it."))
            return redirect(task_url(row, Task.STAFF))
        except ValidationError as error:
            add_errors(form, error)
    return render(
        request,
        "funding/desk/staff_upload.html",
        {"row": row, "form": form},
        status=422 if form.errors else 200,
    )
