"""One fact: change it, confirm it, let another value follow, see what it said before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.views.signed_in import person
from portal.forms import differences, overwriting, restored
from portal.guides import services
from portal.guides.forms.desk_facts import FactForm
from portal.guides.models import FactKey, LandFact
from portal.guides.reports.facts_desk import history as past
from portal.guides.reports.facts_desk.board import GERMANY
from portal.guides.reports.facts_desk.reach import reach, readings
from portal.guides.services import facts as service
from portal.guides.views.desk_editor_access import editors_only
from portal.lib.dates import today
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing
from portal.lib.languages import name_of
from portal.places.models import Land

type Save = Callable[[LandFact, dict[str, Any]], LandFact]


@keeps_typing
@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def fact(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a fact says."""
    row = _fact(pk)

    def save(row: LandFact, sent: dict[str, Any]) -> LandFact:
        return services.save_row(row, version=sent["version"], by=person(request), small=sent["small"])

    return _form_page(request, row, save, before=readings(row, row.fact_key))


@keeps_typing
@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, key: str, place: str) -> HttpResponse:
    """The first fact of a kind in a place; in a Land it begins with what holds in all of Germany."""
    kind = get_object_or_404(FactKey, pk=key)
    land = None if place == GERMANY else get_object_or_404(Land, pk=place)
    general = LandFact.objects.valid(today()).in_general().filter(fact_key=kind).first() if land else None
    if general:
        return _except(request, general, land)

    def save(row: LandFact, sent: dict[str, Any]) -> LandFact:
        return services.save_row(row, version=sent["version"], by=person(request))

    return _form_page(request, LandFact(fact_key=kind, land=land, checked_on=today()), save)


def _except(request: HttpRequest, general: LandFact, land: Land | None) -> HttpResponse:
    """Another value for one Land than in all of Germany."""
    row = _copied(general)
    row.land, row.version = land, 1

    def save(row: LandFact, sent: dict[str, Any]) -> LandFact:
        return service.except_land(general, row, by=person(request))

    return _form_page(request, row, save, general=general, before=readings(general, general.fact_key))


@keeps_typing
@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Another value from a day on; this one ends the day before."""
    old = _fact(pk)
    row = _copied(old)

    def save(row: LandFact, sent: dict[str, Any]) -> LandFact:
        row.version = 1
        return service.follow_fact(old, row, version=sent["version"], by=person(request))

    return _form_page(request, row, save, follows=old, before=readings(old, old.fact_key))


def _copied(fact: LandFact) -> LandFact:
    """The same words as a new fact, for a time that is still to be said."""
    row = _fact(fact.pk)
    row.pk, row.loaded, row.valid_from, row.valid_until, row.checked_on = None, "", None, None, today()
    row._state.adding = True
    return row


def _form_page(
    request: HttpRequest, row: LandFact, save: Save, *,
    follows: LandFact | None = None, general: LandFact | None = None, before: Any = (),
) -> HttpResponse:  # fmt: skip
    follow = follows is not None
    form = restored(FactForm(request.POST or None, instance=row, follows=follow), request)
    context: dict[str, Any] = {"follows": follows, "general": general, "readings": before}
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            context |= {"preview": readings(row, row.fact_key)}
            return _show(request, row, form, context)
        try:
            return _saved(request, save(row, form.cleaned_data))
        except Stale as error:
            stored = FactForm(instance=_fact(error.current.pk), follows=follow, asks=False)
            context["stale"] = differences(form, stored)
            form = overwriting(form, error.current.version)
        except ValidationError as error:
            form.add_error(None, error)
    refused = bool(form.errors) or "stale" in context
    return _show(request, row, form, context, status=422 if refused else 200)


def _saved(request: HttpRequest, row: LandFact) -> HttpResponse:
    if behind := row.readers_behind:
        said = _("Saved. In these languages the words are still to be brought up to date: %(languages)s.")
        messages.warning(request, said % {"languages": _named(behind)})
    if missing := row.readers_missing:
        said = _("Saved. Readers of these languages get words in another one: %(languages)s.")
        messages.warning(request, said % {"languages": _named(missing)})
    if not (behind or missing):
        count = reach(row.fact_key).languages
        messages.success(request, _("Saved. Readers get it in %(count)s languages.") % {"count": count})
    return redirect("guides:desk_fact", row.pk)


def _named(codes: list[str]) -> str:
    reader = get_language() or settings.LANGUAGE_CODE
    return ", ".join(name_of(code, reader) for code in codes)


def _show(
    request: HttpRequest, row: LandFact, form: FactForm, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    same_place = LandFact.objects.filter(fact_key=row.fact_key_id, land=row.land_id).order_by("valid_from")
    context |= {
        "fact": row, "key": row.fact_key, "form": form, "reach": reach(row.fact_key),
        "periods": list(same_place), "today": today(), "place": row.land_id or GERMANY,
        "lands": _lands_that_follow(row),
    }  # fmt: skip
    return render(request, "guides/desk/fact.html", context, status=status)


def _lands_that_follow(row: LandFact) -> list[Land]:
    """Those in which this fact of all of Germany holds, since they have none of their own."""
    if row.land_id or not row.pk:
        return []
    own = LandFact.objects.valid(today()).filter(fact_key=row.fact_key_id, land__isnull=False)
    return list(Land.objects.exclude(pk__in=own.values("land")).order_by("name"))


@editors_only
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Still right, checked today."""
    row = _fact(pk)
    try:
        service.confirm_fact(row, version=_version(request), by=person(request))
        messages.success(request, _("Noted: checked today, still right."))
    except Stale:
        messages.error(request, _("Somebody else changed this in the meantime. Please look again."))
    return redirect("guides:desk_fact", row.pk)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and then take the fact away."""
    row = _fact(pk)
    if request.method != "POST":
        return render(request, "guides/desk/fact_remove.html", {"fact": row})
    try:
        service.remove_fact(row, version=_version(request), by=person(request))
    except Stale:
        messages.error(request, _("Somebody else changed this in the meantime. Please look again."))
        return redirect("guides:desk_fact", row.pk)
    messages.success(request, _("The fact is gone. Its history is kept."))
    return redirect("guides:desk_facts")


@editors_only
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    row = _fact(pk)
    return render(request, "guides/desk/fact_history.html", {"fact": row, "edits": past.edits(row)})


@editors_only
@require_POST
def restore(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """Put back what the fact said before."""
    row = _fact(pk)
    if event not in {edit.event for edit in past.edits(row)}:
        raise Http404
    try:
        service.restore_fact(row, event, version=_version(request), by=person(request))
        messages.success(request, _("Restored."))
    except Stale:
        messages.error(request, _("Somebody else changed this in the meantime. Please look again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("guides:desk_fact", row.pk)


def _fact(pk: int) -> LandFact:
    return get_object_or_404(
        LandFact.objects.select_related("fact_key", "land", "choice", "checked_by"), pk=pk
    )


def _version(request: HttpRequest) -> int:
    """The version that the reader has seen; none at all is no version."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
