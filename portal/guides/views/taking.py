"""Taking a guide along, and leaving nothing behind."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.guides.reports.neighbours import neighbours
from portal.guides.views.former import elsewhere
from portal.guides.views.lands import carried, may_keep, reader_language
from portal.guides.views.traces import leave_no_trace
from portal.lib.codes import qr_svg
from portal.lib.pagecache import cached_page
from portal.lib.release import release


@require_safe
@cached_page("guides", params=("land",))
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """The address of a guide to show, to scan and to send, without anybody in between."""
    guide = neighbours(reader_language(request)).get(slug)
    if guide is None:
        return elsewhere(request, slug)
    land = carried(request)
    path = reverse("guides:detail", args=[slug]) + land.query
    address = settings.SITE_URL + path
    context = {"guide": guide, "path": path, "address": address, "qr": qr_svg(address)}
    response = render(request, "guides/share.html", context | land.context)
    response.keep_page = may_keep(request, land)  # type: ignore[attr-defined]
    return leave_no_trace(response) if guide.is_sensitive else response


@require_safe
def forget(request: HttpRequest) -> HttpResponse:
    """Empty what this browser keeps of the portal, except for signing in, and say what it cannot empty.

    Not every browser knows the header; guide.js does the same before it follows the link.
    """
    response = leave_no_trace(render(request, "guides/forgotten.html"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
@cached_page("guides", params=("land",))
def offline(request: HttpRequest) -> HttpResponse:
    """What this browser keeps of the guides; the worker answers with it where there is no network."""
    land = carried(request)
    response = render(request, "guides/offline.html", land.context)
    response.keep_page = may_keep(request, land)  # type: ignore[attr-defined]
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps guides for reading offline. At the root, so that it may serve all languages."""
    context = {"release": release(), "languages": [code for code, _name in settings.LANGUAGES]}
    response = render(request, "guides/sw.js", context, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
