"""The real data beside the project, which is tested with but never part of it."""

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
