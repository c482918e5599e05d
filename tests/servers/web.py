"""The web server of the house as it runs in production, on a database and a Valkey of the tests."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from portal.servers import commands
from tests.servers.processes import BASE, answer, environment, free_port, wait_for

HOST = "portal.example"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "tests.servers.web_settings",
    "SITE_URL": f"https://{HOST}",
    "ALLOWED_HOSTS": HOST,
    "SECRET_KEY": "only-for-tests-" + "x" * 40,
    "GRANIAN_BLOCKING_THREADS": "4",
    "DATABASE_POOL": "4",
    "DATABASE_PATIENCE": "4",
}


@dataclass(frozen=True)
class Answer:
    """What came over the wire."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def cookies(self) -> SimpleCookie:
        return SimpleCookie("\r\n".join(self.headers.get_all("Set-Cookie", [])))


@dataclass
class Web:
    """A running web server; asks as the proxy that ends TLS would."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    cookies: dict[str, str] = field(default_factory=dict)

    def somebody_else(self) -> "Web":
        """Another browser, without cookies."""
        return replace(self, cookies={})

    def get(self, address: str, **headers: str) -> Answer:
        return self.ask("GET", address, None, **headers)

    def post(self, address: str, data: dict[str, Any], **headers: str) -> Answer:
        """Sent as a browser does it that has opened the form before."""
        said = data | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        form = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}{address}"}
        return self.ask("POST", address, urlencode(said), **(form | headers))

    def ask(self, method: str, address: str, body: str | bytes | None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Host": HOST, "X-Forwarded-Proto": "https"} | headers
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with contextlib.closing(connection):
            connection.request(method, address, body, sent)
            response = connection.getresponse()
            found = Answer(response.status, response.headers, response.read().decode(errors="replace"))
        self.cookies |= {name: cookie.value for name, cookie in found.cookies.items()}
        return found


@contextlib.contextmanager
def serving(data_dir: Path, **extra: str) -> Iterator[Web]:
    """`extra` names the database and Valkey; the server is killed in the end."""
    port = free_port()
    log = data_dir / "web.log"
    env = environment(data_dir, port, **(PRODUCTION | {"GRANIAN_PORT": str(port)} | extra))
    command = [str(Path(sys.executable).with_name("granian")), *commands.WEB.split()[1:]]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=BASE, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        wait_for(lambda: answer(f"http://127.0.0.1:{port}/healthz") is not None, 90, log.read_text)
        yield Web(port, process, log)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
