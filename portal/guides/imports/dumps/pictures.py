"""Pictures: `pictures/slug.jpg`, and pictures.toml with what they show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tomlkit

from portal.guides.imports.dumps import toml
from portal.guides.models import Picture

PICTURES = Path("pictures")
WORDS = PICTURES / "pictures.toml"


def wanted(found: dict[Path, str]) -> Iterator[tuple[Path, str | bytes]]:
    """Each picture, and the file with the words for those who do not see them."""
    pictures = list(Picture.objects.all())
    before = found.get(WORDS, "")
    document = toml.parsed(before)
    for picture in pictures:
        if picture.slug not in document:
            document.add(picture.slug, tomlkit.table())
        toml.put_texts(document[picture.slug], "alternative", toml.texts_of(picture, "alternative"))
        toml.put(document[picture.slug], "credit", picture.credit or None)
        with picture.file.open("rb") as content:
            yield PICTURES / f"{picture.slug}.jpg", content.read()
    if pictures:
        yield WORDS, toml.written(document, before)
