from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lib.certificates import self_signed
from tests.lib.linked import Server, serve


@pytest.fixture
def server() -> Iterator[Server]:
    yield from serve(Server())


@pytest.fixture
def safe_server(tmp_path: Path) -> Iterator[Server]:
    """Speaks TLS with a certificate that nobody vouches for."""
    certificate, key = self_signed(tmp_path, "guide.example")
    server, context = Server(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.certificate = certificate
    yield from serve(server)
