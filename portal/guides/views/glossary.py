from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.guides.reports.glossary import letters
from portal.guides.views.lands import carried, may_keep, reader_language
from portal.lib.pagecache import cached_page


@require_safe
@cached_page("guides", params=("land",))
def glossary(request: HttpRequest) -> HttpResponse:
    """All German words from A to Z."""
    land = carried(request)
    context = {"letters": letters(reader_language(request))} | land.context
    response = render(request, "guides/words.html", context)
    response.keep_page = may_keep(request, land)  # type: ignore[attr-defined]
    return response
