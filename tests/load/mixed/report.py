"""What the processes of the house held and used, as a table."""

from collections.abc import Mapping, Sequence

from tests.load.usage import Use


def processes(moments: Sequence[Mapping[str, Use]]) -> str:
    """What each held at the beginning, halfway and at the end, and used of the processors in between."""
    head = ("of", "MB at the beginning", "MB halfway", "MB at the end", "seconds of a processor")
    return _table([head, *(_use(name, [moment[name] for moment in moments]) for name in moments[0])])


def _use(name: str, uses: Sequence[Use]) -> tuple[str, ...]:
    seconds = uses[-1].seconds - uses[0].seconds
    return (name, *(f"{use.megabytes:.0f}" for use in uses), f"{seconds:.1f}")


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)
