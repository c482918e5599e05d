"""Checks of files that people send: size, extension, and what the bytes really are."""

import hashlib
import io
import logging
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from portal.lib import virus_scan

logger = logging.getLogger(__name__)

PDF = frozenset({".pdf"})
PICTURES = frozenset({".jpg", ".jpeg", ".png"})
OFFICE = frozenset({".docx", ".xlsx", ".odt", ".ods"})

_MIME = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_MAIN_PART = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
MAX_PIXELS = 60_000_000  # a sheet of A4 at 600 dpi has 35 million
_LONGEST_SIDE = 2400  # enough to read a voucher


@dataclass(frozen=True)
class Checked:
    """A file that passed: its own name, its true kind, its size in bytes and its hash."""

    name: str
    mime: str
    size: int
    sha256: str


def check(file: UploadedFile, allowed: Collection[str], *, max_bytes: int | None = None) -> Checked:
    """What `file` is, or a ValidationError in plain words.

    `allowed` holds extensions with their point. The first bytes must be of the kind that the extension says.
    """
    limit = settings.UPLOAD_MAX_BYTES if max_bytes is None else max_bytes
    name = _clean_name(file.name or "")
    extension = PurePath(name).suffix.lower()
    if extension not in allowed:
        raise ValidationError(
            _("This kind of file cannot be taken. Possible are: %(kinds)s."),
            code="extension",
            params={"kinds": ", ".join(sorted(kind.lstrip(".").upper() for kind in allowed))},
        )
    size = file.size or 0
    if size == 0:
        raise ValidationError(_("This file is empty."), code="empty")
    if size > limit:
        raise ValidationError(
            _("This file is too large: %(size)s. At most %(limit)s are possible."),
            code="size",
            params={"size": filesizeformat(size), "limit": filesizeformat(limit)},
        )
    if not _is_what_it_says(file, extension):
        raise ValidationError(
            _("What is in this file is not what its name says (%(kind)s). Save it again and try once more."),
            code="content",
            params={"kind": extension.lstrip(".").upper()},
        )
    _refuse_infected(file)
    return Checked(name, _MIME[extension], size, _sha256(file))


def scan(file: UploadedFile) -> None:
    """Show `file` to the virus scanner, where one is set, and note on it what came of that.

    Done before a service begins its transaction: nobody waits for a lock while a scanner works.
    """
    if not virus_scan.is_on():
        return
    file.seek(0)
    try:
        file.found = virus_scan.found_in(file.chunks())  # type: ignore[attr-defined]
    except virus_scan.ScannerAwayError as error:
        logger.warning("virus scanner: %s", error)
        file.found = None  # type: ignore[attr-defined]
    finally:
        file.seek(0)


def _refuse_infected(file: UploadedFile) -> None:
    """Nothing is taken that the scanner did not look at, where one is set."""
    if not virus_scan.is_on():
        return
    if not hasattr(file, "found"):
        scan(file)
    if file.found is None:  # type: ignore[attr-defined]
        text = _("We cannot check files for viruses at the moment. Please try again later.")
        raise ValidationError(text, code="scanner")
    if file.found:  # type: ignore[attr-defined]
        raise ValidationError(_("This file contains a virus. It was not taken."), code="virus")


def cleaned_picture(
    file: UploadedFile, *, longest: int = _LONGEST_SIDE, max_bytes: int | None = None
) -> ContentFile:
    """The picture drawn anew as JPEG: turned upright, at most `longest` pixels long, without any metadata.

    With `max_bytes` it loses detail, then size, until it weighs no more.
    Raises ValidationError when it cannot be read or is a decompression bomb.
    """
    file.seek(0)
    try:
        with Image.open(file) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("This picture has too many pixels."), code="pixels")
            upright = ImageOps.exif_transpose(image).convert("RGBA")
            upright.thumbnail((longest, longest))
            bare = Image.new("RGB", upright.size, "white")
            bare.paste(upright, mask=upright)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This picture cannot be read."), code="picture") from error
    return ContentFile(_jpeg(bare, max_bytes), name="picture.jpg")


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew, with what is kept of it beside its file."""

    content: ContentFile
    width: int
    height: int
    sha256: str


def drawn_anew(file: UploadedFile, *, longest: int, max_bytes: int, most: int | None = None) -> Drawn:
    """An uploaded picture as `cleaned_picture` makes it; no more than `most` bytes may be sent.

    Raises ValidationError at `file` for what is no picture, too large, or cannot be read.
    """
    try:
        check(file, PICTURES, max_bytes=most)
        content = cleaned_picture(file, longest=longest, max_bytes=max_bytes)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    with Image.open(content) as image:
        width, height = image.size
    return Drawn(content, width, height, _sha256(content))


def _jpeg(image: Image.Image, max_bytes: int | None) -> bytes:
    for quality in (82, 72, 62):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if max_bytes is None or out.tell() <= max_bytes:
            return out.getvalue()
    return _jpeg(image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4))), max_bytes)


def _clean_name(name: str) -> str:
    """The bare file name, printable, at most 120 characters, with its extension."""
    bare = "".join(
        letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable()
    ).strip()
    stem, suffix = PurePath(bare).stem, PurePath(bare).suffix
    return f"{stem[: 120 - len(suffix)]}{suffix}"


def _is_what_it_says(file: UploadedFile, extension: str) -> bool:
    file.seek(0)
    head = file.read(65_536)
    file.seek(0)
    try:
        found = {match.extension.lower() for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return False
    return extension in found and (extension not in OFFICE or _holds_a_document(file, extension))


def _holds_a_document(file: UploadedFile, extension: str) -> bool:
    """A ZIP with the parts of a document of this kind, without macros."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if any(name.endswith("vbaProject.bin") for name in names):
                return False
            if extension in (".docx", ".xlsx"):
                return "[Content_Types].xml" in names and _MAIN_PART[extension] in names
            return archive.open("mimetype").read(100).decode() == _MIME[extension]
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, OSError):
        return False
    finally:
        file.seek(0)


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
