"""How the API answers: JSON that every site may read, known by its ETag, and errors in plain words."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from organisations.api.parameters import Unreadable
from organisations.api.vocabularies import LANGUAGE
from portal.lib import limits

RATE = "600/10m"
METHODS = "GET, HEAD, OPTIONS"
# Cached by whoever likes, asked for again each time: 304 while nothing has changed.
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Content-Language": LANGUAGE,
}
PREFLIGHT = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "If-None-Match"}

type Data = dict[str, Any]


def program(give: Callable[..., Data]) -> Callable[..., HttpResponse]:
    """A view for programs of a function that gives data, raises `Unreadable` (400) or `Http404`."""

    @csrf_exempt  # nothing is changed here, and a POST is to hear just that
    @wraps(give)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=HEADERS | PREFLIGHT | {"Allow": METHODS})
        if request.method not in ("GET", "HEAD"):
            return error(405, "This address can be read only: use GET.", Allow=METHODS)
        if limits.limited(request, "api", RATE):
            _amount, seconds = limits.parse_rate(RATE)
            return error(
                429, "That was too often. Please wait a few minutes.", **{"Retry-After": str(seconds)}
            )
        try:
            with override(LANGUAGE):
                return answer(request, give(request, *args, **kwargs))
        except Unreadable as why:
            return error(400, str(why))
        except Http404:
            return error(404, "There is nothing at this address.")

    return view


def answer(request: HttpRequest, data: Data) -> HttpResponse:
    """The data, or 304 when the client has them already."""
    body = json.dumps(data, ensure_ascii=False).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    response = HttpResponse(body, content_type="application/json", headers=HEADERS)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    conditional = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(conditional, HttpResponse)  # noqa: S101 - a response was given
    for name, value in HEADERS.items():
        conditional.headers.setdefault(name, value)
    return conditional


def error(status: int, words: str, **headers: str) -> HttpResponse:
    body = json.dumps({"status": status, "error": words})
    return HttpResponse(body, status=status, content_type="application/json", headers={**HEADERS, **headers})
