"""A house to measure: servers and rows in a data folder of its own, and web servers on free ports."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import override_settings

from portal.servers import Servers
from portal.servers.children import Child
from tests.servers.processes import free_port


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
def apart(suffix: str, **settings_: Any) -> Iterator[None]:
    """A database of its own, a copy of that of the other measurements, dropped at the end.

    What runs inside has `settings_`; processes that start there find the database by the environment.
    """
    usual = str(connection.settings_dict["NAME"])
    name = f"{usual}_{suffix}"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{usual}"')
    connection.settings_dict["NAME"] = name
    before = os.environ.get("DATABASE_URL")
    address, _mark, options = settings.DATABASE_URL.partition("?")
    os.environ["DATABASE_URL"] = f"{address.rpartition('/')[0]}/{name}?{options}".rstrip("?")
    try:
        with override_settings(**settings_):
            yield
    finally:
        os.environ.pop("DATABASE_URL")
        if before is not None:
            os.environ["DATABASE_URL"] = before
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def postgres_pid() -> int | None:
    """The number of the process that all others of the database belong to; None if it is not ours."""
    file = Path(settings.DATA_DIR) / "postgres" / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else None


@contextmanager
def web(application: str, **environment: str) -> Iterator[int]:
    """The port of a web server with one worker that serves `application`."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
    command += ["--port", str(port), "--blocking-threads", "8", application]
    child = Child(
        "web",
        command,
        log=settings.DATA_DIR / "log" / f"bench-{port}.log",
        environment=dict(os.environ) | environment,
        folder=Path(settings.BASE_DIR),
    )
    with listening(child, port):
        yield port


@contextmanager
def listening(child: Child, port: int) -> Iterator[None]:
    """The child runs and can be asked at its port; RuntimeError with its last words if it does not start."""
    child.start()
    try:
        wait_for_port(port, child)
        yield
    finally:
        child.stop()


def wait_for_port(port: int, child: Child, seconds: float = 60) -> None:
    """Until somebody listens there; RuntimeError with the last words of a child that does not."""
    end = time.monotonic() + seconds
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if child.ended() is not None or time.monotonic() > end:
            raise RuntimeError(f"{child.name} did not start:\n{child.last_words()}")
        time.sleep(0.05)


def get_ready() -> None:
    """What a process of its own needs before it makes documents; as early as a warm worker has it."""
    import django

    django.setup()
    import weasyprint  # noqa: F401
