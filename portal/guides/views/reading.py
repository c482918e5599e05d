from __future__ import annotations

import json
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.documents.models import Document
from portal.documents.services import request_document
from portal.documents.views import serve, waiting
from portal.guides.reports.neighbours import neighbours
from portal.guides.reports.reading import Page, read
from portal.guides.reports.topics import shelves
from portal.guides.views.former import elsewhere
from portal.guides.views.lands import Choice, carried, choose, may_keep, reader_language
from portal.guides.views.traces import leave_no_trace
from portal.lib import languages, polling
from portal.lib.dates import day_of, today
from portal.lib.pagecache import cached_page


@require_safe
@cached_page("guides", params=("land",))
def guide_list(request: HttpRequest) -> HttpResponse:
    land = carried(request)
    context = {"shelves": shelves(reader_language(request))} | land.context
    response = render(request, "guides/list.html", context)
    response.keep_page = may_keep(request, land)  # type: ignore[attr-defined]
    return response


@require_safe
@cached_page("guides", params=("land",))
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    choice = choose(request)
    page = read(slug, reader_language(request), choice.land, lands=choice.names, day=today())
    if page is None:
        return elsewhere(request, slug)
    if choice.moved:
        return choice.moved
    context = {"page": page, "choice": choice, "article": _article(request, page)}
    context |= {"workshops_query": _workshops_query(page), "people_query": _people_query(page)}
    context |= choice.carried.context
    response = render(request, "guides/detail.html", context)
    response.keep_page = not choice.unknown  # type: ignore[attr-defined]
    return leave_no_trace(response) if page.is_sensitive else response


@never_cache
@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The guide on paper: at once if it was made before, otherwise the page that waits for it."""
    choice = choose(request)
    language = reader_language(request)
    guide = neighbours(language).get(slug)
    if guide is None:
        return elsewhere(request, slug)
    if choice.moved:
        return choice.moved
    if choice.unknown:
        return redirect(f"{reverse('guides:detail', args=[slug])}?{request.GET.urlencode()}")
    land = choice.land.code if choice.land else ""
    document = request_document("guides.guide", {"slug": slug, "land": land}, language=language, by=None)
    return _paper(request, document, choice, reverse("guides:detail", args=[slug]), guide.title)


@never_cache
@require_safe
def booklet(request: HttpRequest) -> HttpResponseBase:
    """All guides of the reader's language in one file; `?guide=` says from which one the reader came."""
    choice = choose(request)
    if choice.moved:
        return choice.moved
    land = choice.land.code if choice.land else ""
    document = request_document("guides.booklet", {"land": land}, language=reader_language(request), by=None)
    slug = request.GET.get("guide", "")
    came_from_guide = slug in neighbours(document.language)
    back = reverse("guides:detail", args=[slug]) if came_from_guide else reverse("guides:list")
    return _paper(request, document, choice, back, _("All guides as a booklet"))


def _paper(
    request: HttpRequest, document: Document, choice: Choice, back: str, title: str
) -> HttpResponseBase:
    """The file, or the page that waits for it; to the script of that page never the file itself."""
    if document.is_done and not polling.asks(request):
        return serve(document)
    query = choice.carried.query
    file_url = request.path + query
    return waiting(request, document, back_url=back + query, file_url=file_url, title=title)


def _people_query(page: Page) -> str:
    """Organisations in the reader's Land whose people speak the reader's language, if it is not German."""
    spoken = "" if page.reader.split("-")[0] == "de" else page.reader
    wanted = {name: value for name, value in (("land", page.land_code), ("language", spoken)) if value}
    return f"?{urlencode(wanted)}" if wanted else ""


def _workshops_query(page: Page) -> str:
    """Meetings on the topic of the guide, in the reader's Land if it is known."""
    land = {"land": page.land_code} if page.land_code else {}
    return f"?{urlencode({'topic': page.topic_slug} | land)}"


def _article(request: HttpRequest, page: Page) -> SafeString:
    """JSON-LD for search engines; `<` escaped, so that no text can end the script element."""
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "description": strip_tags(page.summary),
        "url": settings.SITE_URL + languages.in_path(request.path, page.language),
        "inLanguage": page.language,
        "dateModified": day_of(page.updated).isoformat(),
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": "Elternbrücke"},
    }
    return mark_safe(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S308
