"""Logs tell what happened where, never to whom: no address with a secret, no text that people typed."""

import copy
import json
import logging
import traceback
from datetime import UTC, datetime

from portal.lib import requestid


class NoPersonalData(logging.Filter):
    """Replaces an address by the pattern that it matched, and the words of an error by where it arose."""

    def filter(self, record: logging.LogRecord) -> logging.LogRecord:
        record = copy.copy(record)
        record.request_id = requestid.current()
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            route = f"/{match.route}" if match else "(no such address)"
            ours = (request.path, request.get_full_path())
            record.args = tuple(route if arg in ours else arg for arg in record.args)
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            record.msg, record.args = f"{_said(record, error)}\n{_way_to(error)}", ()
            record.exc_info = record.exc_text = None
        return record


class JsonLines(logging.Formatter):
    """Each record as one line of JSON, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        return json.dumps(line | {"request": getattr(record, "request_id", requestid.NONE)})


def _said(record: logging.LogRecord, error: BaseException) -> str:
    """The first line of what the record says, without the words of the error, which some repeat there."""
    said = record.getMessage().partition("\n")[0]
    for words in {str(error), repr(error)} - {""}:
        said = said.replace(words, type(error).__name__)
    return said


def _way_to(error: BaseException) -> str:
    """The traceback without the message, which may quote a row of the database."""
    frames = traceback.extract_tb(error.__traceback__)
    return "\n".join([*(f"  {it.filename}:{it.lineno} in {it.name}" for it in frames), type(error).__name__])
