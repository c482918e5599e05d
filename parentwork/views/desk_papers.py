"""Papers of a workshop that hang on walls."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parentwork.views.desk_base import own_workshop, seen_organisation
from portal.accounts.views.signed_in import person
from portal.documents.models import Document
from portal.documents.services import request_document
from portal.documents.views import waiting
from portal.lib import languages


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def poster(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the poster in the language of `words` (POST), and wait for it (GET)."""
    organisation = seen_organisation(request, slug)
    row = own_workshop(organisation, pk)
    if not row.is_published:
        raise Http404
    said = request.POST if request.method == "POST" else request.GET
    words = said.get("words", "") if said.get("words") in dict(languages.PUBLIC) else "de"
    asked: tuple[str, dict[str, Any]] = ("parentwork.poster", {"workshop": row.pk})
    if request.method == "POST":
        request_document(*asked, language=words, by=person(request))
        here = reverse("parentwork:desk_poster", args=[slug, pk])
        return redirect(f"{here}?words={words}")
    document = Document.objects.newest(*asked, words)
    back = reverse("parentwork:desk_workshop", args=[slug, pk])
    if document is None:
        return redirect(back)
    file = reverse("documents:file", args=[document.pk])
    return waiting(request, document, back_url=back, file_url=file)
