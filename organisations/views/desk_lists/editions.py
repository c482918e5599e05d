"""One uploaded list: its columns, what it would change, what is doubtful, and taking it over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.choices.lists import ListState
from organisations.forms.desk_lists import AnswersForm, ColumnsForm, TakeForm
from organisations.models import ImportedList, ListRow, Organisation
from organisations.reports.lists import preview
from organisations.services import importing
from organisations.views.sheets import sheet
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, restored
from portal.lib import polling
from portal.lib.kept import keeps_typing

PAGE = 50


@login_required
@require_safe
def edition(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far the list is, and what it would change."""
    found = _edition(request, key)
    if found.state == ListState.COLUMNS:
        return redirect("organisations:list_columns", key)
    if found.is_at_work and (same := polling.unchanged(request, found.progress)):
        return same
    return _page(request, found, TakeForm(), part="#state" if polling.asks(request) else "")


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, key: UUID) -> HttpResponse:
    """Which heading is which column."""
    found = _edition(request, key)
    if found.is_at_work or found.is_taken:
        return redirect(found)
    form = restored(ColumnsForm(request.POST or None, edition=found), request)
    if request.method == "POST" and form.is_valid():
        try:
            importing.name_columns(found, form.cleaned_data, by=person(request))
            return redirect(found)
        except ValidationError as error:
            add_errors(form, error)
    context = {"edition": found, "organisation": found.umbrella, "form": form, "rows": len(found.table)}
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/list_columns.html", context, status=status)


@login_required
@require_POST
def answers(request: HttpRequest, key: UUID) -> HttpResponse:
    """What somebody says about doubtful rows."""
    found = _edition(request, key)
    try:
        _answer(request, found)
        messages.success(request, _("Saved."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    where = {name: value for name in ("show", "q", "page") if (value := request.POST.get(name))}
    return redirect(f"{found.get_absolute_url()}?{urlencode(where)}")


@login_required
@require_POST
def take(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the list over with the answers that stand on the page; pressed twice, it is taken once."""
    found = _edition(request, key)
    form = TakeForm(request.POST)
    form.is_valid()
    try:
        if found.is_ready:
            _answer(request, found)
        importing.begin_taking(found, skips_bad=form.cleaned_data["skips_bad"], by=person(request))
    except ValidationError as error:
        add_errors(form, error)
        return _page(request, found, form, status=422)
    return redirect(found)


@login_required
@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Throw the list away."""
    found = _edition(request, key)
    try:
        importing.discard(found, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    messages.success(request, _("Thrown away. Nothing was taken over."))
    return redirect(_home(found))


@login_required
@require_safe
def faults(request: HttpRequest, key: UUID) -> HttpResponse:
    """The rows about which something is to be said, as they came, with what it is."""
    found = _edition(request, key)
    return sheet("csv", preview.faults(found), name="errors")


def _answer(request: HttpRequest, edition: ImportedList) -> None:
    """Keep what the page says about doubtful rows. Raises `ValidationError` for what was not offered."""
    named = [name.removeprefix("row-") for name in request.POST if name.startswith("row-")]
    rows = list(edition.rows.filter(pk__in=[pk for pk in named if pk.isascii() and pk.isdigit()][:PAGE]))
    form = AnswersForm(request.POST, rows=rows, entries=_candidates(rows))
    if not form.is_valid():
        raise ValidationError(_("Please choose one of the answers offered here."))
    importing.answer(edition, form.answers, by=person(request))


def _edition(request: HttpRequest, key: UUID) -> ImportedList:
    rows = ImportedList.objects.visible_to(request.user).select_related("source__umbrella")
    return get_object_or_404(rows, key=key)


def _home(edition: ImportedList) -> str:
    """The page of all lists that this one belongs to."""
    if edition.umbrella:
        return reverse("organisations:network_lists", args=[edition.umbrella.slug])
    return reverse("organisations:lists")


def _candidates(rows: list[ListRow]) -> dict[int, Organisation]:
    return Organisation.objects.in_bulk({pk for row in rows for pk in row.candidates})


def _page(
    request: HttpRequest, edition: ImportedList, form: TakeForm, *, part: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "edition": edition, "organisation": edition.umbrella, "form": form, "home": _home(edition),
    }  # fmt: skip
    if edition.is_ready:
        context |= _preview(request, edition)
    if edition.is_taken:
        context["tiles"] = preview.tiles(edition.counts)
    template = "organisations/desk/list_edition.html"
    response = render(request, f"{template}{part}", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _preview(request: HttpRequest, edition: ImportedList) -> dict[str, Any]:
    show, q = request.GET.get("show", ""), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    counts = preview.counts(edition)
    show = show if show in counts else ""  # the last of its kind has been answered
    page = Paginator(preview.chosen(edition, show, q), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    asked = AnswersForm(rows=rows, entries=_candidates(rows))
    return {
        "tiles": preview.tiles(counts),
        "counts": counts,
        "show": show,
        "q": q,
        "page_obj": page,
        "lines": [preview.line(row, asked.field_of(row)) for row in rows],
        "asks": bool(asked.fields),
        "has_doubts": edition.rows.with_doubts().exists(),
    }
