"""Taking a guide along, and leaving nothing behind."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.guides.reports.reading import neighbours
from portal.guides.views.lands import choose, reader_language
from portal.lib.codes import qr_svg
from portal.lib.pagecache import cached_page


@require_safe
@cached_page("guides", params=("land",))
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """The address of a guide to show, to scan and to send, without anybody in between."""
    guide = neighbours(reader_language(request)).get(slug)
    if guide is None:
        raise Http404
    land = choose(request).land
    path = reverse("guides:detail", args=[slug]) + (f"?{urlencode({'land': land.code})}" if land else "")
    address = settings.SITE_URL + path
    context = {"guide": guide, "path": path, "address": address, "qr": qr_svg(address)}
    return render(request, "guides/share.html", context)


@require_safe
def forget(request: HttpRequest) -> HttpResponse:
    """Empty what this browser keeps of the portal, except for signing in, and begin at the first page."""
    response = redirect("home")
    response["Clear-Site-Data"] = '"cache", "storage"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps guides for reading offline. At the root, so that it may serve all languages."""
    response = render(request, "guides/sw.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
