"""How open data is given: written out while it is read, and known by its ETag while nothing has changed."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from organisations.api.answers import HEADERS, METHODS, error
from portal.lib import limits
from portal.lib.release import release

RATE = "60/10m"

type Body = Iterator[bytes]
type View = Callable[[HttpRequest], HttpResponseBase]
type State = Callable[[], tuple[int, datetime | None]]


def open_view(content_type: str, state: State, nothing: str) -> Callable[[Callable[[datetime], Body]], View]:
    """A view of a function that writes out what is published, as it stood at the moment it is given.

    `state` says how much there is and when it changed last, `nothing` what is answered while there is none.
    """

    def decorate(write: Callable[[datetime], Body]) -> View:
        @csrf_exempt  # nothing is changed here, and a POST is to hear just that
        @wraps(write)
        def view(request: HttpRequest) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD"):
                return error(405, "This address can be read only: use GET.", Allow=METHODS)
            if limits.limited(request, "open_data", RATE):
                _amount, seconds = limits.parse_rate(RATE)
                return error(429, "That was too often. Please wait.", **{"Retry-After": str(seconds)})
            number, last = state()
            if last is None:
                return error(404, nothing)
            return _unless_known(request, f"{write.__name__} {number} {last}", write(last), content_type)

        return view

    return decorate


def _unless_known(request: HttpRequest, state: str, body: Body, content_type: str) -> HttpResponseBase:
    etag = f'"{hashlib.sha256(f"{release()} {state}".encode()).hexdigest()[:24]}"'
    if found := get_conditional_response(request, etag=etag):
        return _with_headers(found, etag)
    if request.method == "HEAD":
        return _with_headers(HttpResponse(content_type=content_type), etag)
    return _with_headers(StreamingHttpResponse(body, content_type=content_type), etag)


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    for name, value in {**HEADERS, "ETag": etag, "Cache-Control": "public, no-cache"}.items():
        response.headers[name] = value
    return response
