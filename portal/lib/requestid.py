"""Which request a line of the log belongs to, through to the jobs that the request set going."""

import secrets
from contextvars import ContextVar

NONE = "-"
_current: ContextVar[str] = ContextVar("request_id", default=NONE)


def current() -> str:
    """The name of the request, or `NONE` outside of one."""
    return _current.get()


def take_up(name: str) -> None:
    """Go on with the request of that name."""
    _current.set(name)


def begin() -> str:
    """A new request in this thread, until the next one begins; its name tells nothing of whoever asks."""
    take_up(secrets.token_hex(6))
    return current()
