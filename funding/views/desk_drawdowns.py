"""Calling up the money of an award, for the organisation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding import rules
from funding.finance import ZERO, Drawable
from funding.forms.desk_drawdowns import CallUpForm
from funding.models import Award
from funding.reports.drawdowns import Standing, standing_of, years_of
from funding.services import bank_accounts, calling_up, results
from funding.services import drawdowns as service
from funding.views.desk_access import award_of
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, restored
from portal.lib import money
from portal.lib.kept import keeps_typing


def _url(award: Award, name: str = "drawdowns") -> str:
    return reverse(f"funding:{name}", args=[award.request.organisation.slug, award.request.public_id])


@login_required
@require_safe
def drawdowns(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """How the award stands, and every call for money so far."""
    award = award_of(request, slug, public_id)
    standing = standing_of(award)
    context = {
        "row": award.request,
        "award": award,
        "standing": standing,
        "of_check": results.asked_of_applicant(award.request),
        "obstacle": calling_up.obstacle(award, standing),
        "open": award.drawdowns.open().first(),
        "drawdowns": award.drawdowns.order_by("-number"),
        "years": years_of(award),
        "calling_up": (award.decision.frozen or {}).get("calling_up", ""),
        "may_request": rules.may_request(person(request), award.request.organisation),
    }
    return render(request, "funding/desk/drawdowns.html", context)


@keeps_typing
def new(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Type the costs, see what they give, and call it up: the first button works it out, the second sends."""
    award = award_of(request, slug, public_id, acting=True)
    if request.method != "POST" and (words := calling_up.obstacle(award)):
        messages.error(request, words)
        return redirect(_url(award))
    standing = standing_of(award)
    decided = standing.spent if standing.is_checked else None
    initial = {"paid": standing.spent}
    typed = CallUpForm(request.POST or None, initial=initial, all_paid=standing.is_proven, spent=decided)
    form = restored(typed, request)
    found = standing.drawable(decided, ZERO) if decided is not None else None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            calling_up.refuse_unsound_costs(standing, data["paid"], data["due"])
            found = standing.drawable(data["paid"], data["due"])
            if "send" not in request.POST:
                return _show(request, standing, _filled(form, found), found)
            service.call_up(award, data["paid"], data["due"], data["amount"], by=person(request))
            messages.success(request, _("The money is called up. The Office gets a mail."))
            return redirect(_url(award))
        except ValidationError as error:
            add_errors(form, error)
    return _show(request, standing, form, found, 422 if form.errors else 200)


def _filled(form: CallUpForm, found: Drawable) -> CallUpForm:
    """The form with all that is possible typed in, to be lowered."""
    if found.amount:
        form.data = {**dict(form.data.items()), "amount": money.plain(found.amount)}
    return form


def _show(
    request: HttpRequest, standing: Standing, form: CallUpForm, found: Drawable | None, status: int = 200
) -> HttpResponse:
    award = standing.award
    context = {
        "row": award.request,
        "award": award,
        "form": form,
        "found": found,
        "reckoned": standing.reckoned(found) if found else None,
        "spent": standing.spent,
        "is_checked": standing.is_checked,
        "bank_account": bank_accounts.of(award.request.organisation),
    }
    return render(request, "funding/desk/drawdown.html", context, status=status)


@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    award = award_of(request, slug, public_id, acting=True)
    drawdown = get_object_or_404(award.drawdowns, number=number)
    try:
        service.take_back(drawdown, by=person(request))
        messages.success(request, _("The call for money is taken back."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_url(award))
