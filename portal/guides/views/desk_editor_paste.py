"""What an editor pastes from a word processor or another site, as the Markdown of our texts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from portal.guides.views.desk_editor_access import editors_only, text_of
from portal.lib.pasted import TooMuch, from_html


@require_POST
@editors_only
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """The pasted HTML as Markdown, for the page that is open; nothing is kept."""
    text_of(slug)
    try:
        markdown = from_html(request.POST.get("html", ""))
    except TooMuch:
        return HttpResponse(status=413)
    return HttpResponse(markdown, "text/plain")
