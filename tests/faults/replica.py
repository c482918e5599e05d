"""Copies of a house's PostgreSQL, made by pg_basebackup as an operator would, to follow it or to go back."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from portal.servers import Servers
from portal.servers.databases import NAME
from portal.servers.folder import own_folder
from tests.faults.house import PROGRAMS
from tests.servers.processes import wait_for


@dataclass
class Replica:
    """Its address, and what can happen to it."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"postgres://{NAME}@/{self.folder}/{NAME}"

    def run(self, question: str) -> object:
        with psycopg.connect(host=str(self.folder), user=NAME, dbname=NAME, autocommit=True) as connection:
            return connection.execute(question).fetchone()[0]

    def stand_still(self) -> None:
        """It answers, and does not follow any more."""
        self.run("SELECT pg_wal_replay_pause()")
        wait_for(lambda: self.run("SELECT pg_get_wal_replay_pause_state()") == "paused", 20)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def streaming_copy(servers: Servers, folder: Path) -> Iterator[Replica]:
    """A copy that follows `servers` until the end; `folder` must have a short path, for its socket."""
    copied(servers, folder, "--write-recovery-conf")
    with running(servers, folder) as replica:
        yield replica


def copied(servers: Servers, folder: Path, *more: str) -> None:
    """All files of the running database, in `folder`, by pg_basebackup."""
    own_folder(folder, servers.uid)
    copy = [PROGRAMS / "pg_basebackup", f"--host={servers.run_dir}", f"--username={NAME}"]
    copy += [f"--pgdata={folder / 'data'}", "--checkpoint=fast", *more]
    subprocess.run(copy, check=True, cwd="/", **_owner(servers))


@contextmanager
def running(servers: Servers, folder: Path, **more: str) -> Iterator[Replica]:
    """A PostgreSQL of its own on the copy in `folder`, with these options, until the end."""
    options = {
        "listen_addresses": "", "unix_socket_directories": folder, "max_connections": "120",
        "shared_buffers": "32MB", "timezone": "UTC",
    } | more  # fmt: skip
    said = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [PROGRAMS / "postgres", "-D", str(folder / "data"), *said],
            cwd="/", stdout=log, stderr=log, **_owner(servers),
        )  # fmt: skip
    replica = Replica(folder, process)
    try:
        wait_for(lambda: _answers(replica), 30, (folder / "log").read_text)
        yield replica
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _owner(servers: Servers) -> dict[str, Any]:
    return {
        "user": servers.uid,
        "group": servers.uid,
        "extra_groups": None if servers.uid is None else [],
    }


def _answers(replica: Replica) -> bool:
    try:
        return replica.run("SELECT pg_is_in_recovery()") is not None
    except psycopg.OperationalError:
        return False
