"""The budget of an Office: read by all who work with it, kept by its budget holder."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding import rules
from funding.forms.desk_budgets import BudgetForm, BudgetLineForm
from funding.models import Office
from funding.reports.budgets import programmes_of, standings
from funding.services import budgets
from funding.views.desk_access import counted_office_of
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.kept import keeps_typing

YEARS = range(2000, 2100)


@login_required
@require_safe
def budget(request: HttpRequest, slug: str) -> HttpResponse:
    """Each line with its years: available, proposed, committed, paid, free."""
    office = counted_office_of(request, slug)
    lines, names = standings(office, office.budget_lines.all()), programmes_of(office)
    paid_for = {programme for standing in lines for programme in standing.line.programmes}
    context = {
        "office": office,
        "lines": [(each, [names.get(slug, slug) for slug in each.line.programmes]) for each in lines],
        "without": [name for slug, name in names.items() if slug not in paid_for],
        "keeps": rules.may_keep_budget(person(request), office),
    }
    return render(request, "funding/desk/budget.html", context)


def _kept_office_of(request: HttpRequest, slug: str) -> Office:
    office = counted_office_of(request, slug)
    if not rules.may_keep_budget(person(request), office):
        raise Http404
    return office


@keeps_typing
def line(request: HttpRequest, slug: str, line_id: int | None = None) -> HttpResponse:
    """A line of the budget, a new one without `line_id`."""
    office = _kept_office_of(request, slug)
    row = get_object_or_404(office.budget_lines, pk=line_id) if line_id else None
    names = programmes_of(office)
    initial = (
        {"version": row.version, "code": row.code, "name": row.name, "programmes": row.programmes}
        if row
        else {}
    )
    form = restored(BudgetLineForm(request.POST or None, programmes=names, initial=initial), request)
    return _page(
        request,
        office,
        form,
        lambda data: budgets.save_line(
            office, row, data["code"], data["name"], data["programmes"],
            by=person(request), version=data["version"],
        ),
        line=row,
    )  # fmt: skip


@keeps_typing
def year(request: HttpRequest, slug: str, line_id: int, year: int) -> HttpResponse:
    """What a line has in one year."""
    office = _kept_office_of(request, slug)
    row = get_object_or_404(office.budget_lines, pk=line_id)
    if year not in YEARS:
        raise Http404
    kept = row.budgets.filter(year=year).values("version", "amount", "closes", "provisional").first()
    initial: dict[str, Any] = {**(kept or {})}
    form = restored(BudgetForm(request.POST or None, initial=initial), request)
    return _page(
        request,
        office,
        form,
        lambda data: budgets.save_budget(
            row, year, data["amount"], data["closes"], data["provisional"],
            by=person(request), version=data["version"],
        ),
        line=row,
        year=year,
    )  # fmt: skip


def _page(
    request: HttpRequest, office: Office, form: Form, do: Callable[[dict[str, Any]], object], **context: Any
) -> HttpResponse:
    if request.method == "POST" and carried_out(form, do):
        messages.success(request, _("Saved."))
        return redirect("funding:budget", office.slug)
    context |= {"office": office, "form": form}
    return render(request, "funding/desk/budget_form.html", context, status=422 if form.errors else 200)
