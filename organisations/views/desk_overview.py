"""The first page of an organisation's desk: what its page lacks, and whether the public sees it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from organisations import rules, services
from organisations.choices import Gap
from organisations.models import Organisation
from organisations.views.access import organisation_of, person


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
    messages.success(request, _("Your page is no longer public. Name and town stay in the list."))
    return redirect("organisations:desk", slug)


def _publishable(request: HttpRequest, slug: str) -> Organisation:
    organisation = organisation_of(request, slug)
    if not rules.may_publish(person(request), organisation):
        raise Http404
    return organisation


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
        "case": organisation.suspensions.open().first(),
        "error": error,
    }
    if context["may_edit"]:
        context["tasks"] = _tasks(organisation)
    return render(request, "organisations/desk/overview.html", context, status=status)


def _tasks(organisation: Organisation) -> list[dict[str, Any]]:
    """What completes the profile, in the order in which it is best done."""
    gaps = set(organisation.gaps)
    written = organisation.in_languages("summary")
    people = organisation.memberships.count()
    slug = organisation.slug
    return [
        {
            "title": _("Who you are and how families reach you"),
            "hint": _("Name, languages, postal code, phone, mail"),
            "url": reverse("organisations:profile", args=[slug]),
            **_state(done=not gaps - {Gap.SUMMARY}),
        },
        {
            "title": _("What you do, in your own words"),
            "hint": _("In German first, then in the languages of your families"),
            "url": reverse("organisations:words", args=[slug, "de"]),
            **_state(done=Gap.SUMMARY not in gaps),
            **(
                {
                    "state_label": ngettext("%(n)s language", "%(n)s languages", len(written))
                    % {"n": len(written)}
                }
                if written
                else {}
            ),
        },
        {
            "title": _("The people who work here"),
            "hint": _("Invite colleagues by mail and say what they may do"),
            "url": reverse("organisations:members", args=[slug]),
            "state_label": ngettext("%(n)s person", "%(n)s people", people) % {"n": people},
            "tone": "ok" if people > 1 else "info",
        },
        {
            "title": _("Show our page to everybody"),
            "hint": _("You can take the page offline at any time."),
            **_publishing(organisation),
        },
    ]


def _publishing(organisation: Organisation) -> dict[str, str]:
    if organisation.is_listed:
        return {"state_label": _("done"), "tone": "ok"}
    if organisation.gaps:
        return {"state_label": _("not possible yet"), "tone": "info"}
    return {"state_label": _("still to be done"), "tone": "warn"}


def _state(*, done: bool) -> dict[str, str]:
    if done:
        return {"state_label": _("done"), "tone": "ok"}
    return {"state_label": _("something is missing"), "tone": "warn"}
