"""The same text as a page of Wagtail, on the same PostgreSQL."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from portal.servers.children import Child
from tests.load.house import listening
from tests.servers.processes import free_port

# In an environment of its own, which needs a package index or what it has fetched before.
PACKAGES = ("wagtail>=8,<9", "granian", "psycopg[binary]")
SERVER = "granian --interface wsgi --host 127.0.0.1 --no-ws --blocking-threads 8"


@contextmanager
def serving(text: str) -> Iterator[int]:
    """The port of a Wagtail with one worker that has this HTML as `/text/`.

    Raises `CalledProcessError` if it cannot be installed, `RuntimeError` if it does not start.
    """
    folder = Path(__file__).with_name("peers")
    uv = str(Path(sys.executable).with_name("uv"))
    run = [uv, "run", "--isolated", "--no-project", "--python", sys.executable]
    run += [word for package in PACKAGES for word in ("--with", package)]
    with _database() as database:
        env = dict(os.environ) | {"WAGTAIL_DATABASE": json.dumps(database)}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        prepare = [*run, "python", "-m", "wagtail_site.prepare"]
        subprocess.run(prepare, input=text.encode(), cwd=folder, env=env, check=True)
        port = free_port()
        child = Child(
            "wagtail", [*run, *SERVER.split(), "--port", str(port), "wagtail_site.wsgi:application"],
            log=Path(settings.DATA_DIR) / "log" / "bench-wagtail.log", environment=env, folder=folder,
        )  # fmt: skip
        with listening(child, port):
            yield port


@contextmanager
def _database() -> Iterator[dict[str, object]]:
    """An empty database beside ours, dropped at the end; as Django's settings name it."""
    ours = connection.settings_dict
    name = f"{ours['NAME']}_wagtail"
    same = {key: ours[key] for key in ("HOST", "PORT", "USER", "PASSWORD")}
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield {"ENGINE": "django.db.backends.postgresql", "NAME": name, "CONN_MAX_AGE": None} | same
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
