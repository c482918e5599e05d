"""Keeping the passages that the search reads as their texts are."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import SearchVector
from django.db import transaction

from portal.guides.models import Passage, Translation
from portal.guides.queries import text_configuration
from portal.guides.reports.plain import Names, names, sections
from portal.lib.text import searchable

HEADING = 300  # so long may the heading of a passage be


@transaction.atomic
def index(texts: Iterable[Translation]) -> int:
    """Make the passages of these texts anew; returns how many there are now."""
    known, count = names(), 0
    for text in texts:
        Passage.objects.filter(translation=text).delete()
        rows = [
            Passage(
                translation=text, version=text.version, position=position,
                anchor=section.anchor, heading=section.heading[:HEADING], text=section.text,
                folded=searchable(section.heading, section.text),
            )
            for position, section in enumerate(sections(text, known))
        ]  # fmt: skip
        count += len(Passage.objects.bulk_create(rows))
        _weigh(text)
    return count


def refresh() -> dict[str, int]:
    """Index the texts that read otherwise than when they were indexed; counts.

    Whoever changed them, and whatever stands in them: words, labels, pictures, titles of other guides.
    """
    known = names()
    texts = Translation.objects.prefetch_related("passages")
    stale = [text.pk for text in texts if _indexed(text) != _read(text, known)]
    # As they are now: one of them may have been saved meanwhile.
    return {"passages made": index(Translation.objects.select_for_update().filter(pk__in=stale))}


def _indexed(text: Translation) -> list[tuple[int, str, str, str]]:
    return [(row.version, row.anchor, row.heading, row.text) for row in text.passages.all()]


def _read(text: Translation, known: Names) -> list[tuple[int, str, str, str]]:
    return [(text.version, part.anchor, part.heading[:HEADING], part.text) for part in sections(text, known)]


def _weigh(text: Translation) -> None:
    """Words by the grammar of the language, and as they stand in folded form, headings first."""
    configuration = text_configuration(text.language)
    Passage.objects.filter(translation=text).update(
        vector=SearchVector("heading", config=configuration, weight="A")
        + SearchVector("text", config=configuration, weight="B")
        + SearchVector("folded", config="simple", weight="C")
    )
