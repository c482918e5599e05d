"""A visitor of the page cache, without Django's test client in between."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from portal.lib import pagecache


@dataclass
class Answer:
    """What came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    """Asks one web process, which has its own pages."""

    def __init__(self, megabytes: float = 1) -> None:
        self.application = pagecache.CachedApplication(WSGIHandler(), megabytes)
        self.cookie = ""

    def get(self, address: str, **headers: str) -> Answer:
        environ = RequestFactory().get(address, headers={"Host": "testserver"} | headers).environ
        if self.cookie:
            environ["HTTP_COOKIE"] = self.cookie
        else:
            environ.pop("HTTP_COOKIE", None)
        said: list[Any] = []
        body = self.application(environ, lambda *what: said.append(what))
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        status, named = said[0][:2]
        return Answer(int(status.split()[0]), dict(named), content)


@contextlib.contextmanager
def connections_kept() -> Iterator[None]:
    """A request's end closes the connection, and with it the transaction of the test: here it does not."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)
