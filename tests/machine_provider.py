"""A provider of machine translations on this machine: it answers as it is told."""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest

type Answer = tuple[int, dict[str, str], bytes]

_WORDS = re.compile(r"(<[^>]*>)")


def arabic(markup: str) -> str:
    """Every run of words as an Arabic one, elements left as they are."""
    return "".join(
        part if part.startswith("<") or not part.strip() else " هذه كلمات عربية كثيرة هنا "
        for part in _WORDS.split(markup)
    )


class Provider:
    """Speaks as DeepL and as LibreTranslate; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.headers: list[dict[str, str]] = []
        self.fields: list[dict] = []
        self.translate: Callable[[str], str] = arabic
        # Answers to give before those that translate: (status, headers).
        self.first: list[tuple[int, dict[str, str]]] = []
        self.refuses: Callable[[list[str]], int] = lambda texts: 0
        self.delay = threading.Event()
        self.hangs = False
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server, self.port = server, server.server_port
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def url(self, name: str = "deepl", key: str = "geheim") -> str:
        return f"{name}+http://{key}@127.0.0.1:{self.port}"

    def close(self) -> None:
        self.delay.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str, body: bytes) -> Answer:
        deepl = path == "/v2/translate"
        fields = parse_qs(body.decode()) if deepl else json.loads(body)
        texts = fields["text"] if deepl else fields["q"]
        self.asked.append(texts)
        self.fields.append(fields)
        if self.first:
            status, headers = self.first.pop(0)
            return status, headers, b"{}"
        if status := self.refuses(texts):
            return status, {}, b"{}"
        done = [self.translate(text) for text in texts]
        said = {"translations": [{"text": text} for text in done]} if deepl else {"translatedText": done}
        return 200, {}, json.dumps(said).encode()

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.headers.append(dict(self.headers))
                status, headers, content = provider.answer(self.path, body)
                if provider.hangs:
                    provider.delay.wait(10)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: object) -> None:
                """Tests are quiet."""

        return Handler


@pytest.fixture
def provider(settings):
    found = Provider()
    settings.MACHINE_TRANSLATION_URL = found.url()
    yield found
    found.close()
