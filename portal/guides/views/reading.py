from __future__ import annotations

import json
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.documents.services import request_document
from portal.documents.views import serve, waiting
from portal.guides.models import FormerSlug
from portal.guides.reports.reading import Page, neighbours, read
from portal.guides.reports.topics import shelves
from portal.guides.views.lands import choose, reader_language
from portal.lib.dates import today
from portal.lib.pagecache import cached_page


@require_safe
@cached_page("guides")
def guide_list(request: HttpRequest) -> HttpResponse:
    return render(request, "guides/list.html", {"shelves": shelves(reader_language(request))})


@require_safe
@cached_page("guides", params=("land",))
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    choice = choose(request)
    page = read(slug, reader_language(request), choice.land, lands=choice.names, day=today())
    if page is None:
        return _elsewhere(request, slug)
    if choice.moved:
        return choice.moved
    context = {"page": page, "choice": choice, "article": _article(request, page)}
    context |= {"query": _query(page), "people_query": _people_query(page)}
    response = render(request, "guides/detail.html", context)
    response.keep_page = not choice.unknown  # type: ignore[attr-defined]
    if page.is_sensitive:
        add_never_cache_headers(response)
        response.keep_page = False  # type: ignore[attr-defined]
        response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The guide on paper: at once if it was made before, otherwise the page that waits for it."""
    choice = choose(request)
    language = reader_language(request)
    if slug not in neighbours(language):
        raise Http404
    if choice.moved:
        return choice.moved
    if choice.unknown:
        return redirect(f"{reverse('guides:detail', args=[slug])}?{request.GET.urlencode()}")
    land = choice.land.code if choice.land else ""
    document = request_document("guides.guide", {"slug": slug, "land": land}, language=language, by=None)
    if document.is_done:
        return serve(document)
    back = reverse("guides:detail", args=[slug]) + (f"?land={land}" if land else "")
    return waiting(request, document, back_url=back, file_url=request.get_full_path())


def _elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    """A guide that has moved, one that is gone for good, or one that never was."""
    former = get_object_or_404(FormerSlug.objects.select_related("guide"), slug=slug)
    if former.guide is None:
        return render(request, "guides/gone.html", status=410)
    query = request.META.get("QUERY_STRING", "")
    return redirect(former.guide.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)


@never_cache
@require_safe
def booklet(request: HttpRequest) -> HttpResponseBase:
    """All guides of the reader's language in one file."""
    choice = choose(request)
    if choice.moved:
        return choice.moved
    land = choice.land.code if choice.land else ""
    document = request_document("guides.booklet", {"land": land}, language=reader_language(request), by=None)
    if document.is_done:
        return serve(document)
    back = reverse("guides:list")
    return waiting(request, document, back_url=back, file_url=request.get_full_path())


def _people_query(page: Page) -> str:
    """Organisations in the reader's Land whose people speak the reader's language, if it is not German."""
    spoken = "" if page.reader.split("-")[0] == "de" else page.reader
    wanted = {name: value for name, value in (("land", page.land_code), ("language", spoken)) if value}
    return f"?{urlencode(wanted)}" if wanted else ""


def _query(page: Page) -> str:
    return f"?land={page.land_code}" if page.land_code else ""


def _article(request: HttpRequest, page: Page) -> SafeString:
    """JSON-LD for search engines; `<` escaped, so that no text can end the script element."""
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "description": strip_tags(page.summary),
        "inLanguage": page.language,
        "dateModified": page.updated.date().isoformat(),
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": "Elternbrücke"},
    }
    return mark_safe(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S308
