"""Portal staff merge two entries that are one organisation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations import rules, services
from organisations.forms.desk_merge import MergeForm, PairForm
from organisations.models import Organisation
from organisations.reports.lists import outgoing
from portal.accounts.views.signed_in import person
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Look for two entries, hold them side by side, and merge them."""
    if not rules.may_moderate(person(request)):
        raise Http404
    asked = request.GET
    words = {name: asked.get(name, "").replace("\x00", "").strip()[:200] for name in ("q", "other")}
    form = PairForm(asked if "goes" in asked or "stays" in asked else None, **words)
    if not form.is_valid():
        context = {"form": form} | words
        return render(request, "organisations/desk/merge.html", context, status=422 if form.errors else 200)
    pair = form.cleaned_data["goes"], form.cleaned_data["stays"]
    if request.method == "POST" and _merged(request, *pair):
        return redirect("organisations:desk", pair[1].slug)
    return _side_by_side(request, *pair)


def _merged(request: HttpRequest, goes: Organisation, stays: Organisation) -> bool:
    form = MergeForm(request.POST, goes=goes, stays=stays)
    if not form.is_valid():
        messages.error(request, _("Somebody else changed this in the meantime. Please look at it again."))
        return False
    versions = {name: form.cleaned_data[name] for name in ("version", "into_version")}
    try:
        services.merge(goes, stays, **versions, taken=form.taken, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        if isinstance(error, Stale):
            goes.refresh_from_db()
            stays.refresh_from_db()
        return False
    messages.success(request, _("Merged. The old address leads here."))
    return True


def _side_by_side(request: HttpRequest, goes: Organisation, stays: Organisation) -> HttpResponse:
    context = {
        "goes": goes,
        "stays": stays,
        "form": MergeForm(goes=goes, stays=stays),
        "fields": outgoing.side_by_side(goes, stays),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "organisations/desk/merge_pair.html", context, status=status)
