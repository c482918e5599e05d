"""Whole public pages kept in the memory of a web process, compressed, until what they show changes.

A page is kept under its path and query alone. A view allows it by `@cached_page("guides", params=("land",))`;
a query with any other parameter is neither kept nor answered from here, so that nobody can put words into a
page that others get. Whether a page is old is told by the stamp of its shelf (`settings.PAGE_STAMPS`), a
callable that returns something hashable and is asked once a second. While the database is away the last
stamp holds, and pages that are kept are still served.
"""

import gzip
import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

type View = Callable[..., HttpResponse]
STAMP_SECONDS = 1.0  # how long a page may still be served after what it shows has changed


@dataclass(frozen=True)
class Page:
    """A kept page: its compressed body, and the headers that go with it in every case."""

    shelf: str
    stamp: Hashable
    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str

    def response(self, request: HttpRequest) -> HttpResponse:
        """The page as this client can read it, or 304 if it has it already."""
        if self.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            response = HttpResponse(status=304)
        elif "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            response = HttpResponse(self.body)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(gzip.decompress(self.body))
        for name, value in self.headers:
            response.headers[name] = value
        response.headers["Content-Length"] = str(len(response.content))
        return response


class PageCache:
    """Pages by address, the least recently asked for dropped first. For many threads."""

    def __init__(self, megabytes: float) -> None:
        self.limit = int(megabytes * 1024 * 1024)
        self.size = 0
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, address: str) -> Page | None:
        with self._lock:
            page = self._pages.get(address)
            if page is not None:
                self._pages.move_to_end(address)
            return page

    def put(self, address: str, page: Page) -> None:
        """Keep a page; a page larger than the whole cache is not kept."""
        if len(page.body) > self.limit:
            return
        with self._lock:
            self._forget(address)
            self._pages[address] = page
            self.size += len(page.body)
            while self.size > self.limit:
                self._forget(next(iter(self._pages)))

    def _forget(self, address: str) -> None:
        old = self._pages.pop(address, None)
        if old is not None:
            self.size -= len(old.body)


class Stamps:
    """The stamp of each shelf, asked anew once a second by whichever thread comes first."""

    def __init__(self) -> None:
        self._ask: dict[str, Callable[[], Hashable]] = {}
        self._known: dict[str, tuple[float, Hashable]] = {}
        self._lock = threading.Lock()

    def of(self, shelf: str) -> Hashable:
        """The stamp as it was at most a second ago; None if it was never known."""
        asked_at, stamp = self._known.get(shelf, (float("-inf"), None))
        if time.monotonic() - asked_at < STAMP_SECONDS or not self._lock.acquire(blocking=stamp is None):
            return stamp
        try:
            stamp = self._asked(shelf, stamp)
            self._known[shelf] = (time.monotonic(), stamp)
        finally:
            self._lock.release()
        return stamp

    def _asked(self, shelf: str, last: Hashable) -> Hashable:
        if shelf not in self._ask:
            self._ask[shelf] = import_string(settings.PAGE_STAMPS[shelf])
        try:
            return self._ask[shelf]()
        except DatabaseError:
            log.warning("The stamp of %s could not be read; pages that are kept stay", shelf)
            return last


stamps = Stamps()  # one for all pages of the process


def may_be_kept(request: HttpRequest) -> bool:
    """Anonymous reading: GET, no cookie, and the scheme that the portal is served by."""
    if request.method != "GET" or request.META.get("HTTP_COOKIE"):
        return False
    return request.is_secure() or not settings.SECURE_SSL_REDIRECT


def address_of(request: HttpRequest) -> str:
    """What a page is kept under."""
    return f"{request.path_info}?{request.META.get('QUERY_STRING', '')}"


@dataclass(frozen=True)
class Keepable:
    """What a view said of its page: the shelf, the stamp from before it was made, the parameters it reads."""

    shelf: str
    stamp: Hashable
    params: frozenset[str]


def cached_page(shelf: str, *, params: Iterable[str] = ()) -> Callable[[View], View]:
    """The view's page may be kept; it depends on `shelf`, the path and `params`, on nothing else.

    A view that answers something that should not be kept sets `response.keep_page = False`.
    """
    declared = frozenset(params)

    def decorate(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(request, "may_be_kept", False):
                return view(request, *args, **kwargs)
            # Asked before the page is made: a later stamp could belong to words that it does not have yet.
            keepable = Keepable(shelf, stamps.of(shelf), declared)
            response = view(request, *args, **kwargs)
            response.keepable = keepable  # type: ignore[attr-defined]
            return response

        return marked

    return decorate


def kept(request: HttpRequest, response: HttpResponse) -> Page | None:
    """The page to keep of an answer, or None if it must not or cannot be kept."""
    said: Keepable | None = getattr(response, "keepable", None)
    if said is None or said.stamp is None or not _is_plain(response):
        return None
    if not _only(said.params, request.META.get("QUERY_STRING", "")):
        return None
    patch_vary_headers(response, ["Accept-Encoding"])
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    # Browsers ask each time, and hear 304 while nothing has changed.
    always = {"ETag": etag, "Cache-Control": "public, no-cache"}
    headers = {name: value for name, value in response.items() if name != "Content-Length"} | always
    body = gzip.compress(response.content, compresslevel=9, mtime=0)
    return Page(said.shelf, said.stamp, body, tuple(headers.items()), etag)


def _is_plain(response: HttpResponse) -> bool:
    """Good for everybody: no error, nothing set or read that belongs to one visitor."""
    personal = response.cookies or "cookie" in response.get("Vary", "").lower()
    return (
        response.status_code == 200
        and getattr(response, "keep_page", True)
        and not response.streaming
        and not personal
    )


def _only(params: frozenset[str], query: str) -> bool:
    """Whether the query names each of `params` at most once and nothing else."""
    names = [name for name, _value in parse_qsl(query, keep_blank_values=True)]
    return len(set(names)) == len(names) and set(names) <= params
