"""By whom an organisation was checked: seen by its people, said by its networks and the portal's staff."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations import rules, services
from organisations.forms.desk_trust import ReasonForm, VerifyForm
from organisations.models import Organisation, Verification
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, restored
from portal.lib import dates
from portal.lib.kept import keeps_typing

# Earlier checks that the page names.
MOST = 10


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has checked the organisation; a form for those who may say that they have."""
    user = person(request)
    organisation = _seen(user, slug)
    form = _form(request, user, organisation)
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            services.verify(organisation, **form.said, by=user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Checked. The page of the organisation says so now."))
            return redirect("organisations:verification", slug)
    context = {**_shown(user, organisation), "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "organisations/desk/verification.html", context, status=status)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_verification(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever has checked the organisation takes it back."""
    organisation = _seen(person(request), slug)
    rows = Verification.objects.revocable_by(person(request)).running()
    verification = get_object_or_404(rows, organisation=organisation)
    form = restored(ReasonForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        services.revoke_verification(verification, **form.cleaned_data, by=person(request))
        messages.success(request, _("Revoked. The coordinators there get a mail with your reason."))
        return redirect("organisations:verification", slug)
    context = {"organisation": organisation, "verification": verification, "form": form}
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/verification_revoke.html", context, status=status)


def _seen(user: User, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.trusted_or_not_by(user, dates.today()), slug=slug)


def _form(request: HttpRequest, user: User, organisation: Organisation) -> VerifyForm | None:
    """None for those who say nothing here."""
    networks = [] if rules.may_moderate(user) else _networks(user, organisation)
    if not rules.may_verify(user, organisation, networks[0] if networks else None):
        return None
    form = VerifyForm(request.POST or None, networks=networks)
    return restored(form, request)


def _networks(user: User, organisation: Organisation) -> list[Organisation]:
    return list(Organisation.objects.able_to_verify(organisation, user, dates.today()))


def _shown(user: User, organisation: Organisation) -> dict[str, Any]:
    rows = list(organisation.verifications.select_related("umbrella")[: MOST + 1])
    running = next((row for row in rows if row.is_running), None)
    return {
        "organisation": organisation,
        "works_here": organisation.memberships.filter(user=user).exists(),
        "may_manage": rules.may_manage_members(user, organisation),
        "running": running,
        "earlier": [row for row in rows if row is not running],
        "may_be_checked": organisation.is_listed and (running is None or running.is_renewable),
        "may_revoke": running is not None and rules.may_revoke(user, running),
    }
