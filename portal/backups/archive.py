"""One tar of named files, with a list at its end of what each must hold."""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO

from portal.backups.errors import BackupError
from portal.backups.tables import Census

LIST = "list.json"
CHUNK = 1 << 20

type Opens = Callable[[], IO[bytes]]


@dataclass
class Contents:
    """What a backup holds: SHA-256 by file, number of rows and their hash by table."""

    made: str  # when, in ISO 8601
    key: str  # tells the SECRET_KEY of the house, without giving it away
    tables: Census
    files: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(count for count, _hash in self.tables.values())


class _Hashed:
    """A file that is hashed while somebody else reads or writes it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._digest.update(data)
        return data

    def sha256(self) -> str:
        return self._digest.hexdigest()


def write(file: BinaryIO, contents: Contents, files: Iterable[tuple[str, Opens]]) -> None:
    """Write the tar; `files` are names in it and what opens them. One that has gone meanwhile is left out."""
    with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for name, opens in files:
            try:
                contents.files[name] = _add(tar, name, opens)
            except FileNotFoundError:  # a purge was faster; what named it will be purged after a restore too
                continue
        said = json.dumps(asdict(contents)).encode()
        entry = tarfile.TarInfo(LIST)
        entry.size = len(said)
        tar.addfile(entry, io.BytesIO(said))


def _add(tar: tarfile.TarFile, name: str, opens: Opens) -> str:
    with opens() as source:
        entry = tarfile.TarInfo(name)
        entry.size = source.seek(0, os.SEEK_END)
        source.seek(0)
        hashed = _Hashed(source)
        tar.addfile(entry, hashed)
    return hashed.sha256()


def unpack(plain: Path, folder: Path) -> Contents:
    """Write the files below `folder` and return the list. Raises `BackupError` if one differs from it."""
    found: dict[str, str] = {}
    said: dict[str, Any] | None = None
    try:
        with tarfile.open(plain, mode="r:") as tar:
            for entry, file in _members(tar):
                if entry.name == LIST:
                    said = json.load(file)
                else:
                    found[entry.name] = _put(file, folder, tarfile.data_filter(entry, str(folder)).name)
    except (tarfile.TarError, ValueError) as error:
        raise BackupError(f"This is no whole backup: {error}") from error
    if said is None:
        raise BackupError("This is no whole backup: its end is missing.")
    contents = _as_listed(said)
    if found != contents.files:
        names = {name for name, _sha256 in found.items() ^ contents.files.items()}
        raise BackupError(f"These files are not as they were when the backup was made: {sorted(names)}")
    return contents


def _members(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Plain files alone: a backup holds no links and no devices."""
    for entry in tar:
        file = tar.extractfile(entry) if entry.isreg() else None
        if file is not None:
            yield entry, file


def _put(file: IO[bytes], folder: Path, name: str) -> str:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    hashed = _Hashed(file)
    with target.open("wb") as out:
        shutil.copyfileobj(hashed, out, CHUNK)
    return hashed.sha256()


def _as_listed(said: dict[str, Any]) -> Contents:
    tables = {name: (count, sums) for name, (count, sums) in said["tables"].items()}
    return Contents(said["made"], said["key"], tables, said["files"])
