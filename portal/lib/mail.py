"""Where mails go, read from one address."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_BACKENDS = {
    "smtp": "smtp",
    "smtp+tls": "smtp",
    "smtp+ssl": "smtp",
    "smtps": "smtp",
    "filemail": "filebased",
    "consolemail": "console",
    "memorymail": "locmem",
    "dummymail": "dummy",
}
# One answer of the server; the outbox frees a message whose sender was silent for longer than all of them.
TIMEOUT_SECONDS = 15


def mailer(url: str) -> dict[str, Any]:
    """An entry of Django's `MAILERS` from `EMAIL_URL`.

    `smtp://user:password@host:25`, `smtp+tls://…` (STARTTLS, 587), `smtps://…` (TLS from the start, 465),
    `filemail:///folder`, `consolemail://`. ValueError for another scheme.
    """
    parts = urlsplit(url)
    backend = _BACKENDS.get(parts.scheme)
    if backend is None:
        raise ValueError(f"EMAIL_URL: unknown scheme {parts.scheme!r}, known are {', '.join(_BACKENDS)}")
    options: dict[str, Any] = {}
    if backend == "filebased":
        options = {"file_path": "/" + unquote(parts.path).lstrip("/")}
    elif backend == "smtp":
        options = {
            "host": parts.hostname or "localhost",
            "port": parts.port,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme in ("smtp+ssl", "smtps"),
            "timeout": int(parse_qs(parts.query).get("timeout", [str(TIMEOUT_SECONDS)])[0]),
        }
    return {"BACKEND": f"django.core.mail.backends.{backend}.EmailBackend", "OPTIONS": options}
