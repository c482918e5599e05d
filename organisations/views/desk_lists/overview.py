"""The lists of portal staff or of a network: a new one is uploaded, and what stands here is downloaded."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisations import rules
from organisations.forms.desk_lists import UploadForm
from organisations.models import ImportedList, Organisation
from organisations.reports.lists import outgoing
from organisations.services import importing
from organisations.views.access import organisation_of
from organisations.views.sheets import KINDS, sheet
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, restored
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing
from portal.lib.limits import counted, parse_rate, too_many

# How many lists somebody may upload: each is read while he or she waits.
PER_PERSON = "30/h"
SHOWN = 20


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """The portal's own lists."""
    return _page(request, _allowed(request, None))


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def network_lists(request: HttpRequest, slug: str) -> HttpResponse:
    """The lists of a network."""
    return _page(request, _allowed(request, organisation_of(request, slug)))


@login_required
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All entries, in the columns in which lists come in."""
    return _sheet(kind, _allowed(request, None))


@login_required
@require_safe
def network_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The entries that a network has to do with, in the columns in which lists come in."""
    return _sheet(kind, _allowed(request, organisation_of(request, slug)))


def _allowed(request: HttpRequest, umbrella: Organisation | None) -> Organisation | None:
    """Whose lists these are, if this person takes them over; 404 for everybody else."""
    if not rules.may_import(person(request), umbrella):
        raise Http404
    return umbrella


def _page(request: HttpRequest, umbrella: Organisation | None) -> HttpResponse:
    form = restored(UploadForm(request.POST or None, SentFiles(request) or None), request)
    if request.method == "POST" and form.is_valid():
        if counted("lists", str(person(request).pk), PER_PERSON):
            return too_many(request, parse_rate(PER_PERSON)[1])
        if uploaded := _uploaded(request, form, umbrella):
            return redirect("organisations:list_columns", uploaded.key)
    editions = ImportedList.objects.visible_to(request.user).filter(source__umbrella=umbrella)
    context = {
        "organisation": umbrella,
        "form": form,
        "editions": editions.select_related("source")[:SHOWN],
        "downloads": _downloads(umbrella),
    }
    return render(request, "organisations/desk/lists.html", context, status=422 if form.errors else 200)


def _uploaded(request: HttpRequest, form: UploadForm, umbrella: Organisation | None) -> ImportedList | None:
    typed, user = form.cleaned_data, person(request)
    name, table = typed["file"]
    try:
        source = importing.source_of(typed["source"], umbrella)
        return importing.upload(
            table, typed["key"], source=source, file_name=name, language=get_language() or "de", by=user
        )
    except ValidationError as error:
        add_errors(form, error)
        return None


def _downloads(umbrella: Organisation | None) -> list[tuple[str, str]]:
    if umbrella is None:
        return [(kind.upper(), reverse("organisations:export", args=[kind])) for kind in KINDS]
    return [
        (kind.upper(), reverse("organisations:network_export", args=[umbrella.slug, kind])) for kind in KINDS
    ]


def _sheet(kind: str, umbrella: Organisation | None) -> HttpResponse:
    rows: Any = outgoing.rows_of(outgoing.entries_of(umbrella), umbrella)
    return sheet(kind, rows, name=umbrella.slug if umbrella else _("Organisations"))
