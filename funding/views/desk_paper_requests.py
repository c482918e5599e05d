"""A request that came on paper: look for the organisation, then write down what the paper says."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from funding import rules
from funding.forms import desk_plan
from funding.forms.desk_paper_requests import FindForm, PaperRequestForm
from funding.forms.desk_plan import COSTS, INCOMES, SIDES
from funding.forms.desk_plan_lines import BaseLines
from funding.models import FundingRequest, Office, Programme
from funding.services import paper_requests
from funding.services.paper_requests import OnPaper
from funding.views.desk_access import office_of
from funding.views.desk_cases import case_url
from funding.views.desk_plan import one_line
from organisations.models import Organisation
from organisations.queries.registry import OrganisationQuerySet
from portal.accounts.views.signed_in import person
from portal.forms import carried_out
from portal.lib.dates import parse_day, today
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing, kept_typing

MOST = 20


@login_required
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for the organisation in the registry."""
    office, form = _office(request, slug), FindForm(request.GET or None)
    found = _entries(request).matching(form.cleaned_data["q"])[:MOST] if form.is_valid() else []
    context = {"office": office, "form": form, "found": found}
    return render(request, "funding/desk/paper_find.html", context)


@keeps_typing
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down the request of one organisation, of the registry or by name."""
    office = _office(request, slug)
    typed = request.POST.dict() or kept_typing(request) or {}
    asking = _asking(request, str(typed.get("organisation") or request.GET.get("organisation", "")))
    if request.method != "POST":
        return _opened(request, office, asking, typed)
    if request.headers.get("hx-request") and "add_line" in request.POST:
        return one_line(request, frame(request.POST))
    if {"add_line", "remove_line"} & set(request.POST):
        return _rearranged(request, office, asking)
    return _save(request, office, asking)


def _office(request: HttpRequest, slug: str) -> Office:
    office = office_of(request, slug)
    if not rules.may_record(person(request), office):
        raise Http404
    return office


def _entries(request: HttpRequest) -> OrganisationQuerySet:
    """Entries of the registry, without those of the officer's own organisations."""
    rows: OrganisationQuerySet = Organisation.objects.public()
    return rows.exclude(pk__in=Organisation.objects.of(person(request)))


def _asking(request: HttpRequest, slug: str) -> Organisation | None:
    if not slug:
        return None
    if not slug.isprintable():
        raise Http404
    found: Organisation = get_object_or_404(_entries(request), slug=slug[:80])
    return found


def frame(data: Mapping[str, Any]) -> FundingRequest:
    """What the lines of the plan go by: the period, once it can be read, and any kind of cost."""
    start, end, year = _day(data.get("start")), _day(data.get("end")), today().year
    if start is None or end is None:
        start, end = date(year - 1, 1, 1), date(year + 2, 12, 31)
    return FundingRequest(programme=Programme(), start=start, end=end)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else parse_day(str(value or ""))


def _opened(
    request: HttpRequest, office: Office, asking: Organisation | None, typed: Mapping[str, Any]
) -> HttpResponse:
    initial = {"key": uuid4(), "organisation": asking.slug if asking else "", **typed}
    form = PaperRequestForm(initial=initial, office=office, asking=asking)
    period, blank = frame(typed), list[dict[str, Any]]([{}])
    lines = {side: desk_plan.unbound(side, period, desk_plan.typed(side, typed) or blank) for side in SIDES}
    return _show(request, office, asking, form, lines, kept=bool(typed))


def _rearranged(request: HttpRequest, office: Office, asking: Organisation | None) -> HttpResponse:
    removed, data = request.POST.get("remove_line", ""), request.POST.dict()
    form = PaperRequestForm(initial=data, office=office, asking=asking)
    form.files = SentFiles(request)
    lines = desk_plan.rearranged(frame(data), data, added=request.POST.get("add_line", ""), removed=removed)
    return _show(request, office, asking, form, lines, focus=desk_plan.neighbour(lines, removed))


def _save(request: HttpRequest, office: Office, asking: Organisation | None) -> HttpResponse:
    form = PaperRequestForm(request.POST, SentFiles(request), office=office, asking=asking)
    form.is_valid()
    period = frame(form.cleaned_data)
    lines = {side: desk_plan.bound(side, period, request.POST) for side in SIDES}
    sound = all(formset.is_valid() for formset in lines.values())
    if not (sound and form.is_valid()):
        return _show(request, office, asking, form, lines, status=422)
    said = _said(form.cleaned_data, lines)
    doubts = [] if "anyway" in request.POST else paper_requests.doubts(said)
    if doubts:
        return _show(request, office, asking, form, lines, doubts=doubts, status=422)

    def keep(data: dict[str, Any]) -> FundingRequest:
        return paper_requests.record(said, asking or form.newcomer(), key=data["key"], by=person(request))

    row = carried_out(form, keep)
    if row is None:
        return _show(request, office, asking, form, lines, status=422)
    messages.success(request, _("The request is recorded, with you as caseworker."))
    return redirect(case_url(row))


def _said(data: Mapping[str, Any], lines: Mapping[str, BaseLines]) -> OnPaper:
    return OnPaper(
        **{name: data[name] for name in ("programme", "title", "received", "start", "end")},
        costs=lines[COSTS].lines(),
        incomes=lines[INCOMES].lines(),
        scan=data["file"],
    )


def _show(
    request: HttpRequest,
    office: Office,
    asking: Organisation | None,
    form: BaseForm,
    lines: dict[str, BaseLines],
    *,
    focus: str = "",
    kept: bool = False,
    doubts: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "office": office, "asking": asking, "form": form, "costs": lines[COSTS], "incomes": lines[INCOMES],
        "focus": focus, "kept": kept, "doubts": doubts,
    }  # fmt: skip
    return render(request, "funding/desk/paper_request.html", context, status=status)
