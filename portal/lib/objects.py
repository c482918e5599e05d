"""Files in a bucket of an object storage that speaks S3, where `FILES_URL` names one.

Needs the optional packages `objects` of pyproject.toml, so nothing imports this but the settings. A bucket is
to us what a disk is: asked during requests, and therefore to be near; whoever waits for one that is away is
told so after seconds.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from portal.lib.storage import StorageAwayError

SPOOL_BYTES = 5 * 1024 * 1024  # of a file that is read; a larger one goes through the disk
# Only what every kind of S3 server knows. A bucket in the path needs no name of its own in the DNS.
CLIENT = Config(
    connect_timeout=3,
    read_timeout=15,
    retries={"total_max_attempts": 2},
    s3={"addressing_style": "path"},
    signature_version="s3v4",
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


@contextmanager
def _answering() -> Iterator[None]:
    """Raises `StorageAwayError` without the words of the server, which may name a key."""
    try:
        yield
    except ClientError as error:
        raise StorageAwayError(str(error.response.get("Error", {}).get("Code", "?"))) from None
    except BotoCoreError as error:
        raise StorageAwayError(type(error).__name__) from None


class BucketFiles(S3Storage):
    """A bucket: private, and no object is ever written over by another upload."""

    def __init__(self, **options: Any) -> None:
        super().__init__(client_config=CLIENT, max_memory_size=SPOOL_BYTES, default_acl=None, **options)

    @property
    def place(self) -> str:
        return f"the bucket {self.bucket_name}"

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """One that nobody else can have chosen, so that nobody has to ask whether it is free."""
        path = PurePosixPath(name)
        unique = path.with_name(f"{path.stem}-{secrets.token_hex(6)}{path.suffix}")
        return str(super().get_available_name(str(unique), max_length))

    def put(self, name: str, content: File) -> None:
        self._save(name, content)

    def names(self) -> Iterator[str]:
        with _answering():
            yield from (found.key for found in self.bucket.objects.all())

    def forget_drafts(self) -> int:
        """There are none: an object comes to be when its last byte has come."""
        return 0

    def _open(self, name: str, mode: str = "rb") -> File:
        with _answering():
            file: File = super()._open(name, mode)
            if mode == "rb":
                file.seek(0)  # fetches all of it: what follows cannot fail
            return file

    def _save(self, name: str, content: Any) -> str:
        with _answering():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _answering():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _answering():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _answering():
            return int(super().size(name))
