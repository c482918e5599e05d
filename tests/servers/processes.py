"""Starting `manage.py up` as a real process, and what runs below it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from portal.servers import commands

BASE = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data_dir: Path, port: int, **extra: str) -> dict[str, str]:
    """Of a house of its own: nothing of the suite's settings or servers."""
    ours = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DEMO", "DATA_DIR", "PORT")
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return clean | {"DATA_DIR": str(data_dir), "PORT": str(port), "DEMO": "0"} | extra


@contextlib.contextmanager
def working(name: str, log: Path, env: dict[str, str], *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """WORKER or BEAT as the house runs it, killed with -9 and all below it in the end."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *getattr(commands, name).split(), *more],
            cwd=BASE, env=env, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Up:
    """A running `manage.py up`."""

    def __init__(self, data_dir: Path, port: int, **extra: str) -> None:
        self.port = port
        self.output = data_dir.with_name(data_dir.name + ".out")
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=BASE,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=environment(data_dir, port, **extra),
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_until_it_says(self, words: str, seconds: float = 300) -> None:
        def done() -> bool:
            assert self.process.poll() is None or words in self.said(), self.said()
            return words in self.said()

        wait_for(done, seconds, self.said)

    def wait_until_open(self) -> None:
        self.wait_until_it_says("Elternbrücke is open")

    def answers(self) -> bool:
        return answer(f"http://127.0.0.1:{self.port}/healthz") == 200

    def end(self, number: int = signal.SIGINT) -> int:
        """The exit code."""
        self.process.send_signal(number)
        return self.process.wait(40)


@contextlib.contextmanager
def running(data_dir: Path, port: int | None = None, **extra: str) -> Iterator[Up]:
    """A house that is open, and is killed with all below it if the test did not end it."""
    up = Up(data_dir, port or free_port(), **extra)
    try:
        up.wait_until_open()
        yield up
    finally:
        if up.process.poll() is None:
            up.end(signal.SIGTERM)


def answer(url: str) -> int | None:
    """The status that the address answers with, None if nothing does."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def descendants(pid: int) -> dict[int, str]:
    """Pid and command line of all processes below `pid`."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found: dict[int, str] = {}
    level = {pid}
    while level := {child for child, parent in parents.items() if parent in level}:
        found |= {child: command(child) for child in level}
    return found


def command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def lives(pid: int) -> bool:
    """It exists and is not a zombie that nobody has buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(fact: Callable[[], bool], seconds: float, explain: Callable[[], object] = str) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, f"not within {seconds} s: {explain()}"
        time.sleep(0.1)
