"""Which networks an organisation belongs to, and which organisations to a network: asked and answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from organisations import rules, services
from organisations.forms.desk_affiliations import MemberForm, NetworkForm
from organisations.models import Affiliation
from organisations.views.access import managed, permitted
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, restored
from portal.lib.kept import keeps_typing

ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "agree": (services.agree_to_affiliation, gettext_lazy("Agreed. Both pages say so now.")),
    "decline": (services.decline_affiliation, gettext_lazy("This question is off the list.")),
    "end": (services.end_affiliation, gettext_lazy("Ended today.")),
}


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def affiliations(request: HttpRequest, slug: str) -> HttpResponse:
    """The networks of an organisation, what others ask it, and a form to name one more."""
    organisation = managed(request, slug)
    form = restored(NetworkForm(request.POST or None, organisation=organisation), request)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data | {"member": organisation}
        if _asked(request, form, typed):
            return redirect("organisations:affiliations", slug)
    rows = Affiliation.objects.visible_to(request.user).select_related("member", "umbrella")
    context = {
        "organisation": organisation,
        "form": form,
        "networks": rows.filter(member=organisation).order_by("umbrella__sort_key", "pk"),
        "asked": rows.asked().filter(umbrella=organisation).order_by("asked", "pk"),
    }
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/affiliations.html", context, status=status)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def ask_members(request: HttpRequest, slug: str) -> HttpResponse:
    """A network looks for an entry and asks whether it belongs to it."""
    umbrella = permitted(request, slug, rules.may_act_as_network)
    q = request.GET.get("q", "").strip()[:100]
    form = restored(MemberForm(request.POST or None, umbrella=umbrella, q=q), request)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data | {"umbrella": umbrella}
        if affiliation := _asked(request, form, typed):
            return redirect(f"organisations:{_next_page(affiliation)}", slug)
    context = {"organisation": umbrella, "form": form, "q": q}
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/ask_members.html", context, status=status)


@login_required
@require_POST
def affiliation_act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Agree, say no or take back, or end."""
    organisation = managed(request, slug)
    rows = Affiliation.objects.filter(member=organisation) | Affiliation.objects.filter(umbrella=organisation)
    affiliation = get_object_or_404(rows, pk=pk)
    act, said = ACTS.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        messages.error(request, _("Please choose an answer."))
        return redirect("organisations:affiliations", slug)
    try:
        act(affiliation, by=person(request))
        messages.success(request, said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisations:affiliations", slug)


def _asked(request: HttpRequest, form: Any, typed: dict[str, Any]) -> Affiliation | None:
    user: User = person(request)
    try:
        affiliation = services.ask_for_affiliation(**typed, by=user)
    except ValidationError as error:
        add_errors(form, error)
        return None
    messages.success(request, _said(affiliation))
    return affiliation


def _said(affiliation: Affiliation) -> str:
    if affiliation.is_agreed:
        return _("Both sides have agreed. Both pages say so now.")
    if rules.is_claimable(affiliation.asked_side):
        return _("Asked. Nobody looks after this entry yet: invite it by letter.")
    return _("Asked. The coordinators there get a mail.")


def _next_page(affiliation: Affiliation) -> str:
    """Where nobody can answer yet, a letter comes next."""
    waits = not affiliation.is_agreed and rules.is_claimable(affiliation.asked_side)
    return "letters" if waits else "affiliations"
