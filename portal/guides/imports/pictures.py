"""The pictures of `content/pictures/`: brought in once, and then in the hands of the desk."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, UnidentifiedImageError

from portal.guides.imports import files
from portal.guides.imports.rows import Report, is_gone
from portal.guides.models import Picture


def bring_pictures(folder: Path, report: Report) -> None:
    """Add the pictures that are not there yet. One that is there stays as it is."""
    there = set(Picture.objects.values_list("slug", flat=True))
    for _name, table in files.tables(folder, "pictures/pictures.toml"):
        for slug, entry in table.items():
            if slug in there:
                report.counts["unchanged"] += 1
            elif is_gone(Picture, slug=slug):
                report.leave(f"picture {slug}")
            else:
                _new(folder / "pictures" / f"{slug}.jpg", slug, entry).save(force_insert=True)
                report.counts["new"] += 1


def _new(path: Path, slug: str, entry: dict[str, Any]) -> Picture:
    texts = entry.get("alternative")
    if not isinstance(texts, dict) or not texts.get("de"):
        raise ValidationError(f"pictures/pictures.toml, {slug}: alternative.de is missing.")
    columns = files.in_columns("alternative", texts)
    try:
        content = path.read_bytes()
        with Image.open(path) as image:
            width, height = image.size
    except (FileNotFoundError, UnidentifiedImageError) as error:
        raise ValidationError(f"pictures/{path.name}: this is no picture.") from error
    mark = hashlib.sha256(content).hexdigest()
    picture = Picture(slug=slug, credit=entry.get("credit", ""), sha256=mark, **columns)
    picture.width, picture.height = width, height
    picture.file.save(f"{slug}-{picture.mark}.jpg", ContentFile(content), save=False)
    return picture
