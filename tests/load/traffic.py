"""Asking one address over and over on a few kept connections, and counting the answers."""

import selectors
import socket
import time

CONNECTIONS = 8


def answer(port: int, path: str, cookie: str = "") -> bytes:
    """One whole answer, head and body, as it comes from the wire."""
    with _connect(port) as connection:
        connection.sendall(_ask(path, cookie))
        return _read_one(connection)


def milliseconds(port: int, path: str, times: int, cookie: str = "") -> list[float]:
    """How long each of so many answers takes, one after the other, from the question to the last byte."""
    taken = []
    with _connect(port) as connection:
        for _number in range(times):
            begin = time.perf_counter()
            connection.sendall(_ask(path, cookie))
            answer = _read_one(connection)
            taken.append((time.perf_counter() - begin) * 1000)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"{path} answered {answer[:60]!r}")
    return taken


def per_second(port: int, path: str, seconds: float) -> float:
    """Answers a second. Every answer must be as long as the first one, which is checked to be a 200."""
    first = answer(port, path)
    if not first.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path} answered {first[:60]!r}")
    ask, length = _ask(path), len(first)
    selector = selectors.DefaultSelector()
    missing: dict[socket.socket, int] = {}
    for _number in range(CONNECTIONS):
        connection = _connect(port)
        selector.register(connection, selectors.EVENT_READ)
        connection.sendall(ask)
        missing[connection] = length
    done, begin = 0, time.perf_counter()
    while (now := time.perf_counter()) - begin < seconds:
        for key, _events in selector.select(timeout=1):
            connection = key.fileobj  # type: ignore[assignment]
            got = len(connection.recv(262_144))
            if not got:
                raise RuntimeError(f"{path}: the server closed a connection")
            missing[connection] -= got
            if missing[connection] == 0:
                done += 1
                missing[connection] = length
                connection.sendall(ask)
            elif missing[connection] < 0:
                raise RuntimeError(f"{path}: an answer differs in length from the first one")
    for connection in missing:
        connection.close()
    selector.close()
    return done / (now - begin)


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _ask(path: str, cookie: str = "") -> bytes:
    more = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{more}\r\n".encode()


def _read_one(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536)
    head, _blank, body = data.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body
