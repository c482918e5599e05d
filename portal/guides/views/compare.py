from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.guides.reports.comparison import compare as gather
from portal.guides.views.lands import choose, may_keep, reader_language
from portal.lib.dates import today
from portal.lib.pagecache import cached_page


@require_safe
@cached_page("guides", params=("fact", "land"))
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
    response = render(request, "guides/compare.html", {"comparison": comparison} | choice.carried.context)
    known = comparison.shown == request.GET.get("fact", comparison.shown)
    response.keep_page = known and may_keep(request, choice.carried)  # type: ignore[attr-defined]
    return response
