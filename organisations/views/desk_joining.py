"""Registering an organisation, and what a network says to those who ask for an entry."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations import rules, services
from organisations.choices import ClaimState
from organisations.forms.joining import FounderForm, RegisterForm
from organisations.models import Claim, Organisation
from organisations.views.access import permitted
from organisations.views.desk_network import network_of
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.kept import keeps_typing
from portal.lib.limits import counted, parse_rate, too_many

# How many organisations somebody may register.
PER_PERSON = "5/d"


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    form = restored(RegisterForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        if counted("register", str(person(request).pk), PER_PERSON):
            return too_many(request, parse_rate(PER_PERSON)[1])
        try:
            organisation = services.register(form.cleaned_data["key"], form.profile(), by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Registered. So far others see its name and town only."))
            return redirect("organisations:desk", organisation.slug)
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/register.html", {"form": form}, status=status)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def invite_founder(request: HttpRequest, slug: str) -> HttpResponse:
    """A network invites somebody to register their organisation."""
    umbrella = permitted(request, slug, rules.may_invite_founders)
    form = restored(FounderForm(request.POST or None, initial={"language": "de"}), request)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_founder(umbrella, **form.cleaned_data, by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The invitation is on its way. The link in it works for 14 days."))
            return redirect("organisations:network", slug)
    context = {"organisation": umbrella, "form": form}
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/invite_founder.html", context, status=status)


@login_required
@require_safe
def claims(request: HttpRequest, slug: str) -> HttpResponse:
    """Who asks for an entry and names this network as the one that can confirm it."""
    umbrella = network_of(request, slug)
    context = {"organisation": umbrella, "claims": _claims(request, umbrella).unanswered()}
    return render(request, "organisations/desk/claims.html", context)


@login_required
@require_POST
def answer_claim(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    umbrella = network_of(request, slug)
    claim = get_object_or_404(_claims(request, umbrella), pk=pk)
    if request.POST.get("answer") not in ("yes", "no"):
        messages.error(request, _("Please choose an answer."))
        return redirect("organisations:claims", slug)
    try:
        answered = services.answer_claim(
            claim, confirmed=request.POST.get("answer") == "yes", by=person(request)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _said(answered))
    return redirect("organisations:claims", slug)


def _said(claim: Claim) -> str:
    if claim.state == ClaimState.CONFIRMED:
        return _("Confirmed. The person gets an invitation by mail.")
    return _("Refused. The person gets a mail that says so.")


def _claims(request: HttpRequest, umbrella: Organisation):  # type: ignore[no-untyped-def]  # as in people
    rows = Claim.objects.visible_to(request.user).filter(umbrella=umbrella)
    return rows.select_related("organisation", "umbrella")
