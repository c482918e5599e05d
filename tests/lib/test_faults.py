"""A server that collects faults is told where something broke, and nothing of anybody."""

import gzip
import http.server
import json
import logging
import threading

import brotli
import pytest
import sentry_sdk
from django.db import IntegrityError
from django.test import Client

from portal.lib import faults

pytestmark = pytest.mark.django_db
ENTRIES = {"key": "6e7d1a0e-95f2-4a48-a9a8-2a4f9d0b3c11", "what": "Samira was here"}


class Collector(http.server.BaseHTTPRequestHandler):
    """Speaks as Sentry does; keeps what it was told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}
        self.server.told.append(unpack[self.headers["Content-Encoding"]](body).decode())
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        pass


@pytest.fixture
def told():
    """Call it for all that the server was told."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    server.told = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    faults.begin(f"http://key@127.0.0.1:{server.server_port}/1")

    def all_of_it():
        sentry_sdk.flush(20)
        return server.told

    yield all_of_it
    sentry_sdk.get_client().close(0)
    sentry_sdk.get_global_scope().set_client(None)
    server.shutdown()
    server.server_close()


def fail(*arguments, **more):
    who = "samira@mail.example"
    raise IntegrityError(f"Key (email)=({who}) already exists.")


def test_a_page_that_breaks_is_told_by_its_pattern_and_the_place_in_our_code(told, monkeypatch):
    monkeypatch.setattr("portal.pages.views.reports.report_problem", fail)
    client = Client(raise_request_exception=False, headers={"Cookie": "sessionid=samiras"})
    assert client.post("/de/report/?from=samira", ENTRIES).status_code == 500
    (envelope,) = told()
    assert "samira" not in envelope.lower()
    event = json.loads(envelope.splitlines()[2])
    (fault,) = event["exception"]["values"]
    assert (fault["type"], fault["stacktrace"]["frames"][-1]["function"]) == ("IntegrityError", "fail")
    assert event["tags"]["route"] == "/de/report/"
    assert len(event["tags"]["request"]) == 12
    assert set(event) <= {*faults.KEPT, "logentry", "tags", "exception"}


def test_a_job_that_breaks_is_told_likewise(told):
    try:
        fail()
    except IntegrityError as error:
        logging.getLogger("celery.app.trace").error("Task %s failed: %r", "x", error, exc_info=True)
    (envelope,) = told()
    assert "samira" not in envelope
    assert "Task %s failed: %r" in envelope


def test_what_strangers_cause_is_not_told(told, client):
    assert client.get("/de/", headers={"Host": "samira.example"}).status_code == 400
    assert client.get("/de/nowhere/").status_code == 404
    assert told() == []


def test_nobody_is_told_anything_unless_the_operator_wants_it(settings):
    faults.begin(settings.SENTRY_DSN)
    assert not sentry_sdk.get_client().is_active()
