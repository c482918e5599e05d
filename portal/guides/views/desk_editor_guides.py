"""All guides as editors see them; beginning one, placing it, taking it away, and what readers said."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.guides import services
from portal.guides.forms.desk_editor import NewGuideForm, PlaceForm
from portal.guides.models import Guide
from portal.guides.reports import shelf
from portal.guides.services import feedback
from portal.guides.services.addresses import linked_from
from portal.guides.views.desk_editor_access import editors_only, text_of
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing

PAGE = 50


@require_safe
@editors_only
def guides(request: HttpRequest) -> HttpResponse:
    """By topic: state, languages, what readers say."""
    topics = shelf.by_topic(get_language() or "de")
    return render(request, "guides/desk/editor_guides.html", {"topics": topics})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typing
@editors_only
def new(request: HttpRequest) -> HttpResponse:
    """Begin a guide."""
    form = restored(NewGuideForm(request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            text = services.create_guide(**form.cleaned_data, by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The guide is a draft. Readers see it once you publish it."))
            return redirect("guides:desk_edit", text.guide.slug)
    return render(request, "guides/desk/editor_new.html", {"form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typing
@editors_only
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Address, topic, place in the list."""
    text = text_of(slug)
    form, stale = restored(PlaceForm(request.POST or None, guide=text.guide), request), []
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.arrange_guide(text.guide, **form.cleaned_data, by=person(request))
        except Stale as error:
            stale = _stored(form, error.current)
            data = request.POST.copy()
            data["version"] = str(error.current.version)
            form.data = data
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("guides:desk_edit", moved.slug)
    context = {"form": form, "text": text, "guide": text.guide, "stale": stale}
    return render(request, "guides/desk/editor_place.html", context, status=_status(form))


def _stored(form: PlaceForm, current: Guide) -> list[dict[str, Any]]:
    names = ("topic", "position", "slug", "is_sensitive")
    return [
        {"label": form.fields[name].label, "stored": _said(getattr(current, name))}
        for name in names
        if form.cleaned_data.get(name) != getattr(current, name)
    ]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask, and then delete the guide with all its texts."""
    text = text_of(slug)
    if request.method == "POST":
        try:
            services.remove_guide(text.guide, by=person(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("guides:desk_remove", slug)
        messages.success(request, _("The guide is gone. Its address says so to readers."))
        return redirect("guides:desk_guides")
    context = {
        "text": text, "guide": text.guide, "count": text.guide.translations.count(),
        "titles": linked_from(text.guide),
    }  # fmt: skip
    return render(request, "guides/desk/editor_remove.html", context)


@require_safe
@editors_only
def heard(request: HttpRequest, slug: str) -> HttpResponse:
    """What readers said about one guide, by language and Land."""
    text = text_of(slug)
    rows = text.guide.feedback.select_related("land").exclude(sentence="").order_by("-created")
    said = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    reader = get_language() or "de"
    context = {
        "text": text, "guide": text.guide, "page_obj": said, "counts": shelf.feedback_of(text.guide, reader),
    }  # fmt: skip
    return render(request, "guides/desk/editor_heard.html", context)


@require_POST
@editors_only
def forget_words(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete one sentence of a reader."""
    feedback.forget_words(get_object_or_404(text_of(slug).guide.feedback, pk=pk), by=person(request))
    messages.success(request, _("The sentence is deleted. The answer still counts."))
    return redirect("guides:desk_heard", slug)


def _status(form: Any) -> int:
    return 422 if form.errors else 200
