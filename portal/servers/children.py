"""One process that must not outlive the one that started it."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5 * 1024 * 1024

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal as soon as its parent is gone, kill -9 included."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number))


def _before_exec(parent: int, number: int) -> Callable[[], None]:
    def run() -> None:
        for ours in (signal.SIGINT, signal.SIGQUIT):  # a shell makes its background processes deaf to them
            signal.signal(ours, signal.SIG_DFL)
        end_with_parent(number)
        if os.getppid() != parent:  # it died before the kernel knew
            os.kill(os.getpid(), signal.SIGKILL)

    return run


@dataclass
class Child:
    """A command, the signal that ends it kindly, and its process once started.

    `user` is a uid to run as (root only); `seconds` is how long a kind end may take.
    """

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    end_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM
    seconds: float = 20
    user: int | None = None
    folder: Path = field(default=Path("/"))
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the parent alone."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name(self.log.name + ".1"))
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=_before_exec(os.getpid(), self.orphan_signal),
                env=dict(self.environment),
                cwd=self.folder,
                pass_fds=self.keep_open,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
            )

    def ended(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return None if self.process is None else self.process.poll()

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.end_signal)

    def wait_for_end(self) -> None:
        """Wait until it has ended; past its time it is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(self.seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        self.ask_to_end()
        self.wait_for_end()

    def last_words(self, characters: int = 2000) -> str:
        """The end of its log."""
        with self.log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - characters))
            return file.read().decode(errors="replace").strip()
