"""How often one address may send a form: counted in the cache, forgiven while the cache is away."""

import hashlib
import ipaddress
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def client_address(request: HttpRequest) -> str:
    """The address that a request comes from, as text; empty when unknown.

    Each of `settings.TRUSTED_PROXY_HOPS` proxies in front of us appends the address it heard to
    `X-Forwarded-For`; what stands further left was written by the client and is not believed.
    """
    hops = settings.TRUSTED_PROXY_HOPS
    heard = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if hops and len(heard) >= hops:
        return _plain(heard[-hops])
    return _plain(request.META.get("REMOTE_ADDR", ""))


def _plain(address: str) -> str:
    """The address alone: without the port or brackets that some proxies add, an IPv4 in IPv6 as IPv4."""
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)


def neighbourhood(address: str) -> str:
    """An IPv4 address, or the /64 network in which one household has all addresses of IPv6."""
    if ":" in address:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return address


def parse_rate(rate: str) -> tuple[int, int]:
    """`"20/h"` → (20, 3600), `"5/10m"` → (5, 600): how many in how many seconds.

    Raises `ValueError` for anything else.
    """
    amount, _slash, period = rate.partition("/")
    unit = period[-1:]
    if unit not in _SECONDS:
        raise ValueError(f"{rate!r} is not a rate such as 20/h or 5/10m")
    return int(amount), int(period[:-1] or 1) * _SECONDS[unit]


def limited(request: HttpRequest, scope: str, rate: str) -> bool:
    """Count one attempt of this client in `scope`; True when it is one too many for `rate`."""
    return counted(scope, neighbourhood(client_address(request)), rate)


def counted(scope: str, of: str, rate: str) -> bool:
    """Count one attempt on `of`, such as a code, whoever makes it; True when it is one too many for `rate`.

    Windows are fixed, each one's begin at another moment. The cache sees no address, only a keyed hash.
    """
    amount, seconds = parse_rate(rate)
    who = _hashed(scope, of)
    window = int(time.time() + _offset(who, seconds)) // seconds
    key = f"limit:{scope}:{who}:{window}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) > amount
    except ValueError:  # lost between the two lines
        return False


def is_first(scope: str, of: str, seconds: int) -> bool:
    """Whether `of` does this for the first time in so many seconds; the cache sees a keyed hash of it."""
    return bool(cache.add(_first(scope, of), 1, timeout=seconds))


def was_here(scope: str, of: str) -> bool:
    """Whether `of` has been asked about by `is_first`, and it is not forgotten yet."""
    return cache.get(_first(scope, of)) is not None


def _first(scope: str, of: str) -> str:
    return f"first:{scope}:{_hashed(scope, of)}"


def remember(scope: str, of: str, what: str, seconds: int) -> None:
    """Keep for so many seconds what became of `of`; the cache sees a keyed hash of it."""
    cache.set(_what(scope, of), what, timeout=seconds)


def remembered(scope: str, of: str) -> str | None:
    """What was kept of `of`; None where nothing was, or no more."""
    what: str | None = cache.get(_what(scope, of))
    return what


def _what(scope: str, of: str) -> str:
    return f"what:{scope}:{_hashed(scope, of)}"


def _hashed(scope: str, of: str) -> str:
    return salted_hmac(f"limits:{scope}", of, algorithm="sha256").hexdigest()[:32]


def _offset(who: str, seconds: int) -> int:
    return int(hashlib.sha256(who.encode()).hexdigest()[:8], 16) % seconds


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that says: too often, please wait."""
    response = render(request, "429.html", {"wait_minutes": max(1, round(seconds / 60))}, status=429)
    response["Retry-After"] = str(seconds)
    return response


type View = Callable[..., HttpResponse]


def rate_limited(scope: str, rate: str, *, methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """`@rate_limited("booking", "20/h")`: one client may use the view by `methods` only as often as that."""
    _amount, seconds = parse_rate(rate)

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods and limited(request, scope, rate):
                return too_many(request, seconds)
            return view(request, *args, **kwargs)

        return counted

    return decorate
