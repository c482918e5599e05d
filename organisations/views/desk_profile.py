"""Editing what an organisation says about itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations import services
from organisations.forms.desk_premises import PremisesForm
from organisations.forms.desk_profile import ProfileForm, WordsForm
from organisations.models import Organisation
from organisations.reports.history import german_since
from organisations.views.access import editable
from portal.accounts.views.signed_in import person
from portal.forms import add_errors, differences, overwriting, restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing

type Edited = ProfileForm | PremisesForm | WordsForm


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    return _edited(request, slug, ProfileForm, "organisations/desk/profile.html")


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def premises(request: HttpRequest, slug: str) -> HttpResponse:
    """Opening hours and access to the rooms."""
    return _edited(request, slug, PremisesForm, "organisations/desk/premises.html")


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Summary and text in one language; the other languages are links."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    organisation = editable(request, slug)
    context: dict[str, Any] = {"organisation": organisation, "language": language}
    form = WordsForm(request.POST or None, organisation=organisation, language=language)
    form = restored(form, request)
    if request.method == "POST":
        if _saved(request, organisation, form):
            return redirect("organisations:words", slug, language)
        if stale := form.stale:
            context["stored"] = differences(form, WordsForm(organisation=stale, language=language))
            form = overwriting(form, stale.version)
    context |= {
        "offered": settings.LANGUAGES, "written": organisation.in_languages("summary"),
        "is_translation": language != settings.LANGUAGE_CODE,
        "outdated": organisation.outdated_words, "changes": german_since(organisation, language),
    }  # fmt: skip
    return _render(request, "organisations/desk/words.html", context | {"form": form})


def _edited(
    request: HttpRequest, slug: str, kind: type[ProfileForm] | type[PremisesForm], template: str
) -> HttpResponse:
    """A form with facts about the organisation; who was slower sees both versions."""
    organisation = editable(request, slug)
    context: dict[str, Any] = {"organisation": organisation}
    form = restored(kind(request.POST or None, organisation=organisation), request)
    if request.method == "POST":
        if _saved(request, organisation, form):
            return redirect(_onward(organisation))
        if stale := form.stale:
            context["stored"] = differences(form, kind(organisation=stale))
            form = overwriting(form, stale.version)
    return _render(request, template, context | {"form": form})


def _onward(organisation: Organisation) -> str:
    """Where somebody goes on who has written the profile: to the desk, or back to the network."""
    if mandate := organisation.mandate:
        return reverse("organisations:network", args=[mandate.umbrella.slug])
    return reverse("organisations:desk", args=[organisation.slug])


def _saved(request: HttpRequest, organisation: Organisation, form: Edited) -> bool:
    if not form.is_valid():
        return False
    version = form.cleaned_data["version"]
    try:
        services.update_profile(organisation, form.profile(), version=version, by=person(request))
    except Stale as error:
        form.add_error(None, error)
        form.stale = error.current
        return False
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(request, _("Saved."))
    return True


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)
