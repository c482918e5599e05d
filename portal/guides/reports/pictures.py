"""Pictures as a page or a PDF shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.db.models import ExpressionWrapper, F, OuterRef, QuerySet, TextField
from django.db.models.functions import JSONObject
from django.urls import reverse

from portal.guides.models import Picture
from portal.guides.models.loaded import in_every_language
from portal.lib.languages import best_words
from portal.lib.storage import as_address

ONCE = "once"  # instead of its mark in the address of a picture that no browser is to keep
COLUMNS = ("slug", "file", "width", "height", "sha256", "credit", *in_every_language("alternative"))


@dataclass(frozen=True)
class Shown:
    """One picture for one reader; `language` is empty where the words are in that of the text around it."""

    address: str
    width: int
    height: int
    alternative: str
    language: str
    credit: str

    @classmethod
    def of(cls, picture: Picture, reader: str, *, around: str, paper: bool, sensitive: bool) -> Self:
        """`around` is the language of the text; `paper` puts the file itself into the address."""
        alternative, language = best_words(picture, "alternative", reader)
        return cls(
            as_address(picture.file, "image/jpeg") if paper else address(picture, once=sensitive),
            picture.width, picture.height,
            alternative, "" if language == around else language, picture.credit,
        )  # fmt: skip


def address(picture: Picture, *, once: bool = False) -> str:
    """Where the file is; `once` for pages that leave no trace on the device."""
    return reverse("picture", args=[picture.slug, ONCE if once else picture.mark])


def pictures_in(column: str) -> QuerySet[Picture, Any]:
    """For a subquery: those that the outer row's text may name, as JSON of their columns."""
    body = ExpressionWrapper(OuterRef(column), output_field=TextField())
    named = Picture.objects.alias(body=body).filter(body__contains=F("slug"))
    return named.values_list(JSONObject(**{name: name for name in COLUMNS}), flat=True)


def missing_words(picture: Picture) -> list[str]:
    """The languages in which nobody has said yet what the picture shows."""
    return [
        code
        for code, _name in settings.LANGUAGES
        if not getattr(picture, f"alternative_{code.replace('-', '_')}")
    ]
