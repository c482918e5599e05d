"""A virus scanner that looks at uploads: clamd over TCP or a Unix socket, off unless `CLAMAV_URL` names one.

`CLAMAV_URL=tcp://clamav:3310` or `unix:///run/clamav/clamd.ctl`. The one network call that a request makes
besides PostgreSQL and Valkey: whoever sends a file waits for it, and what was not looked at is not taken.
Protocol: INSTREAM of clamd (docs.clamav.net): the length in four bytes before each piece, zero at the end.
"""

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PORT = 3310
PATIENCE = 20  # seconds, for each piece sent and for the answer
_PIECE = 65_536
_LONGEST_ANSWER = 4_096


class ScannerAwayError(Exception):
    """The scanner did not say whether the file is clean."""


def is_on() -> bool:
    """Whether a scanner is named."""
    return bool(settings.CLAMAV_URL)


def found_in(pieces: Iterable[bytes]) -> str:
    """The name of what the scanner found in the file; "" if it is clean.

    Raises ScannerAwayError when it cannot be reached, breaks off, or refuses to look (its own limit of size).
    """
    try:
        with _connected() as connection:
            return _verdict(_answer(connection, pieces))
    except OSError as error:
        raise ScannerAwayError(str(error)) from error


def _connected() -> socket.socket:
    url = urlsplit(settings.CLAMAV_URL)
    if url.scheme == "tcp" and url.hostname:
        return socket.create_connection((url.hostname, url.port or PORT), PATIENCE)
    if url.scheme == "unix" and url.path:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(PATIENCE)
            connection.connect(url.path)
        except OSError:
            connection.close()
            raise
        return connection
    raise ImproperlyConfigured("CLAMAV_URL must be tcp://host:port or unix:///path")


def _answer(connection: socket.socket, pieces: Iterable[bytes]) -> bytes:
    connection.sendall(b"zINSTREAM\0")
    for piece in pieces:
        for start in range(0, len(piece), _PIECE):
            part = piece[start : start + _PIECE]
            connection.sendall(len(part).to_bytes(4) + part)
    connection.sendall(bytes(4))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        if not (more := connection.recv(_LONGEST_ANSWER)):
            break
        answer += more
    return answer.rstrip(b"\0\n")


def _verdict(answer: bytes) -> str:
    """`stream: OK` or `stream: Eicar-Test-Signature FOUND`; all else is no verdict."""
    words = answer.decode("utf-8", "replace").removeprefix("stream: ")
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")
    raise ScannerAwayError(words or "no answer")
