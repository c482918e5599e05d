"""The guides beside a guide: their titles as one reader reads them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.guides.models import FormerSlug, Guide, Translation
from portal.guides.reports import words

FURTHER = 3  # guides named at the end of a guide


@dataclass(frozen=True)
class Neighbour:
    """Another guide, by its title in the reader's language or the next best."""

    slug: str
    topic: str
    title: SafeString
    summary: SafeString
    is_foreign: bool  # there is no text in the reader's language, so the German one opens
    is_sensitive: bool
    former: tuple[str, ...] = ()  # where it stood before it moved: links in texts go on naming it so


def neighbours(language: str) -> dict[str, Neighbour]:
    """All public guides by slug, in the order of the list; one query."""
    moved = FormerSlug.objects.filter(guide=OuterRef("guide")).values_list("slug", flat=True)
    rows = (
        Translation.objects.public()
        .filter(language__in={language, settings.LANGUAGE_CODE}, guide__in=Guide.objects.public())
        .order_by("guide__topic__position", "guide__position", "guide__slug")
        .values_list(
            "guide__slug", "guide__topic", "guide__is_sensitive", "language", "title", "summary",
            ArraySubquery(moved),
        )
    )  # fmt: skip
    found: dict[str, Neighbour] = {}
    for slug, topic, sensitive, code, title, summary, former in rows:
        if slug in found and code != language:
            continue
        same = code == language
        found[slug] = Neighbour(
            slug, topic,
            format_html("{}", title) if same else words.foreign(title, code),
            format_html("{}", summary) if same else words.foreign(summary, code),
            not same, sensitive, tuple(former),
        )  # fmt: skip
    return found


def further(guide: Guide, others: dict[str, Neighbour]) -> list[Neighbour]:
    """The guides to go on with: those of the same topic, then those that follow in the list."""
    slugs = list(others)
    start = slugs.index(guide.slug) if guide.slug in slugs else 0
    following = [others[slug] for slug in slugs[start + 1 :] + slugs[:start]]
    return sorted(following, key=lambda other: other.topic != guide.topic_id)[:FURTHER]
