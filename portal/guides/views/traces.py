"""Pages that must leave no trace on a device that others look at."""

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers


def leave_no_trace(response: HttpResponse) -> HttpResponse:
    """Kept neither here nor in the browser nor by its worker, and named to no other site."""
    add_never_cache_headers(response)
    response.keep_page = False  # type: ignore[attr-defined]
    # Not "no-referrer": browsers would then send "Origin: null" with its forms, which is refused.
    response["Referrer-Policy"] = "same-origin"
    return response
