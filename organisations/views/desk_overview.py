"""The first page of an organisation's desk: what its page lacks, and whether the public sees it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organisations import rules, services
from organisations.models import Organisation, Reply
from organisations.reports import onboarding
from organisations.views.access import organisation_of, permitted
from portal.accounts.views.signed_in import person


@login_required
@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, organisation_of(request, slug))


@login_required
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = _publishable(request, slug)
    try:
        services.publish(organisation, by=person(request))
    except ValidationError as error:
        return _page(request, organisation, error=error, status=422)
    if rules.moderates(person(request), organisation):
        messages.success(request, _("The page is public now."))
    else:
        messages.success(request, _("Your page is public now."))
    return redirect("organisations:desk", slug)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = _publishable(request, slug)
    try:
        services.withdraw(organisation, by=person(request))
    except ValidationError as error:
        return _page(request, organisation, error=error, status=422)
    if rules.moderates(person(request), organisation):
        messages.success(request, _("The page is no longer public. Name and town stay in the list."))
    else:
        messages.success(request, _("Your page is no longer public. Name and town stay in the list."))
    return redirect("organisations:desk", slug)


def _publishable(request: HttpRequest, slug: str) -> Organisation:
    return permitted(request, slug, rules.may_publish)


def _page(
    request: HttpRequest,
    organisation: Organisation,
    *,
    error: ValidationError | None = None,
    status: int = 200,
) -> HttpResponse:
    user = person(request)
    context: dict[str, Any] = {
        "organisation": organisation,
        "last": organisation.last_decision,
        "may_edit": rules.may_edit_profile(user, organisation),
        "may_publish": rules.may_publish(user, organisation),
        "may_manage": rules.may_manage_members(user, organisation),
        "may_read_yearly": rules.may_read_yearly(user, organisation),
        "moderates": rules.moderates(user, organisation),
        "case": organisation.suspensions.open().first(),
        "missing": ", ".join(str(gap.label) for gap in organisation.gaps),
        "error": error,
    }
    if context["may_edit"]:
        context["is_asked"] = Reply.objects.answered_through(user).filter(member=organisation).exists()
        context["tasks"] = onboarding.tasks(organisation, may_manage=context["may_manage"])
    return render(request, "organisations/desk/overview.html", context, status=status)
