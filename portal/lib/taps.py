"""One tap on a page that is kept for everybody, and so holds neither a token nor a key of its own."""

from typing import cast
from uuid import UUID, uuid4

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.lib.limits import client_address, neighbourhood

# Within which the same answer by the same browser is one tap that trembled.
_SECONDS = 5


def sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stands on a page of ours; no other page can make it say so.

    False too for an old browser that says nothing.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def key_of_tap(request: HttpRequest, of: str) -> UUID:
    """A key for the tap on `of`: the same once more for a double tap, a new one for everybody else.

    The cache sees no address, only a keyed hash; while it is away every tap has its own key.
    """
    browser = f"{neighbourhood(client_address(request))} {request.headers.get('User-Agent', '')}"
    who = salted_hmac("taps", f"{browser} {of}", algorithm="sha256").hexdigest()
    return cast(UUID, cache.get_or_set(f"tap:{who[:32]}", uuid4, _SECONDS))
