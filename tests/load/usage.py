"""What processes hold of memory and have used of the processors."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from tests.servers.processes import descendants


@dataclass(frozen=True)
class Use:
    """What processes and all below them hold and have used so far."""

    megabytes: float
    seconds: float


def used(*pids: int) -> Use:
    """Memory that several of them share counts once, and so does a process below two of `pids`."""
    processes = {found for pid in pids for found in (pid, *descendants(pid))}
    return Use(sum(map(_megabytes, processes)), sum(map(_seconds, processes)))


def _megabytes(pid: int) -> float:
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return 0


def _seconds(pid: int) -> float:
    """Of a processor, in the program and in the kernel."""
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return 0


def peak() -> float:
    """The most MB that this process ever held."""
    words = Path("/proc/self/status").read_text().split()
    return int(words[words.index("VmHWM:") + 1]) / 1024
