"""Planning a series: what and when, the dates that follow from it, then the draft."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations.models import Organisation
from parentwork.forms.desk_again import plan_like
from parentwork.forms.desk_needs import plan_from
from parentwork.forms.desk_workshops import PlanForm, defaults_of
from parentwork.models import Concept, Format, Need, School, Workshop
from parentwork.services import workshops as services
from parentwork.services.series import Proposal, land_of, others_in_room, propose
from parentwork.views.desk_base import planned_organisation
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.holidays import knows_school_holidays
from portal.lib.kept import keeps_typing


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
        "has_past": any(proposal.is_over for proposal in held),
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
