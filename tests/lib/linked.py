"""A web server that links lead to, and the client that is sent there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from portal.lib.links import Answer, Client, public_addresses

AGENT = "Elternbruecke test (+https://portal.example)"
PUBLIC = "93.184.216.34"


class Handler(BaseHTTPRequestHandler):
    """Answers by path: `/404` with that status, `/301/<address>` leads there, the rest by name."""

    def do_HEAD(self) -> None:
        self.server.seen.append((self.command, self.headers["Host"], self.headers["User-Agent"]))
        name, _slash, rest = self.path[1:].partition("/")
        if name == "shy" and self.command == "HEAD":
            return self.answer(int(rest))
        if name.isdigit():
            return self.answer(int(name), rest)
        return getattr(self, name or "page")()

    do_GET = do_HEAD  # noqa: N815 - as http.server calls it

    def page(self) -> None:
        self.answer(200)

    shy = page

    def loop(self) -> None:
        self.answer(302, "/loop")

    def hangs_up(self) -> None:
        self.close_connection = True

    def endless(self) -> None:
        if self.command == "HEAD":
            return self.answer(500)
        self.answer(200)
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.server.cut_off.set()

    def drips(self) -> None:
        """A letter of a header now and then, for ever."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while not self.server.closing.wait(0.05):
                self.wfile.write(b"x")
        except OSError:
            self.server.cut_off.set()

    def silent(self) -> None:
        self.server.closing.wait()

    def babble(self) -> None:
        self.wfile.write(b"220 mail.example ESMTP\r\n")
        self.close_connection = True

    def answer(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, str, str]] = []
        self.closing, self.cut_off = threading.Event(), threading.Event()


def serve(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


def leading_to(server: Server, **names: str) -> Callable[[str, int], list[tuple[str, int]]]:
    """Resolves the public hosts of a test to its server; all others as the portal does."""
    known = {"guide.example": PUBLIC, "other.example": PUBLIC, **names}

    def lookup(host: str, port: int) -> list[str]:
        if host in known:
            return [known[host]]
        return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]

    resolve = public_addresses(lookup)
    return lambda host, port: [server.server_address for _address in resolve(host, port)]


def client(server: Server, **options: object) -> Client:
    return Client(AGENT, **{"resolve": leading_to(server), "pace": 0, "seconds": 2, **options})


def check(server: Server, path: str, **options: object) -> Answer:
    return client(server, **options).check(f"http://guide.example/{path}")
