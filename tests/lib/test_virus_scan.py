"""Uploads are shown to a virus scanner where one is set; what it did not look at is not taken."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.lib import uploads, virus_scan
from tests.funding import scenes

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
# Split, so that no scanner takes this file for what it is a test of.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.BaseRequestHandler):
    """Speaks INSTREAM as clamd does."""

    seen: list[bytes] = []
    says = b""

    def handle(self) -> None:
        assert self._exactly(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(self._exactly(4)):
            assert length <= 65_536
            content += self._exactly(length)
        self.seen.append(content)
        verdict = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"
        self.request.sendall(self.says or verdict)

    def _exactly(self, number: int) -> bytes:
        found = b""
        while len(found) < number:
            piece = self.request.recv(number - len(found))
            assert piece
            found += piece
        return found


def _served(server: socketserver.BaseServer) -> Iterator[type[Clamd]]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.RequestHandlerClass  # type: ignore[misc]
    finally:
        server.shutdown()
        server.server_close()


def handler() -> type[Clamd]:
    return type("Own", (Clamd,), {"seen": []})


@pytest.fixture(params=["tcp", "unix"])
def clamd(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[type[Clamd]]:
    if request.param == "tcp":
        server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler())
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
    else:
        server = socketserver.ThreadingUnixStreamServer(str(tmp_path / "clamd.ctl"), handler())
        settings.CLAMAV_URL = f"unix://{tmp_path}/clamd.ctl"
    yield from _served(server)


def checked(content: bytes) -> uploads.Checked:
    return uploads.check(SimpleUploadedFile("Satzung.pdf", content), uploads.PDF)


def refused(content: bytes) -> str | None:
    with pytest.raises(ValidationError) as caught:
        checked(content)
    return caught.value.code


def test_a_clean_file_is_taken_and_was_looked_at_to_its_end(clamd: type[Clamd]) -> None:
    content = PDF + b"x" * 200_000
    assert checked(content).size == len(content)
    assert clamd.seen == [content]


def test_an_infected_file_is_refused(clamd: type[Clamd]) -> None:
    assert refused(PDF + EICAR) == "virus"


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"UNKNOWN COMMAND\0", b"stream: OKAY\0", b"\0"]
)
def test_an_answer_that_is_no_verdict_takes_nothing(clamd: type[Clamd], answer: bytes) -> None:
    clamd.says = answer
    assert refused(PDF) == "scanner"


def test_a_scanner_that_is_away_takes_nothing(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    assert refused(PDF) == "scanner"
    settings.CLAMAV_URL = "unix:///nowhere/clamd.ctl"
    assert refused(PDF) == "scanner"


def test_without_a_scanner_nobody_is_asked(settings: Any) -> None:
    settings.CLAMAV_URL = ""
    assert checked(PDF + EICAR).mime == "application/pdf"


def test_a_setting_that_cannot_be_read_is_said(settings: Any) -> None:
    settings.CLAMAV_URL = "http://clamav"
    with pytest.raises(ImproperlyConfigured):
        virus_scan.found_in([PDF])


@pytest.mark.django_db
def test_a_file_is_looked_at_once_and_before_any_transaction(
    clamd: type[Clamd], cast: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    row, client, asked = scenes.draft(cast), Client(), []
    client.force_login(cast.coordinator)
    outside = len(connection.savepoint_ids)
    found_in = virus_scan.found_in

    def watched(pieces: Any) -> str:
        asked.append(len(connection.savepoint_ids) - outside)
        return found_in(pieces)

    monkeypatch.setattr(virus_scan, "found_in", watched)
    url = reverse("funding:papers", args=[row.organisation.slug, row.public_id])
    sent = {"kind": "statutes", "file": SimpleUploadedFile("Satzung.pdf", PDF + EICAR)}
    page = client.post(url, sent)
    assert (page.status_code, row.attachments.count(), asked) == (422, 0, [0])
    assert client.post(url, sent | {"file": SimpleUploadedFile("Satzung.pdf", PDF)}).status_code == 302
    assert (row.attachments.count(), asked) == (1, [0, 0])
