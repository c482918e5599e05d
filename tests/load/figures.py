"""A measured figure beside the figure that it is to be compared with."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """`ours` and `reference` in `unit`; `target` is the ratio ours / reference that the design asks for."""

    name: str
    ours: float
    reference: float
    reference_name: str
    target: float
    at_least: bool
    unit: str
    scale: float

    @property
    def ratio(self) -> float:
        return self.ours / self.reference

    @property
    def met(self) -> bool:
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target

    def as_row(self) -> tuple[str, ...]:
        sign = "≥" if self.at_least else "≤"
        return (
            self.name,
            f"{self.ours:,.4g} {self.unit}",
            f"{self.reference:,.4g} {self.unit} ({self.reference_name})",
            f"{self.ratio:.2f}",
            f"{sign} {self.target:g}",
            "yes" if self.met else "NO",
        )

    def as_json(self) -> dict[str, object]:
        sign = ">=" if self.at_least else "<="
        more = {"ratio": round(self.ratio, 4), "met": self.met, "target": f"{sign} {self.target:g}"}
        return {name: value for name, value in asdict(self).items() if name != "at_least"} | more


HEAD = ("what", "ours", "compared with", "ratio", "target", "met")


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of text, columns aligned."""
    rows = [HEAD, *(figure.as_row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)


def write(figures: Sequence[Figure], path: Path) -> None:
    path.write_text(json.dumps([figure.as_json() for figure in figures], indent=1, ensure_ascii=False))
