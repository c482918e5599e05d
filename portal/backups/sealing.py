"""Files that only the owner of a key can read, in the format of age (https://age-encryption.org/v1).

A public key (`age1…`) seals; its identity (`AGE-SECRET-KEY-1…`) opens, and need not be on the machine that
makes backups.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import pyrage

from portal.backups.errors import BackupError

MAGIC = b"age-encryption.org/v1"

type Fill = Callable[[BinaryIO], None]


def new_identity() -> tuple[str, str]:
    """A new key: what opens, to be kept in a safe place, and what seals."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def write(path: Path, fill: Fill, recipients: Sequence[str]) -> None:
    """Make a file that only its owner may read, of what `fill` writes; sealed if there are public keys."""
    keys = [_recipient(text) for text in recipients]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        if keys:
            seal(file, fill, keys)
        else:
            fill(file)
        file.flush()
        os.fsync(file.fileno())


def seal(file: BinaryIO, fill: Fill, keys: Sequence[pyrage.x25519.Recipient]) -> None:
    """Write to `file` what `fill` writes, sealed: it passes through a pipe, so that nothing lies open on the
    disk. Raises what `fill` raises, and `BackupError` if `file` cannot be written."""
    end, begin = os.pipe()
    source, sink = os.fdopen(end, "rb"), os.fdopen(begin, "wb")

    def filling() -> None:
        with sink:
            fill(sink)

    with ThreadPoolExecutor(1) as thread, closing(source):
        filled = thread.submit(filling)
        try:
            pyrage.encrypt_io(source, file, keys)
        except pyrage.EncryptError as error:
            raise BackupError(f"It cannot be written: {error}") from error
        filled.result()


def opened(path: Path, folder: Path, identities: Sequence[str]) -> Path:
    """The plain file: `path` itself, or what it holds, written into `folder`.

    Raises `BackupError` if none of the identities opens it, or if it is not as it was made.
    """
    if not is_sealed(path):
        return path
    keys = [_identity(text) for text in identities]
    plain = folder / "opened.tar"
    try:
        pyrage.decrypt_file(str(path), str(plain), keys)
    except (pyrage.DecryptError, OSError) as error:
        raise BackupError(f"{path} cannot be opened: {error}") from error
    return plain


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise BackupError(f"{text!r} is no public key of age: {error}") from error


def _identity(text: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError as error:  # without the text, which is a secret
        raise BackupError(f"This is no identity of age: {error}") from error
