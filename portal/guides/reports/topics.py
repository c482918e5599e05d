"""The list of guides, by topic."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from portal.guides.models import Guide
from portal.guides.reports import words
from portal.guides.reports.neighbours import Neighbour, neighbours


@dataclass(frozen=True)
class Shelf:
    """A topic with its guides."""

    slug: str
    icon: str
    title: SafeString
    summary: SafeString
    guides: tuple[Neighbour, ...]


def shelves(language: str) -> list[Shelf]:
    """The topics that have a public guide, in their order; two queries."""
    texts = neighbours(language)
    found: dict[str, tuple[Guide, list[Neighbour]]] = {}
    for guide in (
        Guide.objects.public().select_related("topic").order_by("topic__position", "position", "slug")
    ):
        if guide.slug in texts:
            found.setdefault(guide.topic_id, (guide, []))[1].append(texts[guide.slug])
    return [
        Shelf(
            slug=slug, icon=guide.topic.icon,
            title=words.own(guide.topic, "title", language),
            summary=words.own(guide.topic, "summary", language),
            guides=tuple(guides),
        )
        for slug, (guide, guides) in found.items()
    ]  # fmt: skip
