from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.guides.reports.comparison import compare as gather
from portal.guides.views.lands import choose, reader_language
from portal.lib.dates import today
from portal.lib.pagecache import cached_page


@require_safe
@cached_page("guides", params=("fact",))
def compare(request: HttpRequest) -> HttpResponse:
    """What holds in which Land, as a map of squares and as a table."""
    choice = choose(request)
    comparison = gather(
        request.GET.get("fact", ""),
        lands=choice.lands,
        names=choice.names,
        language=reader_language(request),
        day=today(),
    )
    response = render(request, "guides/compare.html", {"comparison": comparison})
    response.keep_page = comparison.shown == request.GET.get("fact", comparison.shown)  # type: ignore[attr-defined]
    return response
