"""What came of it, as tables."""

import contextlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from tests.load.mixed.people import Asked
from tests.servers.processes import descendants


def failed(asked: Asked) -> bool:
    """No answer, one that says that something broke, or that there is nothing; a full workshop is none."""
    return asked.status == 0 or (asked.status >= 400 and asked.status != 422)


def answers(asked: Sequence[Asked], seconds: float) -> str:
    """A line for each kind of person: how many, how many of them failed, and how long they took."""
    kinds = list(dict.fromkeys(it.kind for it in asked))
    rows = [("who asks", "answers", "a second", "failed", "median ms", "p95 ms", "longest", "by status")]
    return _table(rows + [_line(kind, [it for it in asked if it.kind == kind], seconds) for kind in kinds])


def _line(kind: str, asked: list[Asked], seconds: float) -> tuple[str, ...]:
    taken = sorted(it.milliseconds for it in asked)
    p95 = quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else taken[0]
    share = 100 * sum(map(failed, asked)) / len(asked)
    by_status = Counter(it.status for it in asked)
    figures = (f"{len(asked)}", f"{len(asked) / seconds:.1f}", f"{share:.2f} %", f"{median(taken):.0f}")
    return (
        kind,
        *figures,
        f"{p95:.0f}",
        f"{taken[-1]:.0f}",
        " ".join(f"{it}:{by_status[it]}" for it in sorted(by_status)),
    )


@dataclass(frozen=True)
class Use:
    """What a process and all below it hold and have used so far."""

    megabytes: float
    seconds: float


def used(pid: int) -> Use:
    """Memory that several of them share counts once."""
    processes = (pid, *descendants(pid))
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


def processes(before: dict[str, Use], after: dict[str, Use]) -> str:
    """What each of them held at the beginning and at the end, and used in between."""
    head = ("of", "MB at the beginning", "MB at the end", "seconds of a processor")
    return _table([head, *(_use(name, before[name], after[name]) for name in before)])


def _use(name: str, before: Use, after: Use) -> tuple[str, ...]:
    seconds = after.seconds - before.seconds
    return (name, f"{before.megabytes:.0f}", f"{after.megabytes:.0f}", f"{seconds:.1f}")


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)
