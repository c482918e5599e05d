"""A streaming copy of a house's PostgreSQL, made by pg_basebackup as an operator would."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from portal.servers import Servers
from portal.servers.databases import NAME
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
    folder.mkdir(mode=0o700)
    if servers.uid is not None:
        os.chown(folder, servers.uid, servers.uid)
    who = {"user": servers.uid, "group": servers.uid, "extra_groups": None if servers.uid is None else []}
    copy = [PROGRAMS / "pg_basebackup", f"--host={servers.run_dir}", f"--username={NAME}"]
    subprocess.run(
        [*copy, f"--pgdata={folder / 'data'}", "--write-recovery-conf", "--checkpoint=fast"],
        check=True, cwd="/", **who,
    )  # fmt: skip
    options = {
        "listen_addresses": "", "unix_socket_directories": folder, "max_connections": "120",
        "shared_buffers": "32MB", "timezone": "UTC",
    }  # fmt: skip
    said = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [PROGRAMS / "postgres", "-D", str(folder / "data"), *said],
            cwd="/", stdout=log, stderr=log, **who,
        )  # fmt: skip
    replica = Replica(folder, process)
    try:
        wait_for(lambda: _answers(replica), 30, (folder / "log").read_text)
        yield replica
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _answers(replica: Replica) -> bool:
    try:
        return bool(replica.run("SELECT pg_is_in_recovery()"))
    except psycopg.OperationalError:
        return False
