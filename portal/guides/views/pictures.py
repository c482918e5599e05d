from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.guides.models import Picture
from portal.guides.reports.pictures import ONCE


@require_safe
def picture(request: HttpRequest, slug: str, mark: str) -> HttpResponseBase:
    """The file of a picture. Its address changes with it, so browsers may keep it for ever."""
    found = get_object_or_404(Picture, slug=slug)
    if mark not in (found.mark, ONCE):
        raise Http404
    try:
        response = FileResponse(found.file.open("rb"), content_type="image/jpeg")
    except OSError:
        raise Http404 from None
    response["Cache-Control"] = "no-store" if mark == ONCE else "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
