"""A house to measure: servers and rows in a data folder of its own, and web servers on free ports."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from portal.servers import Servers
from portal.servers.children import Child


@contextmanager
def databases() -> Iterator[None]:
    """PostgreSQL and Valkey, unless the environment names servers; migrated, with the reference data."""
    from django.core.management import call_command

    servers = None
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        servers = Servers(settings.DATA_DIR)
        servers.start_postgres()
        servers.start_valkey()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("messages", compile=True, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("loadreference", verbosity=0)
        yield
    finally:
        if servers is not None:
            servers.stop()


@contextmanager
def web(application: str, **environment: str) -> Iterator[int]:
    """The port of a web server with one worker that serves `application`."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
    command += ["--port", str(port), "--blocking-threads", "8", application]
    child = Child(
        "web",
        command,
        log=settings.DATA_DIR / "log" / f"bench-{port}.log",
        environment=dict(os.environ) | environment,
        folder=Path(settings.BASE_DIR),
    )
    child.start()
    try:
        _wait_for(port, child)
        yield port
    finally:
        child.stop()


def _wait_for(port: int, child: Child, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if child.ended() is not None or time.monotonic() > end:
            raise RuntimeError(f"The web server did not start:\n{child.last_words()}")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
