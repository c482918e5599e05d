from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.guides.reports.glossary import letters
from portal.guides.views.lands import reader_language
from portal.lib.pagecache import cached_page


@require_safe
@cached_page("guides")
def glossary(request: HttpRequest) -> HttpResponse:
    """All German words from A to Z."""
    return render(request, "guides/words.html", {"letters": letters(reader_language(request))})
