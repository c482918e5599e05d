"""Waiting for a document, and getting it. Apps with a check of their own use `waiting` and `serve`."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.documents import rules, services
from portal.documents.choices import State
from portal.documents.kinds import is_known, kind_of
from portal.documents.models import Document
from portal.lib import polling

type View = Callable[[HttpRequest, Document], HttpResponseBase]


def _of_the_reader(view: View) -> Callable[[HttpRequest, UUID], HttpResponseBase]:
    """The document, if its kind shows it to this person; 404 for others, the sign-in for strangers."""

    @wraps(view)
    def wrapped(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
        document = Document.objects.filter(pk=uuid).first()
        if document is not None and rules.may_see(request.user, document):
            return view(request, document)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404

    return never_cache(wrapped)


@require_GET
@_of_the_reader
def detail(request: HttpRequest, document: Document) -> HttpResponseBase:
    back = kind_of(document.kind).page_of(document.params, request.user) or reverse("desk")
    return waiting(request, document, back_url=back, file_url=_file_url(document))


@require_GET
@_of_the_reader
def file(request: HttpRequest, document: Document) -> HttpResponseBase:
    return serve(document) if document.is_done else redirect(document)


@require_POST
@_of_the_reader
def cancel(request: HttpRequest, document: Document) -> HttpResponseBase:
    return _changed(request, document, services.cancel)


@require_POST
@_of_the_reader
def redo(request: HttpRequest, document: Document) -> HttpResponseBase:
    return _changed(request, document, services.redo)


def _changed(request: HttpRequest, document: Document, verb: Callable[..., Document]) -> HttpResponseBase:
    try:
        document = verb(document, by=request.user)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(document)


def _file_url(document: Document) -> str:
    return reverse("documents:file", args=[document.pk])


def waiting(
    request: HttpRequest, document: Document, *, back_url: str, file_url: str, title: str = ""
) -> HttpResponse:
    """The page of a document that is being made, is ready or has failed; the caller has checked access.

    With script it asks for its state every two seconds, without it reloads itself. `file_url` is where the
    finished file is served, `back_url` where the person came from, `title` what is made, if its kind alone
    does not say it. GET this view until the file is ready.
    """
    if document.is_open and (same := polling.unchanged(request, document.progress)):
        return same
    context: dict[str, Any] = {
        "document": document,
        "filename": _saved_as(document),
        "title": title or capfirst(str(kind_of(document.kind).label)),
        "layout": "desk.html" if request.user.is_authenticated else "base.html",
        "back_url": back_url,
        "file_url": file_url,
        "may_cancel": document.is_open and rules.may_cancel(request.user, document),
        "may_redo": document.can_be_redone and rules.may_redo(request.user, document),
    }
    query = request.GET.copy()
    query["at"] = str(document.progress)
    context["ask_url"] = f"{request.path}?{query.urlencode()}"
    template = "documents/waiting.html"
    response = render(request, f"{template}#state" if polling.asks(request) else template, context)
    response["Cache-Control"] = "no-store"
    return response


def _saved_as(document: Document) -> str:
    if not is_known(document.kind):
        return document.filename
    return kind_of(document.kind).saved_as(document.filename, document.language)


def serve(document: Document) -> HttpResponseBase:
    """The finished file as an attachment; 404 if there is none. The caller has checked access."""
    if document.state != State.DONE:
        raise Http404
    try:
        content = document.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=_saved_as(document))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
