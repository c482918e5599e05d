"""The real data beside the project, which is tested with but never part of it."""

import json
import os
from pathlib import Path

import pytest

FOLDERS = [
    Path(__file__).resolve().parents[2] / "shared" / "data",
    Path(os.environ.get("REAL_DATA", "/nowhere")),
]


def real_data(name: str) -> Path:
    """`name` in `../shared/data` or in the folder `REAL_DATA`; skips the test where it is missing."""
    for folder in FOLDERS:
        if (folder / name).exists():
            return folder / name
    pytest.skip(f"the real data {name} are not beside the project (../shared/data)")


def naughty_strings() -> list[str]:
    """Texts that are known to break programs, and a few that the list of them lacks."""
    listed = json.loads(real_data("bad-input/naughty-strings/blns.json").read_text(encoding="utf-8"))
    return [*listed, "\x00", "a\x00b", "\u202ertl", "x" * 50_000]
