"""Faults told to a server that collects them and speaks as Sentry does, where `SENTRY_DSN` names one.

What is told is where something broke, in words of our code: no text of an error, no value, no address, no
machine. An event is made anew from what is named here, so that nothing else is sent, whatever the library
learns to say. Needs the optional packages `reports` of pyproject.toml.
"""

import logging
from typing import TYPE_CHECKING, Any

from portal.lib import requestid

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

KEPT = ("event_id", "timestamp", "platform", "level", "logger")
KEPT_OF_A_FRAME = ("filename", "module", "function", "lineno", "in_app")


def begin(dsn: str) -> None:
    """Tell from now on what this process writes down as an error; by a thread of its own, so nobody waits."""
    if not dsn:
        return
    import sentry_sdk
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        before_send=_bare,
        max_breadcrumbs=0,
        include_local_variables=False,
        include_source_context=False,
        auto_session_tracking=False,
        send_client_reports=False,
        release="",  # else it would ask git
        server_name="",
    )


def _bare(event: "Event", hint: "Hint") -> "Event | None":
    """The event with nothing of anybody; None for what strangers cause, such as a foreign host name."""
    record: logging.LogRecord = hint["log_record"]
    if record.name.startswith("django.security"):
        return None
    said: dict[str, Any] = {name: event[name] for name in KEPT if name in event}  # type: ignore[literal-required]
    said["logentry"] = {"message": _pattern(record)}
    said["tags"] = {"request": requestid.current(), "route": _route(record)}
    faults = event.get("exception", {}).get("values", [])
    if faults:
        said["exception"] = {"values": [_place(fault) for fault in faults]}
    return said  # type: ignore[return-value]


def _pattern(record: logging.LogRecord) -> str:
    """What was said, with gaps for what it was said of. Without gaps it may be anything."""
    return str(record.msg) if record.args else record.name


def _route(record: logging.LogRecord) -> str:
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return f"/{match.route}" if match else "-"


def _place(fault: dict[str, Any]) -> dict[str, Any]:
    frames = (fault.get("stacktrace") or {}).get("frames", [])
    bare = [{name: frame[name] for name in KEPT_OF_A_FRAME if name in frame} for frame in frames]
    return {"type": fault["type"], "module": fault.get("module"), "stacktrace": {"frames": bare}}
