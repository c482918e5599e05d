"""Beginning a request: which programme, by which organisation, and with what was said before."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from funding.choices import IncomeSource, Task
from funding.forms import desk_plan
from funding.forms.desk_requests import StartForm
from funding.forms.finder import answered_before
from funding.models import FundingRequest, Office, Programme
from funding.reports.finder import Plan
from funding.services import copies, drafts
from funding.views.desk_access import organisation_of
from organisations.models import Organisation
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib import money
from portal.lib.kept import keeps_typing


@login_required
def ask_for(request: HttpRequest, slug: str) -> HttpResponse:
    """From the public page of a programme to its request: by the organisation that the person acts for."""
    programme = get_object_or_404(Programme.objects.taking_requests(), slug=slug)
    own = Organisation.objects.asking_through(person(request)).order_by("name", "pk")
    query = urlencode({"programme": programme.slug, **answered_before(request.GET).carried})
    ways = {row: f"{reverse('funding:start', args=[row.slug])}?{query}" for row in own}
    if len(ways) == 1:
        return redirect(*ways.values())
    return render(request, "funding/desk/ask_for.html", {"title": _("Ask for money"), "ways": ways})


@keeps_typing
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Find the contact point and a programme, begin a draft."""
    organisation = organisation_of(request, slug, acting=True)
    chosen = Programme.objects.taking_requests().filter(slug=request.GET.get("programme", "")[:80]).first()
    earlier = FundingRequest.objects.asked_by(person(request)).filter(organisation=organisation)
    initial = {"programme": chosen, "like": request.GET.get("like", "")[:36]}
    form = StartForm(request.POST or None, initial=initial, land=organisation.land, earlier=earlier)
    form = restored(form, request)
    found = answered_before(request.GET)
    if request.method == "POST" and (
        row := carried_out(form, lambda said: _begun(request, organisation, said, found.plan()))
    ):
        return redirect(row)
    context = {
        "organisation": organisation,
        "form": form,
        "offices": _offices(organisation),
        "carried": found.carried and found.plan(),
        # The economic plan of a whole year asks for more than these sums.
        "with_sums": chosen is None or not chosen.is_institutional,
    }
    return render(request, "funding/desk/start.html", context, status=422 if form.errors else 200)


def _begun(
    request: HttpRequest, organisation: Organisation, data: Mapping[str, Any], plan: Plan
) -> FundingRequest:
    by, like = person(request), data.get("like")
    if like is None:
        row = drafts.start(organisation, data["programme"], data["title"], by=by)
    else:
        row = copies.begin_like(like, data["programme"], data["title"], by=by)
        messages.success(request, _("Taken over. Please look through each page before you send the request."))
    row = copies.fill_in_dates(row, plan.start, plan.months, by=by)
    typed = {} if row.programme.is_institutional or row.costs.exists() else _typed(plan)
    if typed:
        drafts.keep_draft(row, Task.PLAN, typed, by=by, version=row.version)
    return row


def _typed(plan: Plan) -> dict[str, str]:
    """A plan that says no more than the finder was told, as somebody would have begun to type it."""
    sums = {IncomeSource.OWN: plan.own, IncomeSource.GRANT: plan.wanted}
    incomes = [
        {"source": source.value, "label": "", "amount": money.plain(amount)}
        for source, amount in sums.items()
        if amount
    ]
    costs = [{"category": "", "label": "", "units": "1", "price": money.plain(plan.costs)}]
    lines = desk_plan.numbered(desk_plan.INCOMES, incomes)
    return lines | desk_plan.numbered(desk_plan.COSTS, costs if plan.costs else [])


def _offices(organisation: Organisation) -> list[Office]:
    if organisation.land is None:
        return []
    return list(Office.objects.listed().responsible_for(organisation.land, organisation.district))
