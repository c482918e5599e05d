"""Asking whether an outside page is still there: politely, and never inside our own network.

Whoever may write a link must not be able to point this client at inner addresses. So the name of the host
is resolved by us, every address it has must be public, and the connection goes to the very address that was
looked at; a redirect is a new address and is looked at in the same way.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 5
SECONDS = 10.0  # for one request, from the first packet to the last header
PACE = 1.0  # seconds between two requests to the same host

# Answers of servers that do not talk to programs, or to people who have signed in: they say nothing.
_UNTELLING = {401, 403, 405, 407, 429, 999}
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
# Public by number, but answered by the cloud that the house stands in; and IPv6 networks that hold an IPv4
# address inside, which may be any.
_INNER_AFTER_ALL = [
    ipaddress.ip_network(net) for net in ("168.63.129.16/32", "64:ff9b::/96", "2002::/16", "2001::/32")
]
# What browsers leave as it is in a path; the percent sign because it may be quoted already.
_UNQUOTED = "/%:@!$&'()*+,;=~-._[]"

type Address = tuple[str, int]
type Lookup = Callable[[str, int], Sequence[str]]
type Resolve = Callable[[str, int], Sequence[Address]]


class Verdict(StrEnum):
    OK = "ok"
    MOVED = "moved"  # for good, and there it is
    BROKEN = "broken"  # the server says that there is no such page
    UNREACHABLE = "unreachable"
    UNTELLABLE = "untellable"  # perhaps only programs are turned away


class Reason(StrEnum):
    """Why there is no page, or no telling."""

    NONE = ""
    STATUS = "status"
    ADDRESS = "address"  # no web address that we would ask
    INNER = "inner"  # leads into a private network
    NAME = "name"  # the host has no address
    SILENT = "silent"  # no connection, no answer in time, or one that is no HTTP
    CERTIFICATE = "certificate"
    REDIRECTS = "redirects"  # too many


@dataclass(frozen=True)
class Answer:
    verdict: Verdict
    reason: Reason = Reason.NONE
    status: int = 0
    location: str = ""  # where it has moved to

    @property
    def is_failure(self) -> bool:
        return self.verdict in (Verdict.BROKEN, Verdict.UNREACHABLE)


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """This address is not asked at all, or does not answer."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def is_public(address: str) -> bool:
    """Whether an IP address may be reached from anywhere: not private, local, reserved or disguised.

    >>> is_public("93.184.216.34"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    inner = ip.is_multicast or ip.is_reserved or ip.is_unspecified or not ip.is_global
    return not inner and not any(ip in net for net in _INNER_AFTER_ALL if net.version == ip.version)


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def public_addresses(lookup: Lookup = look_up) -> Resolve:
    """Resolves a host to addresses that may be connected to; one that is not public refuses them all."""

    def resolve(host: str, port: int) -> list[Address]:
        try:
            found = lookup(host, port)
        except (OSError, UnicodeError):
            raise Refused(Reason.NAME) from None
        if not all(is_public(address) for address in found):
            raise Refused(Reason.INNER)
        return [(address, port) for address in found]

    return resolve


class Client:
    """Asks one address after the other; each host at most once a second."""

    def __init__(
        self,
        agent: str,
        *,
        resolve: Resolve | None = None,
        trust: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
        pace: float = PACE,
    ) -> None:
        """`agent` names us and says where to complain. `resolve` and `trust` are for tests."""
        self._agent = agent
        self._resolve = resolve or public_addresses()
        self._trust = trust or ssl.create_default_context()
        self._seconds = seconds
        self._pace = pace
        self._asked: dict[str, float] = {}

    def check(self, url: str) -> Answer:
        """What has become of the page at `url`; never raises for anything that a server does."""
        here, for_good = url, True
        try:
            for _hop in range(MOST_REDIRECTS + 1):
                status, location = self._ask(parsed(here))
                if status not in _REDIRECTS or not location:
                    return _judge(status, here if for_good and here != url else "")
                for_good = for_good and status in _PERMANENT
                here = _joined(here, location)
        except Refused as refused:
            return Answer(Verdict.UNREACHABLE, refused.reason)
        return Answer(Verdict.UNTELLABLE, Reason.REDIRECTS)

    def _ask(self, parts: SplitResult) -> tuple[int, str]:
        """Status and Location: by HEAD, and by GET where HEAD is not understood or answered."""
        host, port = _host_of(parts)
        addresses = self._resolve(host, port)
        try:
            status, location = self._request("HEAD", parts, addresses)
            if status < 400:
                return status, location
        except Refused as refused:
            if refused.reason != Reason.SILENT:
                raise
        return self._request("GET", parts, addresses)

    def _request(self, method: str, parts: SplitResult, addresses: Sequence[Address]) -> tuple[int, str]:
        host, _port = _host_of(parts)
        trust = self._trust if parts.scheme == "https" else None
        self._wait_for(host)
        connection = _Pinned(host, addresses, self._seconds, trust)
        try:
            with connection.for_so_long():
                connection.request(method, _target(parts), headers=self._headers())
                answer = connection.getresponse()
                # The head says it all: nothing of the body is read, however long it is.
                return answer.status, answer.getheader("Location") or ""
        except ssl.SSLCertVerificationError:
            raise Refused(Reason.CERTIFICATE) from None
        except (OSError, http.client.HTTPException, ValueError):
            raise Refused(Reason.SILENT) from None
        finally:
            connection.close()

    def _headers(self) -> dict[str, str]:
        return {"User-Agent": self._agent, "Accept": "text/html,*/*;q=0.8", "Connection": "close"}

    def _wait_for(self, host: str) -> None:
        since = time.monotonic() - self._asked.get(host, -self._pace)
        if since < self._pace:
            time.sleep(self._pace - since)
        self._asked[host] = time.monotonic()


class _Pinned(http.client.HTTPConnection):
    """Connects to addresses that were looked at before, whatever the name has come to mean since then."""

    def __init__(
        self, host: str, addresses: Sequence[Address], seconds: float, trust: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, timeout=seconds)
        self._addresses = addresses
        self._trust = trust
        self._until = time.monotonic() + seconds
        self._is_late = False

    def connect(self) -> None:
        self.sock = self._first_that_answers()
        if self._trust:
            self.sock = self._trust.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def _first_that_answers(self) -> socket.socket:
        for address in self._addresses:
            left = self._until - time.monotonic()
            if left <= 0:
                break
            with suppress(OSError):
                return socket.create_connection(address, left)
        raise OSError("no address answers")

    @contextmanager
    def for_so_long(self) -> Iterator[None]:
        """A time limit for all of it: a server that sends a letter now and then keeps no socket waiting."""
        watch = threading.Timer(self._until - time.monotonic(), self._hang_up)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
        if self._is_late:  # to the reader of the head, hanging up looks like its end
            raise TimeoutError

    def _hang_up(self) -> None:
        self._is_late = True
        if self.sock is not None:
            with suppress(OSError):
                # Of the plain socket: that of TLS would change what the other thread is reading from.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _joined(here: str, location: str) -> str:
    try:
        return urljoin(here, location)
    except ValueError:
        raise Refused(Reason.ADDRESS) from None


def parsed(url: str) -> SplitResult:
    """The parts of a web address that may be asked: http(s) on its own port, no password. Raises Refused."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        raise Refused(Reason.ADDRESS) from None
    if parts.scheme not in PORTS or port not in PORTS.values() or not parts.hostname:
        raise Refused(Reason.ADDRESS)
    if parts.username is not None or parts.password is not None:
        raise Refused(Reason.ADDRESS)
    return parts


def _host_of(parts: SplitResult) -> tuple[str, int]:
    """Host, in letters of the DNS, and port."""
    name = parts.hostname or ""
    try:
        host = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        raise Refused(Reason.ADDRESS) from None
    return host, parts.port or PORTS[parts.scheme]


def _target(parts: SplitResult) -> str:
    """Path and query as they go over the wire; what is quoted already stays so."""
    path = quote(parts.path or "/", safe=_UNQUOTED)
    return urlunsplit(("", "", path, quote(parts.query, safe=_UNQUOTED + "?"), ""))


def _judge(status: int, moved_to: str) -> Answer:
    if 200 <= status < 300:
        return Answer(Verdict.MOVED if moved_to else Verdict.OK, status=status, location=moved_to)
    if status in _UNTELLING:
        return Answer(Verdict.UNTELLABLE, Reason.STATUS, status)
    return Answer(Verdict.BROKEN, Reason.STATUS, status)
