"""The translator's desk: what is to be done, where all guides stand, and who translates."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.guides import rules, services
from portal.guides.forms.desk_translate import QueueForm, TranslatorForm
from portal.guides.models import Translator
from portal.guides.queries import translated_by
from portal.guides.reports.translations import board
from portal.lib.kept import keeps_typing

PER_PAGE = 50


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits in the reader's languages."""
    languages = _languages(request)
    form = QueueForm(languages, request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = board.queue([asked["language"]] if asked.get("language") else languages)
    counts = board.counts(found)
    if asked.get("status"):
        found = [place for place in found if place.status == asked["status"]]
    context = {
        "form": form, "counts": [(status, board.LABELS[status], number) for status, number in counts.items()],
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "language": asked.get("language") or "", "may_edit": rules.may_edit(person(request)),
        "languages": languages,
    }  # fmt: skip
    return render(request, "guides/desk/translations.html", context)


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Guides by language, with the share that is done."""
    languages = _languages(request)
    context = {
        "overview": board.overview(),
        "own": set(languages),
        "labels": [(board.TONES[status], label) for status, label in board.LABELS.items()],
    }
    return render(request, "guides/desk/translation_overview.html", context)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def translators(request: HttpRequest) -> HttpResponse:
    """Who translates into which language; portal staff give languages here."""
    if not rules.may_edit(person(request)):
        raise Http404
    form = restored(TranslatorForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_language(
                form.cleaned_data["email"], form.cleaned_data["language"], by=person(request)
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("guides:desk_translators")
    rows = Translator.objects.visible_to(request.user).select_related("user")
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page_obj}
    return render(request, "guides/desk/translators.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_translator(request: HttpRequest, pk: int) -> HttpResponse:
    if not rules.may_edit(person(request)):
        raise Http404
    services.take_language(
        get_object_or_404(Translator.objects.visible_to(request.user), pk=pk), by=person(request)
    )
    messages.success(request, _("This person no longer translates into this language."))
    return redirect("guides:desk_translators")


def _languages(request: HttpRequest) -> list[str]:
    """The reader's languages; whoever has none does not know this desk."""
    languages = translated_by(request.user)
    if not languages:
        raise Http404
    return languages
