"""Pages on which a job stands: their script asks every two seconds how far it is."""

from django.http import HttpRequest, HttpResponse


def asks(request: HttpRequest) -> bool:
    """The script asks, for the part of the page that tells how far the job is."""
    return bool(getattr(request, "htmx", False))


def unchanged(request: HttpRequest, progress: int) -> HttpResponse | None:
    """The empty answer for a script that shows this progress already; None where there is more to tell.

    A swap would only repeat itself to screen readers.
    """
    known = asks(request) and request.GET.get("at") == str(progress)
    return HttpResponse(status=204) if known else None
