"""Keeping the passages that the search reads as their texts are."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import F

from portal.guides.models import Passage, Translation
from portal.guides.queries import text_configuration
from portal.guides.reports.plain import names, sections
from portal.lib.text import searchable


@transaction.atomic
def index(texts: Iterable[Translation]) -> int:
    """Make the passages of these texts anew; returns how many there are now."""
    known, count = names(), 0
    for text in texts:
        Passage.objects.filter(translation=text).delete()
        rows = [
            Passage(
                translation=text, version=text.version, position=position,
                anchor=section.anchor, heading=section.heading[:300], text=section.text,
                folded=searchable(section.heading, section.text),
            )
            for position, section in enumerate(sections(text, known))
        ]  # fmt: skip
        count += len(Passage.objects.bulk_create(rows))
        _weigh(text)
    return count


def refresh() -> dict[str, int]:
    """Index the texts that have changed since they were indexed, whoever changed them; counts."""
    current = Passage.objects.filter(version=F("translation__version"))
    return {"passages made": index(Translation.objects.exclude(pk__in=current.values("translation")))}


def _weigh(text: Translation) -> None:
    """Words by the grammar of the language, and as they stand in folded form, headings first."""
    configuration = text_configuration(text.language)
    Passage.objects.filter(translation=text).update(
        vector=SearchVector("heading", config=configuration, weight="A")
        + SearchVector("text", config=configuration, weight="B")
        + SearchVector("folded", config="simple", weight="C")
    )
