"""Expenses out of a bookkeeping program: the file, its columns, its words, its rows."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding.choices import ExpenseColumn, ExpenseOutcome
from funding.forms.desk_expense_lists import ExpenseColumnsForm, ExpenseUploadForm, KindsForm, LikenessForm
from funding.models import ExpenseList, ProofOfUse
from funding.services import expense_lists as service
from funding.views.desk_access import proof_of
from funding.views.desk_proofs import url
from organisations.views.sheets import sheet
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, restored
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing
from portal.lib.limits import counted, parse_rate, too_many

PER_PAGE = 50
# How many lists somebody may upload: each is read while he or she waits.
PER_PERSON = "30/h"
_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@keeps_typing
@_WRITE
def upload(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The file."""
    proof = proof_of(request, slug, public_id, acting=True)
    form = restored(ExpenseUploadForm(request.POST or None, SentFiles(request) or None), request)
    if request.method == "POST" and form.is_valid():
        if counted("expense-lists", str(person(request).pk), PER_PERSON):
            return too_many(request, parse_rate(PER_PERSON)[1])
        name, table = form.cleaned_data["file"]
        try:
            edition = service.upload(
                proof, table, form.cleaned_data["key"], file_name=name, by=person(request)
            )
            return redirect(_url("columns", edition))
        except ValidationError as error:
            add_errors(form, error)
    context = {"proof": proof, "row": proof.award.request, "form": form}
    context["editions"] = proof.expense_lists.defer("table")
    status = 422 if form.errors else 200
    return render(request, "funding/desk/expense_upload.html", context, status=status)


@keeps_typing
@_WRITE
def columns(request: HttpRequest, slug: str, public_id: Any, key: UUID) -> HttpResponse:
    """Which column is which."""
    edition = _edition(request, slug, public_id, key)
    form = restored(ExpenseColumnsForm(request.POST or None, edition=edition), request)
    if request.method == "POST" and form.is_valid():
        try:
            edition = service.name_columns(edition, form.cleaned_data, by=person(request))
            return redirect(_url("list" if service.is_named(edition) else "kinds", edition))
        except ValidationError as error:
            add_errors(form, error)
    return _show(request, edition, "funding/desk/expense_columns.html", form)


@keeps_typing
@_WRITE
def kinds(request: HttpRequest, slug: str, public_id: Any, key: UUID) -> HttpResponse:
    """What the list's words for the kinds of cost mean."""
    edition = _edition(request, slug, public_id, key)
    try:
        written = service.kinds_of(edition)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_url("columns", edition))
    form = restored(KindsForm(request.POST or None, edition=edition, written=written), request)
    if request.method == "POST" and form.is_valid():
        try:
            service.name_kinds(edition, form.kinds, by=person(request))
            return redirect(_url("list", edition))
        except ValidationError as error:
            form.add_error(None, error)
    return _show(
        request, edition, "funding/desk/expense_kinds.html", form, has_column="category" in edition.columns
    )


@login_required
@_WRITE
def preview(request: HttpRequest, slug: str, public_id: Any, key: UUID) -> HttpResponse:
    """Row by row what would be entered; POST keeps the answers, and enters the rows if that was asked."""
    edition = _edition(request, slug, public_id, key)
    if not service.is_named(edition):
        return redirect(_url("columns", edition))
    if request.method != "POST":
        return _preview(request, edition)
    try:
        edition = _answered(request, edition)
        if "enter" not in request.POST:
            return redirect(
                f"{edition.get_absolute_url()}?{urlencode({'page': request.GET.get('page', '1')})}"
            )
        number = service.enter(edition, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _preview(request, edition, status=422)
    words = ngettext("%(number)s expense is entered.", "%(number)s expenses are entered.", number)
    messages.success(request, words % {"number": number})
    return redirect(url("expenses", edition.proof))


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, public_id: Any, key: UUID) -> HttpResponse:
    """Throw the list away."""
    edition = _edition(request, slug, public_id, key)
    try:
        service.discard(edition, by=person(request))
        messages.success(request, _("Thrown away. Nothing was entered."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(url("expenses", edition.proof))


@login_required
@require_safe
def faults(request: HttpRequest, slug: str, public_id: Any, key: UUID) -> HttpResponse:
    """The rows about which something is to be said, as they came, with what it is."""
    edition = _edition(request, slug, public_id, key)
    found = [line for line in service.lines(edition) if line.problem] if service.is_named(edition) else []
    rows = [[line.row.number, line.problem, *line.row.cells.values()] for line in found]
    table: list[list[Any]] = [[_("Row"), _("What is to be said"), *edition.headers], *rows]
    return sheet("csv", table, name="errors")


def _edition(request: HttpRequest, slug: str, public_id: Any, key: UUID) -> ExpenseList:
    proof: ProofOfUse = proof_of(request, slug, public_id, acting=True)
    edition: ExpenseList = get_object_or_404(proof.expense_lists, key=key)
    edition.proof = proof
    return edition


def _answered(request: HttpRequest, edition: ExpenseList) -> ExpenseList:
    """The list with what the page says about its rows."""
    if "all_out" in request.POST:
        found = service.lines(edition)
        out = {line.row.number: service.OUT for line in found if line.outcome == ExpenseOutcome.DOUBTFUL}
        return service.answer(edition, out, by=person(request))
    form = LikenessForm(request.POST, edition=edition, lines=service.lines(edition))
    return service.answer(edition, form.answers if form.is_valid() else {}, by=person(request))


def _preview(request: HttpRequest, edition: ExpenseList, status: int = 200) -> HttpResponse:
    lines = service.lines(edition)
    found = Counter(line.outcome for line in lines)
    counts = {outcome.value: found[outcome] for outcome in ExpenseOutcome}
    show = request.GET.get("show", "")
    shown = [line for line in lines if line.outcome == show] if counts.get(show) else lines
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    form = LikenessForm(edition=edition, lines=page.object_list)
    return _show(
        request, edition, "funding/desk/expense_list.html", form, status=status,
        tiles=[(outcome, found[outcome]) for outcome in ExpenseOutcome if found[outcome]],
        counts=counts, show=show, page_obj=page,
        lines=[(line, form.field_of(line)) for line in page.object_list],
        total=sum(it.expense.eligible for it in lines if it.expense and it.outcome == ExpenseOutcome.NEW),
    )  # fmt: skip


def _show(
    request: HttpRequest, edition: ExpenseList, template: str, form: Any, *, status: int = 0, **more: Any
) -> HttpResponse:
    context = {"edition": edition, "proof": edition.proof, "row": edition.proof.award.request, "form": form}
    context |= {"columns": ExpenseColumn, **more}
    response = render(request, template, context, status=status or (422 if form.errors else 200))
    response["Cache-Control"] = "no-store"
    return response


def _url(page: str, edition: ExpenseList) -> str:
    request = edition.proof.award.request
    return reverse(
        f"funding:expense_{page}", args=[request.organisation.slug, request.public_id, edition.key]
    )
