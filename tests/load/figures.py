"""A measured figure beside the figure that it is to be compared with."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import floor
from pathlib import Path

from portal.lib.dates import today


@dataclass(frozen=True)
class Figure:
    """`ours` and `reference` in `unit`; `target` is the ratio ours / reference that the design asks for.

    Without a target nothing is asked for: the figure says how far a peer is away.
    """

    name: str
    ours: float
    reference: float
    reference_name: str
    target: float | None
    at_least: bool
    unit: str
    scale: float

    @property
    def ratio(self) -> float:
        return self.ours / self.reference

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target

    def as_json(self) -> dict[str, object]:
        more = {"ratio": round(self.ratio, 4), "met": self.met, "target": self._hold()}
        return {name: value for name, value in asdict(self).items() if name != "at_least"} | more

    def _hold(self) -> str | None:
        return None if self.target is None else f"{'>=' if self.at_least else '<='} {self.target:g}"


@dataclass(frozen=True)
class Missing:
    """What could not be measured here, and why; it stands in the table, so that nobody overlooks it."""

    name: str
    why: str
    scale: float

    def as_json(self) -> dict[str, object]:
        nothing = dict.fromkeys(("ours", "reference", "ratio", "target", "met"))
        return {"name": self.name, "reference_name": self.why, "unit": "", "scale": self.scale} | nothing


HEAD = ("what", "ours", "compared with", "ratio", "hold", "met")
NOTHING = "–"


def table(found: Sequence[Figure | Missing]) -> str:
    """The figures as lines of text, columns aligned."""
    rows = [HEAD, *(_row(one.as_json()) for one in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)


def write(found: Sequence[Figure | Missing], path: Path) -> None:
    """With the day and the machine, without which a figure says little."""
    where = {"day": today().isoformat(), "machine": machine()}
    rows = [one.as_json() | where for one in found]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False))


def markdown(path: Path) -> str:
    """What was written to `path`, as a table for the README: nothing is rounded up, nothing left out."""
    rows = json.loads(path.read_text())
    if not rows:
        return ""
    lines = [HEAD, tuple("---" for _cell in HEAD), *map(_row, rows)]
    text = "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
    measured = sorted({f"{row['day']}, {row['machine']}, `SCALE={row['scale']:g}`" for row in rows})
    return f"Measured on {'; '.join(measured)}.\n\n{text}"


def machine() -> str:
    """The processors and the memory of this machine."""
    info = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(":")[2].strip() for line in info if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{len(os.sched_getaffinity(0))} processors ({model}), {memory:.0f} GB"


def middle(rounds: Sequence[Sequence[float]], reference: int = 1) -> tuple[float, float]:
    """Ours, which comes first in each round, and a reference, of the round whose ratio is the median."""
    pairs = sorted(((found[0], found[reference]) for found in rounds), key=lambda pair: pair[0] / pair[1])
    return pairs[len(pairs) // 2]


def times(limit: float, bare: float) -> float:
    """How often what is bare fits into a limit, in tenths and never in our favour."""
    return floor(limit / bare * 10) / 10


def _row(entry: dict[str, object]) -> tuple[str, ...]:
    if entry["ours"] is None:
        return (str(entry["name"]), NOTHING, str(entry["reference_name"]), NOTHING, NOTHING, NOTHING)
    hold = str(entry["target"] or NOTHING).replace(">=", "≥").replace("<=", "≤")
    return (
        str(entry["name"]),
        f"{_four_digits(entry['ours'])} {entry['unit']}",
        f"{_four_digits(entry['reference'])} {entry['unit']} ({entry['reference_name']})",
        _four_digits(entry["ratio"]),
        hold,
        {True: "yes", False: "NO", None: NOTHING}[entry["met"]],  # type: ignore[index]
    )


def _four_digits(value: object) -> str:
    """As people write numbers: none is cut that stands before the point."""
    number = float(str(value))
    return f"{number:,.0f}" if number >= 1000 else f"{number:.4g}"
