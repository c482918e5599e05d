"""The data folder: who owns it, and that one copy of the house uses it at a time."""

import fcntl
import os
import time
from pathlib import Path

UNPRIVILEGED_UID = 65534


class FolderError(Exception):
    """Why the data folder cannot be used, in words for whoever started the house."""


def owner_of_servers(data_dir: Path) -> int | None:
    """The uid to run the servers as, None for the present one.

    PostgreSQL refuses to run as root. A database that an ordinary user made keeps its owner, and so
    does a folder inside a person's home.
    """
    if os.geteuid() != 0:
        return None
    known = data_dir / "postgres" / "PG_VERSION"
    nearest = next(path for path in (known, data_dir, *data_dir.parents) if path.exists())
    return nearest.stat().st_uid or UNPRIVILEGED_UID


def own_folder(path: Path, uid: int | None) -> Path:
    """Make `path` a private folder (0700) of the servers' owner that this owner can reach."""
    path.mkdir(parents=True, exist_ok=True)
    allowed = {os.geteuid()} if uid is None else {0, uid}
    if path.is_symlink() or path.lstat().st_uid not in allowed:
        raise FolderError(f"{path} belongs to somebody else. Remove it or choose another DATA_DIR.")
    path.chmod(0o700)
    if uid is not None:
        os.chown(path, uid, uid)
        make_reachable(path.parent, uid)
    return path


def private_folder(path: Path) -> None:
    """Make `path` a folder that only the present user may enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def make_reachable(folder: Path, uid: int) -> None:
    """Let others pass through (o+x, never more) where `uid` could not get to `folder`."""
    for step in (folder, *folder.parents):
        state = step.stat()
        if state.st_uid != uid and not state.st_mode & 0o001:
            step.chmod(state.st_mode & 0o7777 | 0o001)


class FolderLock:
    """Held by the house and by the servers it starts: free only when the last of them is gone."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "lock"
        self.descriptor: int | None = None

    def take(self, seconds: float) -> int:
        """The descriptor that children keep open. Raises FolderError if others hold on to the folder."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        end = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = os.pread(descriptor, 32, 0).decode().strip()
                if _alive(holder) or time.monotonic() > end:
                    os.close(descriptor)
                    raise FolderError(
                        f"{self.path.parent} is in use by process {holder or '?'}. "
                        "Stop it first (Ctrl-C), or choose another DATA_DIR."
                    ) from None
                time.sleep(0.1)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self.descriptor = descriptor
        return descriptor

    def release(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


def _alive(pid: str) -> bool:
    """Whether the house that wrote its pid still runs (its orphaned children end by themselves)."""
    return pid.isdigit() and Path(f"/proc/{pid}").exists()
