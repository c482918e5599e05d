"""What an editor can put into a text by name: facts, German words, guides, pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.guides.models import FactKey, Picture, Term, Translation


@dataclass(frozen=True)
class Shelf:
    """Things of one kind, by the name that is typed: the token that stands in the text."""

    kind: str
    label: str | Promise
    tokens: Mapping[str, str]


def insertions(language: str) -> list[Shelf]:
    """All there is, by names in the language of the desk; four queries."""
    titles = Translation.objects.filter(language="de").order_by("title").values_list("title", "guide__slug")
    facts = [(key.label or key.label_de or key.key, key.key) for key in FactKey.objects.all()]  # type: ignore[attr-defined]
    terms = Term.objects.values_list("word", "slug")
    pictures = Picture.objects.values_list("alternative_de", "slug")
    return [
        _shelf("fact", _("Fact"), facts),
        _shelf("term", _("German word"), terms),
        _shelf("link", _("Other guide"), titles),
        _shelf("picture", _("Picture"), pictures),
    ]


def _shelf(kind: str, label: str | Promise, rows: Any) -> Shelf:
    """Names that stand for two things are told apart by their short name."""
    return Shelf(kind, label, {f"{name} · {slug}": f"{{{{{kind}:{slug}}}}}" for name, slug in rows})


def token_for(shelf: Shelf, typed: str) -> str | None:
    """The token for what was typed: the whole name, its beginning, or the short name."""
    wanted = typed.strip().casefold()
    if not wanted:
        return None
    for name, token in shelf.tokens.items():
        if name.casefold() == wanted or name.casefold().rpartition(" · ")[2] == wanted:
            return token
    return next((token for name, token in shelf.tokens.items() if name.casefold().startswith(wanted)), None)
