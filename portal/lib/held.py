"""A file that was sent with a form that comes back with an error is not sent in vain: it is held for a day.

The form carries a signed name of it, which is good for its sender alone. It lies beside the uploads, in no
backup, and is no upload yet: whatever checks an upload checks it once the form is sent again.
"""

import contextlib
import os
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from portal.lib import uploads
from portal.lib.storage import delete_old

PREFIX: Final = "held-"
_KEPT_FOR = timedelta(days=1)
_MOST = 10  # of one person; the oldest goes first
_SALT = "portal.lib.held"


@dataclass(frozen=True)
class Held:
    """What the form carries of a file: its own name, and the signed name under which it is found again."""

    name: str
    token: str


class Gone:
    """In place of a file that is held no more: the field that asks what it is has to be sent it again."""

    @property
    def name(self) -> str:
        raise ValidationError(_("Please choose the file again."))


class SentFiles(MultiValueDict[str, UploadedFile]):
    """The files of a form, with those that its earlier tries held; knows who sends it."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(dict(request.FILES.lists()))
        self.by: int | None = request.user.pk if request.user.is_authenticated else None
        if request.method == "POST" and self.by is not None:
            self._add_held(request.POST, self.by)

    def _add_held(self, sent: QueryDict, by: int) -> None:
        for key in islice((key for key in sent if key.startswith(PREFIX)), _MOST):
            name = key.removeprefix(PREFIX)
            if name not in self and (token := str(sent[key])):
                file: Any = _found(token, by) or Gone()
                self[name] = file


def held(files: Any, name: str) -> Held | None:
    """Hold the file that was sent under `name`; None if there is none, none that may be held, or no room."""
    if not isinstance(files, SentFiles) or files.by is None or name not in files:
        return None
    file: Any = files[name]
    if isinstance(file, Gone):
        return None
    known: Held | None = getattr(file, "held", None)
    if known is None and _may_be_held(file):
        with contextlib.suppress(OSError):  # a full disk must not cost the page that says what is wrong
            known = file.held = _hold(file, files.by)
    return known


def _may_be_held(file: UploadedFile) -> bool:
    """Not what is too large to be taken, nor what the virus scanner did not let pass."""
    if not file.size or file.size > settings.UPLOAD_MAX_BYTES:
        return False
    return getattr(file, "found", "") == ""


def _hold(file: UploadedFile, by: int) -> Held:
    folder, key = _folder(by), uuid4().hex
    folder.mkdir(parents=True, exist_ok=True)
    file.seek(0)
    with (folder / key).open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    file.seek(0)
    _drop_oldest(folder)
    return Held(file.name or "", _signer().sign_object([by, key, file.name]))


def _drop_oldest(folder: Path) -> None:
    with contextlib.suppress(FileNotFoundError):  # another form of the same person does so, too
        for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-_MOST]:
            old.unlink()


def _found(token: str, by: int) -> UploadedFile | None:
    """The file that a token names, scanned as any other; None if it is not this person's, or gone."""
    try:
        owner, key, name = _signer().unsign_object(token, max_age=_KEPT_FOR)
        if owner != by:
            return None
        content = (_folder(by) / key).open("rb")  # which may be large: it stays on the disk
    except (signing.BadSignature, FileNotFoundError):
        return None
    file = UploadedFile(content, name, size=os.fstat(content.fileno()).st_size)
    uploads.scan(file)
    file.held = Held(name, token)  # type: ignore[attr-defined]
    return file


def _folder(by: int) -> Path:
    return Path(settings.HELD_ROOT) / str(by)


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=_SALT)


def purge() -> dict[str, int]:
    """Delete the files whose day is over; how many."""
    files = Path(settings.HELD_ROOT).glob("*/*")
    return {"held files deleted": delete_old(files, older_than=_KEPT_FOR)}
