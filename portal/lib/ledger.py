"""Lines that are only ever added to: a folder with one file of JSON lines a month."""

import errno
import json
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


def append(folder: Path, lines: Iterable[dict[str, Any]], *, now: datetime) -> None:
    """Write the lines to the file of the month of `now`; they are on the disk when this returns."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    path = folder / f"{now:%Y-%m}.jsonl"
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            text = "\n" + text  # a power cut tore the last line
        if os.write(descriptor, text.encode()) < len(text.encode()):
            raise OSError(errno.ENOSPC, "the disk is full", str(path))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """All lines, the oldest first. One that cannot be read is left out and said in the log."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, text in enumerate(path.read_text().splitlines(), start=1):
            try:
                yield json.loads(text)
            except ValueError:
                log.warning("%s: line %s cannot be read", path.name, number)


def forget_before(folder: Path, day: date) -> int:
    """Delete the files of the months that ended before `day`; how many those were."""
    old = [path for path in folder.glob("*.jsonl") if path.stem < f"{day:%Y-%m}"]
    for path in old:
        path.unlink()
    return len(old)
