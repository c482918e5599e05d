"""The processes of a running house under one roof: started in order, watched, started again, stopped."""

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from portal.servers import commands
from portal.servers.children import Child

Say = Callable[[str], object]
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STEADY = 60.0  # seconds after which a restart counts as a success


class Stop(BaseException):
    """Somebody asked the house to end. No `except Exception` on the way may swallow it."""


def stop_on_signals() -> None:
    """Ctrl-C, SIGTERM and a closed terminal all end the house the same way, once."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        raise Stop

    for number in numbers:
        signal.signal(number, stop)


@dataclass
class Watched:
    """A child and when it may be started again."""

    child: Child
    serves: bool  # False for a database, which ends after all that use it
    started: float = field(default_factory=time.monotonic)
    pause: float = FIRST_PAUSE
    again_at: float | None = None

    def look(self, say: Say) -> None:
        """Start it again if it died, later each time it dies soon."""
        now = time.monotonic()
        code = self.child.ended()
        if code is None:
            return
        if self.again_at is None:
            if now - self.started > STEADY:
                self.pause = FIRST_PAUSE
            say(
                f"{self.child.name} ended ({_how(code)}) and starts again in {self.pause:.0f} s. "
                f"Its last words ({self.child.log}):\n{self.child.last_words(800)}"
            )
            self.again_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.again_at:
            self.again_at, self.started = None, now
            self.child.start()
            say(f"{self.child.name} started again")


class House:
    """Holds the children that serve: web, worker, clock, and the database servers if they are ours."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.watched: list[Watched] = []

    def start(self, child: Child) -> None:
        child.start()
        self.watched.append(Watched(child, serves=True))

    def watch_over(self, databases: list[Child]) -> None:
        """Also look after databases, which already run and are stopped by whoever started them."""
        self.watched += [Watched(child, serves=False) for child in databases]

    def watch(self) -> None:
        """Look after the children until `Stop` is raised by a signal."""
        while True:
            for watched in self.watched:
                watched.look(self.say)
            time.sleep(0.5)

    def wait_for(self, url: str, seconds: float) -> None:
        """Until the web server answers; looks after the children meanwhile. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while not _answers(url):
            for watched in self.watched:
                watched.look(self.say)
            if time.monotonic() > end:
                raise TimeoutError(f"{url} did not answer within {seconds:.0f} s.")
            time.sleep(0.1)

    def stop(self) -> None:
        """End all that serve, each by its kind signal; a second Ctrl-C meanwhile tells them again."""
        children = [watched.child for watched in self.watched if watched.serves]

        def hurry(number: int, frame: FrameType | None) -> None:
            for child in children:
                child.ask_to_end()

        signal.signal(signal.SIGINT, hurry)
        hurry(0, None)
        for child in children:
            child.wait_for_end()


def serving_children(
    *, data_dir: Path, folder: Path, host: str, port: int, threads: int, lock: int
) -> list[Child]:
    """Web server, worker and clock of the house, not yet started.

    `threads` is how many requests the web process answers at once; its database pool is as large.
    """
    environment = dict(os.environ) | {
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }

    def child(
        name: str,
        command: str,
        end: signal.Signals,
        orphan: signal.Signals = signal.SIGTERM,
        **extra: str,
    ) -> Child:
        return Child(
            name,
            [sys.executable, "-m", *command.split()],
            log=data_dir / "log" / f"{name}.log",
            environment=environment | extra,
            end_signal=end,
            orphan_signal=orphan,
            folder=folder,
            keep_open=(lock,),
        )

    return [
        child(
            "web",
            commands.WEB,
            signal.SIGTERM,
            GRANIAN_HOST=host,
            GRANIAN_PORT=str(port),
            GRANIAN_BLOCKING_THREADS=str(threads),
            GRANIAN_WORKERS_KILL_TIMEOUT="5",
            DATABASE_POOL=str(threads),
        ),
        # SIGQUIT is Celery's soft shutdown: a running job gets some seconds, then goes back to the queue.
        # An orphan has no queue any more, and would wait for it without end; the rows keep what it had.
        child("worker", commands.WORKER, signal.SIGQUIT, orphan=signal.SIGKILL),
        child("clock", commands.BEAT, signal.SIGTERM),
    ]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own address
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
