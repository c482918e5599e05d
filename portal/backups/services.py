"""Making a backup, and bringing it back."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.backups import archive, sealing, tables
from portal.backups.archive import Contents
from portal.backups.errors import BackupError
from portal.lib import storage
from portal.lib.dates import today

DUMP = "database.dump"
UPLOADS = "media"
STAGING = "backup-"  # folders beside the data in which one is made or opened
A_DAY = 24 * 3600


def make(target: Path, *, recipients: Sequence[str]) -> Contents:
    """Write a backup to `target`, which must not exist; what it holds. The house goes on meanwhile.

    The database is taken first: an upload that comes later is more than it names, never less. Raises
    `BackupError`, and then leaves nothing behind.
    """
    if target.exists():
        raise BackupError(f"{target} exists already.")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)  # of one that was killed
    with _private_folder() as folder:
        contents = _taken(folder / DUMP)
        files: list[tuple[str, archive.Opens]] = [(DUMP, lambda: (folder / DUMP).open("rb")), *_uploads()]
        try:
            sealing.write(part, partial(archive.write, contents=contents, files=files), recipients)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return contents


def make_nightly(folder: Path, *, recipients: Sequence[str], nights: int) -> Path | None:
    """Make the backup of today, unless it is there, and then delete those of more nights ago.

    None if there was nothing to do. Raises `BackupError`; as long as none can be made, none is deleted.
    """
    target = folder / _name(today())
    if target.exists():
        return None
    make(target, recipients=recipients)
    for old in folder.glob(_name("*")):
        if old.name <= _name(today() - timedelta(days=nights)):
            old.unlink()
    return target


def _name(day: date | str) -> str:
    return f"elternbruecke-{day}.backup"


def _taken(file: Path) -> Contents:
    """The dump of a moment, and what stood in the tables then."""
    with tables.snapshot() as moment:
        tables.dump(file, moment)
        return Contents(timezone.now().isoformat(), _trace(settings.SECRET_KEY), tables.census())


def _uploads() -> Iterator[tuple[str, archive.Opens]]:
    for name in storage.files().names():
        yield f"{UPLOADS}/{name}", partial(storage.files().open, name)


def bring_back(source: Path, *, identities: Sequence[str] = (), with_another_key: bool = False) -> Contents:
    """Bring a backup into an empty database and an empty folder of uploads; what it holds.

    All is looked at before anything is changed, and again afterwards. Raises `BackupError`.
    """
    _refuse_what_is_in_use()
    with _private_folder() as folder:
        contents = archive.unpack(sealing.opened(source, folder, identities), folder)
        if not with_another_key:
            _refuse_another_key(contents)
        tables.load(folder / DUMP)
        _compare(contents)
        _put_uploads(folder / UPLOADS)
    return contents


def _put_uploads(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                storage.files().put(path.relative_to(folder).as_posix(), File(file))


def _refuse_what_is_in_use() -> None:
    if tables.names():
        raise BackupError("The database is not empty. A backup is only brought into an empty one.")
    if next(_uploads(), None):
        place = storage.files().place
        raise BackupError(f"{place} is not empty. A backup is only brought into an empty one.")


def _refuse_another_key(contents: Contents) -> None:
    known = map(_trace, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    if contents.key not in known:
        raise BackupError(
            "The backup comes from a house with another SECRET_KEY. Without it nobody's second factor works "
            "and links in mails lead nowhere. Set SECRET_KEY as it was (without .env it stands in the file "
            "secret-key of the old DATA_DIR), or say --with-another-key."
        )


def _compare(contents: Contents) -> None:
    found = tables.census()
    differing = {name for name, _said in found.items() ^ contents.tables.items()}
    if differing:
        raise BackupError(f"These tables are not as they were when the backup was made: {sorted(differing)}")


def _trace(key: str) -> str:
    """Tells whether two keys are the same, and no more."""
    return salted_hmac("portal.backups", "key", secret=key, algorithm="sha256").hexdigest()[:16]


@contextmanager
def _private_folder() -> Iterator[Path]:
    """On the disk of the data, which is large enough, and gone afterwards; so is what a killed one left."""
    for left in Path(settings.DATA_DIR).glob(f"{STAGING}*"):
        if time.time() - left.stat().st_mtime > A_DAY:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=STAGING, dir=settings.DATA_DIR) as name:
        yield Path(name)
