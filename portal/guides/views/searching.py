from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.guides.reports.search import search as find
from portal.guides.views.lands import carried, reader_language

LONGEST = 100  # letters of a question


@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the guides say about what was typed; the Land of the address goes along to them."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    context = {"results": find(query, reader_language(request))} | carried(request).context
    return render(request, "guides/search.html", context)
