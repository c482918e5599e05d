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
from django.db import DatabaseError, close_old_connections
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

type View = Callable[..., HttpResponse]
type Address = tuple[str, ...]
type Environ = dict[str, Any]
ASKED = "portal.page_cache_asks"  # in the environ of a request whose page may be kept
ADDRESS = ("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "PATH_INFO", "QUERY_STRING")
STAMP_SECONDS = 1.0  # how long a page may still be served after what it shows has changed
PROXY_SECONDS = 5  # and how much longer by a proxy


@dataclass(frozen=True)
class Page:
    """A kept page: its compressed body, and the headers that go with it in every case."""

    shelf: str
    stamp: Hashable
    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str

    def answer(self, environ: Environ, start_response: Any) -> list[bytes]:
        """The page as this client can read it, or 304 if it has it already."""
        if self.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", [*self.headers])
            return []
        headers, body = [*self.headers], self.body
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            headers.append(("Content-Encoding", "gzip"))
        else:
            body = gzip.decompress(body)
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]


class PageCache:
    """Pages by address, the least recently asked for dropped first. For many threads."""

    def __init__(self, megabytes: float) -> None:
        self.limit = int(megabytes * 1024 * 1024)
        self.size = 0
        self._pages: OrderedDict[Address, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, address: Address) -> Page | None:
        with self._lock:
            page = self._pages.get(address)
            if page is not None:
                self._pages.move_to_end(address)
            return page

    def put(self, address: Address, page: Page) -> None:
        """Keep a page; a page larger than the whole cache is not kept."""
        if len(page.body) > self.limit:
            return
        with self._lock:
            self._forget(address)
            self._pages[address] = page
            self.size += len(page.body)
            while self.size > self.limit:
                self._forget(next(iter(self._pages)))

    def _forget(self, address: Address) -> None:
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
        finally:
            close_old_connections()  # outside a request nobody else would


stamps = Stamps()  # one for all pages of the process


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
            if not request.META.get(ASKED):
                return view(request, *args, **kwargs)
            # Asked before the page is made: a later stamp could belong to words that it does not have yet.
            keepable = Keepable(shelf, stamps.of(shelf), declared)
            response = view(request, *args, **kwargs)
            response.keepable = keepable  # type: ignore[attr-defined]
            return response

        return marked

    return decorate


def _kept(environ: Environ, response: Any) -> Page | None:
    """The page to keep of an answer, or None if it must not or cannot be kept."""
    said: Keepable | None = getattr(response, "keepable", None)
    if said is None or said.stamp is None or not _is_plain(response):
        return None
    if not _only(said.params, environ.get("QUERY_STRING", "")):
        return None
    patch_vary_headers(response, ["Accept-Encoding"])
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    # Browsers ask each time, and hear 304 while nothing has changed.
    # The proxy of docker/nginx.conf keeps the page for seconds, so that a crowd comes as one.
    always = {"X-Accel-Expires": str(PROXY_SECONDS), "Cache-Control": "public, no-cache", "ETag": etag}
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


class CachedApplication:
    """The WSGI application behind its page cache: a page that is kept costs no request cycle of Django's.

    Only anonymous reading is looked at: GET without a cookie. Host and scheme are part of what a page is kept
    under, so that a foreign host or plain HTTP gets only what Django itself answers it.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], megabytes: float) -> None:
        self.application = application
        self.pages = PageCache(megabytes)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_COOKIE") or not self.pages.limit:
            return self.application(environ, start_response)
        address = tuple(environ.get(name, "") for name in ADDRESS)
        page = self.pages.get(address)
        if page is None or page.stamp != stamps.of(page.shelf):
            page = None
            environ[ASKED] = True
            later: list[Any] = []
            response = self.application(environ, lambda *said: later.append(said))
            page = _kept(environ, response)
            if page is None:
                start_response(*later[0])
                return response
            self.pages.put(address, page)
            response.close()  # type: ignore[attr-defined]
        return page.answer(environ, start_response)
