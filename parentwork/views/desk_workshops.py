"""The calendar of an organisation: list, planning a series, changing, publishing, cancelling."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import DateState, WorkshopState
from parentwork.forms.desk_again import plan_like
from parentwork.forms.desk_dates import CancelForm
from parentwork.forms.desk_needs import plan_from
from parentwork.forms.desk_workshops import EditForm, PlanForm, defaults_of
from parentwork.models import Concept, Format, Need, School, Workshop
from parentwork.queries.interpreting import put_wishes_on
from parentwork.services import workshops as services
from parentwork.services.series import Proposal, land_of, others_in_room, propose
from parentwork.views.desk_base import (
    carry_version,
    own_workshop,
    planned_organisation,
    seen_organisation,
    stored,
    told_by_way,
)
from parentwork.views.public import shown_of
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib import languages
from portal.lib.errors import Stale
from portal.lib.holidays import knows_school_holidays
from portal.lib.kept import keeps_typing

PER_PAGE = 20


@login_required
@require_safe
def workshop_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The workshops of an organisation, those with the next date first."""
    organisation = seen_organisation(request, slug)
    coming = Q(dates__starts__gt=timezone.now(), dates__state=DateState.PLANNED)
    rows = (
        organisation.workshops.select_related("format")
        .annotate(next_date=Min("dates__starts", filter=coming), dates_in_all=Count("dates"))
        .order_by("next_date", "-id")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    user = person(request)
    context = {
        "organisation": organisation,
        "page_obj": page,
        "may_plan": rules.may_plan(user, organisation),
        "may_see_families": rules.may_see_families(user, organisation),
        "may_read_openings": rules.may_read_openings(user, organisation),
    }
    return render(request, "parentwork/desk/list.html", context)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what and when, look at the dates that follow from it, then create the draft."""
    organisation = planned_organisation(request, slug)
    if request.method != "POST":
        return _begin(request, organisation)
    form = PlanForm(organisation, request.POST)
    if not form.is_valid() or request.POST.get("step") == "change":
        return _plan_form(request, organisation, form)
    try:
        land = land_of(form.cleaned_data["venue"], organisation)
        proposals = propose(form.rule(), land)
        if request.POST.get("step") == "create":
            return _create(request, organisation, form, proposals)
    except ValidationError as error:
        form.add_error(None, error)
        return _plan_form(request, organisation, form)
    return _preview(request, organisation, form, proposals, land)


def _begin(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """First what kind of meeting it is, then the form with what is usual for that, or was said before."""
    if like := _like(request, organisation):
        again = restored(PlanForm(organisation, initial=plan_like(like)), request)
        return _plan_form(request, organisation, again)
    chosen = Format.objects.filter(code=request.GET.get("format", "")).first()
    has_venue, need = organisation.venues.exists(), _need(request, organisation)
    if chosen and has_venue:
        initial = defaults_of(chosen) | (plan_from(need) if need else {})
        initial["concept"] = Concept.objects.suggested_for(organisation, chosen)
        if school := School.objects.filter(pk=_number(request, "school") or 0).first():
            initial["school_text"] = school.number
        return _plan_form(request, organisation, restored(PlanForm(organisation, initial=initial), request))
    context = {
        "organisation": organisation,
        "has_venue": has_venue,
        "formats": Format.objects.all(),
        "need": need,
        "school": _number(request, "school"),
    }
    return render(request, "parentwork/desk/plan_formats.html", context)


def _need(request: HttpRequest, organisation: Organisation) -> Need | None:
    """What the new workshop is to answer, if the address names it."""
    pk = _number(request, "need")
    return (
        Need.objects.visible_to(request.user, organisation).for_pages().filter(pk=pk).first() if pk else None
    )


def _like(request: HttpRequest, organisation: Organisation) -> Workshop | None:
    """The series that is planned again, if the address names one."""
    pk = _number(request, "like")
    return organisation.workshops.select_related("school").filter(pk=pk).first() if pk else None


def _number(request: HttpRequest, name: str) -> str:
    """What the address says under `name`, if it can be the number of a row."""
    said = request.GET.get(name, "")
    return said if said.isdecimal() and len(said) < 10 else ""


def _plan_form(request: HttpRequest, organisation: Organisation, form: PlanForm) -> HttpResponse:
    context = {"organisation": organisation, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "parentwork/desk/plan.html", context, status=status)


def _preview(
    request: HttpRequest, organisation: Organisation, form: PlanForm, proposals: list[Proposal], land: str
) -> HttpResponse:
    years = {proposal.day.year for proposal in proposals}
    held = [proposal for proposal in proposals if not proposal.skipped]
    others = others_in_room(form.cleaned_data["venue"], held)
    context = {
        "organisation": organisation,
        "form": form,
        "proposals": [(proposal, others.get(proposal.starts)) for proposal in proposals],
        "held": held,
        "taken": len(others),
        "has_feasts": any(proposal.feasts for proposal in held),
        "unknown_years": sorted(year for year in years if not knows_school_holidays(year, land)),
    }
    return render(request, "parentwork/desk/plan_preview.html", context)


def _create(
    request: HttpRequest, organisation: Organisation, form: PlanForm, proposals: list[Proposal]
) -> HttpResponse:
    dates: list[tuple[datetime, datetime]] = [
        (proposal.starts, proposal.ends) for proposal in proposals if not proposal.skipped
    ]
    workshop = services.plan(
        organisation, form.values(), dates, by=person(request), token=form.cleaned_data["token"]
    )
    if _need(request, organisation):
        messages.success(
            request, _("The draft is saved. Publish it, then answer with it what is looked for.")
        )
    else:
        messages.success(request, _("The draft is saved. Look at it, then publish it."))
    return redirect("parentwork:desk_workshop", slug=organisation.slug, pk=workshop.pk)


@login_required
@require_safe
def workshop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One workshop with its dates and how full they are: sums, no names."""
    organisation = seen_organisation(request, slug)
    row = own_workshop(organisation, pk)
    dates = list(row.dates.select_related("venue").with_places().with_helpers().order_by("starts", "pk"))
    coming = [date for date in dates if not date.is_cancelled and date.starts > timezone.now()]
    for date in coming:
        date.workshop = row
    if row.interpreting:
        put_wishes_on(coming)
    user = person(request)
    context = {
        "organisation": organisation,
        "workshop": row,
        "dates": dates,
        "poster_languages": languages.PUBLIC,
        "coming": coming,
        "may_plan": rules.may_plan(user, organisation),
        "may_see_families": rules.may_see_families(user, organisation),
    }
    return render(request, "parentwork/desk/workshop.html", context)


@login_required
@require_safe
def preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The workshop as families see it, in a language in which something is written."""
    organisation = seen_organisation(request, slug)
    row = own_workshop(organisation, pk)
    written = row.written_languages
    asked = request.GET.get("words")
    context = shown_of(row) | {
        "organisation": organisation,
        "written": written,
        "words": asked if asked in written else written[0],
        "is_preview": True,
        "may_publish": row.state == WorkshopState.DRAFT and rules.may_plan(person(request), organisation),
    }
    return render(request, "parentwork/desk/preview.html", context)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change what a workshop says; a stale edit shows what is stored now and keeps what was typed."""
    organisation = planned_organisation(request, slug)
    row = own_workshop(organisation, pk)
    form = restored(EditForm(organisation, request.POST or None, instance=row), request)
    context: dict[str, Any] = {"organisation": organisation, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            services.change(row, form.values(), by=person(request), version=form.cleaned_data["version"])
        except Stale as error:
            context["rows"] = stored(form, error.current, [*form.columns(), "languages"])
            carry_version(form, error.current.version)
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    context["workshop"] = own_workshop(organisation, pk)
    return render(request, "parentwork/desk/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def publish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = planned_organisation(request, slug)
    row = own_workshop(organisation, pk)
    try:
        services.publish(row, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Published. Families can see it now."))
    return redirect("parentwork:desk_workshop", slug=slug, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Throw a draft away, after a question."""
    organisation = planned_organisation(request, slug)
    row = own_workshop(organisation, pk)
    if request.method != "POST":
        context = {"organisation": organisation, "workshop": row, "dates": row.dates.count()}
        return render(request, "parentwork/desk/discard.html", context)
    try:
        services.discard(row, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("parentwork:desk_list", slug=slug)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel a whole workshop, after a look at how many families are told."""
    organisation = planned_organisation(request, slug)
    row = own_workshop(organisation, pk)
    form = restored(CancelForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        services.cancel(row, by=person(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("Cancelled. The families are told."))
        return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    context = {
        "organisation": organisation,
        "workshop": row,
        "form": form,
        "ways": told_by_way(row),
        "over": row.state == WorkshopState.CANCELLED,
    }
    return render(request, "parentwork/desk/cancel.html", context, status=422 if form.errors else 200)
