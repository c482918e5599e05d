"""The table of facts and Länder, and the words of a kind of fact and of its answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.views.signed_in import person
from portal.forms import differences, overwriting, restored
from portal.guides import services
from portal.guides.forms.desk_facts import BoardForm
from portal.guides.forms.desk_words import AnswerForm, KeyForm, VersionedForm
from portal.guides.models import FactChoice, FactKey, LandFact
from portal.guides.reports.facts_desk.board import board
from portal.guides.reports.facts_desk.reach import reach
from portal.guides.views.desk_editor_access import editors_only
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
    context = {"key": row, "reach": reach(row), "answers": row.choices.all()}
    return _words_page(request, form, "fact_key", context)


@keeps_typing
@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What one of the answers of a kind says in each language."""
    row = get_object_or_404(FactChoice.objects.select_related("fact_key"), pk=pk)
    form = restored(AnswerForm(request.POST or None, instance=row), request)
    facts = LandFact.objects.filter(choice=row).select_related("land").order_by("land__name", "valid_from")
    context = {"answer": row, "key": row.fact_key, "reach": reach(row.fact_key), "facts": facts}
    return _words_page(request, form, "fact_answer", context)


def _words_page(
    request: HttpRequest, form: VersionedForm, name: str, context: dict[str, Any]
) -> HttpResponse:
    """Show words in every language, or save them unless somebody else has."""
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            row = services.save_row(
                form.save(commit=False), version=sent["version"], by=person(request), small=sent["small"]
            )
            messages.success(request, _("Saved."))
            return redirect(f"guides:desk_{name}", row.pk)
        except Stale as error:
            context["stale"] = differences(form, type(form)(instance=error.current, asks=False))
            form = overwriting(form, error.current.version)
        except ValidationError as error:
            form.add_error(None, error)
    status = 422 if form.errors or "stale" in context else 200
    return render(request, f"guides/desk/{name}.html", context | {"form": form}, status=status)
