"""The directory as it ships: contact points and programmes from facts, each with source and doubt."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from funding.choices import OfficeLevel
from funding.models import Office, Programme
from portal.places.models import Land

_FOLDER = Path(__file__).resolve().parent.parent / "reference"


@transaction.atomic
@translation.override(settings.LANGUAGE_CODE)
def load_reference() -> dict[str, int]:
    """Add the contact points and programmes that are missing; counts of those added.

    What is there stays as it is: officers keep their own entries, and a request keeps its programme.
    Every entry has a name in the language of the house, few have one in whatever language is spoken now.
    """
    directory = json.loads((_FOLDER / "offices.json").read_text(encoding="utf-8"))
    offices = sum(_add_office(entry, directory["texts"]) for entry in directory["offices"])
    programmes = json.loads((_FOLDER / "programmes.json").read_text(encoding="utf-8"))
    return {"offices": offices, "programmes": sum(map(_add_programme, programmes))}


def texts_of(field: str, key: str) -> dict[str, str]:
    """A text of the directory in all languages, as columns of `field`."""
    directory = json.loads((_FOLDER / "offices.json").read_text(encoding="utf-8"))
    return _columns(field, directory["texts"][key])


def _add_office(entry: dict[str, Any], texts: dict[str, dict[str, str]]) -> bool:
    values = {key: value for key, value in entry.items() if key not in ("slug", "land", "helps")}
    values.setdefault("level", OfficeLevel.LAND)
    values["land"] = Land.objects.get(pk=entry["land"]) if entry["land"] else None
    values |= _columns("helps_with", texts[entry["helps"]])
    return Office.objects.get_or_create(slug=entry["slug"], defaults=values)[1]


def _add_programme(entry: dict[str, Any]) -> bool:
    if Programme.objects.filter(slug=entry["slug"]).exists():
        return False
    texts = ("name", "summary", "who_may_apply", "deadlines")
    values = {key: value for key, value in entry.items() if key not in (*texts, "office")}
    for text in texts:
        values |= _columns(text, entry.get(text, {}))
    programme = Programme(office=Office.objects.get(slug=entry["office"]), **values)
    programme.full_clean()
    programme.save()
    return True


def _columns(field: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{field}_{language.replace('-', '_')}": text for language, text in texts.items()}
