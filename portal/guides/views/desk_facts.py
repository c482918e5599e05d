"""The table of facts and Länder, and the words of a kind of fact."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.forms import differences, overwriting, restored
from portal.guides import services
from portal.guides.forms.desk_facts import BoardForm, KeyForm
from portal.guides.models import FactKey
from portal.guides.reports.facts_desk.board import board
from portal.guides.reports.facts_desk.reach import reach
from portal.guides.views.desk_editor_access import editors_only, person
from portal.lib.dates import today
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing

PER_PAGE = 50


@editors_only
@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    """All facts by Land, or those that the filters of the address leave as a list."""
    table = board(today(), get_language() or "de")
    form = BoardForm(request.GET, table.keys, table.places)
    asked = form.cleaned_data if form.is_valid() else {}
    key, place, state = (asked.get(name) or "" for name in ("key", "land", "state"))
    context = {"form": form, "board": table, "filtered": bool(key or place or state)}
    if context["filtered"]:
        cells = table.chosen(key=key, place=place, state=state)
        context["page_obj"] = Paginator(cells, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "guides/desk/facts.html", context)


@keeps_typing
@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, key: str) -> HttpResponse:
    """What a kind of fact is called, and the words around its value."""
    row = get_object_or_404(FactKey, pk=key)
    form = restored(KeyForm(request.POST or None, instance=row), request)
    context = {"key": row, "reach": reach(row)}
    if request.method == "POST" and form.is_valid():
        try:
            services.save_row(
                form.save(commit=False), version=form.cleaned_data["version"], by=person(request)
            )
            messages.success(request, _("Saved."))
            return redirect("guides:desk_fact_key", row.pk)
        except Stale as error:
            context["stale"] = differences(form, KeyForm(instance=error.current))
            form = overwriting(form, error.current.version)
        except ValidationError as error:
            form.add_error(None, error)
    status = 422 if form.errors or "stale" in context else 200
    return render(request, "guides/desk/fact_key.html", context | {"form": form}, status=status)
