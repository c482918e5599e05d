"""The pictures of the guides: all of them, a new one, what each shows in which language."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.guides import services
from portal.guides.forms.desk_editor import PictureForm
from portal.guides.models import Picture, Translation
from portal.guides.reports.pictures import address, missing_words
from portal.guides.services.pictures import shown_in
from portal.guides.views.desk_editor_access import editors_only
from portal.lib.errors import Stale
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing

PAGE = 24


@require_safe
@editors_only
def pictures(request: HttpRequest) -> HttpResponse:
    """All pictures, the newest first, with the languages in which words are missing."""
    found = Paginator(Picture.objects.order_by("-created", "slug"), PAGE).get_page(request.GET.get("page"))
    cards = [
        {"picture": picture, "address": address(picture), "missing": missing_words(picture)}
        for picture in found
    ]
    context = {"page_obj": found, "cards": cards, "written": _written(request)}
    return render(request, "guides/desk/editor_pictures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typing
@editors_only
def new(request: HttpRequest) -> HttpResponse:
    """Upload a picture."""
    form = restored(PictureForm(request.POST or None, SentFiles(request) or None), request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            picture = services.add_picture(
                data["slug"], data["file"], alternatives=form.alternatives(), credit=data["credit"],
                by=person(request),
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, picture)
    return _show(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typing
@editors_only
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """What a picture shows, and another file for it."""
    picture = get_object_or_404(Picture, slug=slug)
    form, stale = PictureForm(request.POST or None, SentFiles(request) or None, picture=picture), []
    form = restored(form, request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_picture(
                picture, data["file"], alternatives=form.alternatives(), credit=data["credit"],
                version=data["version"], by=person(request),
            )  # fmt: skip
        except Stale as error:
            stale = _stored(form, error.current)
            again = request.POST.copy()
            again["version"] = str(error.current.version)
            form.data = again
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, picture)
    return _show(request, form, picture, stale=stale)


@require_POST
@editors_only
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete a picture that no text shows."""
    try:
        services.remove_picture(get_object_or_404(Picture, slug=slug), by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("guides:desk_picture", slug)
    messages.success(request, _("Deleted."))
    return redirect("guides:desk_pictures")


def _saved(request: HttpRequest, picture: Picture) -> HttpResponse:
    token = f"{{{{picture:{picture.slug}}}}}"
    messages.success(request, _("Saved. In a text it is called %(token)s.") % {"token": token})
    written = _written(request)
    query = {"guide": written.guide.slug} if written else {}
    return redirect(reverse("guides:desk_pictures", query=query))


def _written(request: HttpRequest) -> Translation | None:
    """The text at which somebody writes who came from there for a picture."""
    texts = Translation.objects.select_related("guide").filter(language=settings.LANGUAGE_CODE)
    return texts.filter(guide__slug=request.GET.get("guide", "").replace("\x00", "")).first()


def _stored(form: PictureForm, current: Picture) -> list[dict[str, Any]]:
    return [
        {"label": form.fields[name].label, "stored": getattr(current, name)}
        for name in ("credit", *form.alternatives())
        if (form.cleaned_data.get(name) or "") != (getattr(current, name) or "")
    ]


def _show(
    request: HttpRequest, form: PictureForm, picture: Picture | None, *, stale: Any = None
) -> HttpResponse:
    context = {
        "form": form, "picture": picture, "stale": stale, "address": address(picture) if picture else "",
        "titles": shown_in(picture) if picture else [],
    }  # fmt: skip
    return render(request, "guides/desk/editor_picture.html", context, status=422 if form.errors else 200)
