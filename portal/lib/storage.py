"""Where files lie that people sent or the house made: in a folder, or in a bucket of an object storage.

Either way a file is there whole or not at all, and is served by our own pages alone, after they have asked
who may have it.
"""

import os
import secrets
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django.utils import timezone

from portal.lib import ledger
from portal.lib.dates import today

if TYPE_CHECKING:  # the settings import this before there are models
    from django.db.models.fields.files import FieldFile

DRAFT = ".part"
A_DAY = timedelta(days=1)


class StorageAwayError(ConnectionError):
    """The object storage does not answer, or not as it should."""


class Files(Protocol):
    """What the house asks of either, besides what Django's storages do."""

    @property
    def place(self) -> str:
        """What an operator calls it."""

    def open(self, name: str, mode: str = "rb") -> Any: ...
    def exists(self, name: str) -> bool: ...
    def delete(self, name: str) -> None: ...

    def put(self, name: str, content: File) -> None:
        """Keep `content` under this very name, in the place of what was there before."""

    def names(self) -> Iterator[str]:
        """Of all files, in order."""

    def forget_drafts(self) -> int:
        """Delete what was half written a day ago, by somebody who was killed; how many."""


def files() -> Files:
    """Where the files of the house are."""
    return cast(Files, default_storage)


def backend(url: str) -> dict[str, Any]:
    """What `STORAGES` says of `FILES_URL`: nothing for the folder MEDIA_ROOT, or
    `s3://KEY:SECRET@host/bucket?region=…` for a bucket, `s3+http://…` for one in a network of our own.

    ValueError for another scheme, or without a bucket.
    """
    if not url:
        return {"BACKEND": "portal.lib.storage.WholeFiles"}
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme not in ("s3", "s3+http") or not parts.hostname or not bucket or "/" in bucket:
        raise ValueError("FILES_URL: it is written s3://KEY:SECRET@host/bucket")
    return {"BACKEND": "portal.lib.objects.BucketFiles", "OPTIONS": _options(parts, bucket)}


def _options(parts: SplitResult, bucket: str) -> dict[str, Any]:
    scheme = "http" if parts.scheme == "s3+http" else "https"
    return {
        "bucket_name": bucket,
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "endpoint_url": f"{scheme}://{parts.netloc.rpartition('@')[2]}",
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
    }


def copied(file: "FieldFile", name: str) -> ContentFile | None:
    """What a stored file holds, to be stored once more under `name`; None if it is lost on the disk."""
    try:
        with file.open("rb") as content:
            return ContentFile(content.read(), name=name)
    except FileNotFoundError:
        return None


def delete_on_commit(file: "FieldFile") -> None:
    """Delete a stored file once the caller's transaction is through; a failure undoes nothing else."""
    transaction.on_commit(partial(delete, str(file.name)), robust=True)


def delete(name: str) -> None:
    """Delete a file. If that fails its name is noted: no row knows it any more, and `purge` tries again."""
    try:
        files().delete(name)
    except OSError:
        ledger.append(_undeleted(), [{"name": name}], now=timezone.now())
        raise


def as_address(file: "FieldFile", mime: str) -> str:
    """The file as an address that holds it, for a document that loads nothing; empty if it is lost."""
    try:
        with file.open("rb") as content:
            return f"data:{mime};base64,{b64encode(content.read()).decode()}"
    except OSError:
        return ""


def delete_old(paths: Iterable[Path], *, older_than: timedelta) -> int:
    """Delete files of a folder that nobody has written to for so long; how many. One may go meanwhile."""
    last, count = time.time() - older_than.total_seconds(), 0
    for path in paths:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < last:
                path.unlink()
                count += 1
    return count


def purge() -> dict[str, int]:
    """Delete what could not be deleted when its row was; how many files."""
    names, failed = _to_delete(), []
    for name in names:
        try:
            files().delete(name)
        except StorageAwayError:
            raise
        except OSError as error:  # of this one: the others are deleted all the same
            failed.append(error)
        else:
            ledger.append(_undeleted(), [{"name": name, "deleted": True}], now=timezone.now())
    if failed:
        raise ExceptionGroup("not all files could be deleted", failed)
    ledger.forget_before(_undeleted(), today())
    return {"files that could not be deleted before": len(names)}


def _to_delete() -> list[str]:
    """What was noted and not deleted since: then another file may have come to bear the same name."""
    names = dict[str, None]()
    for line in ledger.read(_undeleted()):
        if line.get("deleted"):
            names.pop(line["name"], None)
        else:
            names[line["name"]] = None
    return list(names)


def _undeleted() -> Path:
    return Path(settings.DATA_DIR) / "undeleted"


class WholeFiles(FileSystemStorage):
    """A folder: a disk that is full leaves no half file behind."""

    @property
    def place(self) -> str:
        return str(self.location)

    def _save(self, name: str, content: Any) -> str:
        with self._draft(name, content) as draft:
            return self._in_place(draft, name)

    def put(self, name: str, content: File) -> None:
        with self._draft(name, content) as draft:
            os.replace(self.path(draft), self.path(name))

    @contextmanager
    def _draft(self, name: str, content: Any) -> Iterator[str]:
        draft = f"{name}.{secrets.token_hex(6)}{DRAFT}"
        try:
            super()._save(draft, content)  # type: ignore[misc]
            yield draft
        finally:
            self.delete(draft)

    def _in_place(self, draft: str, name: str) -> str:
        """The name that the finished draft has got: another one if somebody was faster."""
        while True:
            try:
                os.link(self.path(draft), self.path(name))
                return name
            except FileExistsError:
                name = self.get_available_name(name)

    def names(self) -> Iterator[str]:
        root = Path(self.location)
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix != DRAFT:
                yield path.relative_to(root).as_posix()

    def forget_drafts(self) -> int:
        return delete_old(Path(self.location).rglob(f"*{DRAFT}"), older_than=A_DAY)
