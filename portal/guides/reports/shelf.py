"""The guides as editors see them: state, languages, and what readers say."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db.models import Count, Q

from portal.guides.choices import State
from portal.guides.models import Guide, GuideFeedback, PreparedText, Translation
from portal.lib import languages
from portal.lib.languages import best_words, named
from portal.places.models import Land


@dataclass(frozen=True)
class Row:
    """A guide in the list."""

    slug: str
    title: str
    is_public: bool
    prepared: PreparedText | None
    published: tuple[str, ...]
    outdated: tuple[str, ...]
    hidden: tuple[str, ...]  # texts that readers do not see
    missing: tuple[str, ...]
    helped: int
    not_helped: int


@dataclass(frozen=True)
class Heard:
    """How many said of a guide that it helped, in one language and Land."""

    language: str
    land: str
    helped: int
    not_helped: int


def by_topic(reader: str) -> list[tuple[str, list[Row]]]:
    """All guides under the names of their topics; four queries."""
    helped, not_helped = (Count("feedback", filter=Q(feedback__helped=said)) for said in (True, False))
    guides = Guide.objects.select_related("topic").annotate(helped=helped, not_helped=not_helped)
    texts: dict[int, dict[str, Translation]] = {}
    for text in Translation.objects.defer("body").select_related("guide"):
        texts.setdefault(text.guide_id, {})[text.language] = text
    prepared = {
        row.text.guide_id: row
        for row in PreparedText.objects.defer("body").select_related("text", "by", "reviewer")
    }
    ordered = guides.order_by("topic__position", "topic_id", "position", "slug")
    return [
        (best_words(topic, "title", reader)[0], [_row(guide, texts, prepared) for guide in found])
        for topic, found in groupby(ordered, key=lambda guide: guide.topic)
    ]


def feedback_of(guide: Guide, reader: str) -> list[Heard]:
    """The counts of one guide, most first; two queries."""
    names = named(Land.objects.all(), reader)
    count = Count("pk", filter=Q(helped=True)), Count("pk", filter=Q(helped=False))
    rows = (
        GuideFeedback.objects.filter(guide=guide).values("language", "land")
        .annotate(yes=count[0], no=count[1]).order_by("-yes", "-no", "language", "land")
    )  # fmt: skip
    return [
        Heard(languages.name_of(row["language"], reader), names.get(row["land"], ""), row["yes"], row["no"])
        for row in rows
    ]


def _row(guide: Guide, texts: dict[int, dict[str, Translation]], prepared: dict[int, PreparedText]) -> Row:
    known = texts.get(guide.pk, {})
    german = known.get(settings.LANGUAGE_CODE)
    public = {code: text for code, text in known.items() if text.state == State.PUBLISHED}
    codes = [code for code, _name in settings.LANGUAGES]
    return Row(
        guide.slug, german.title if german else guide.slug, bool(german and german.pk in
        {text.pk for text in public.values()}), prepared.get(guide.pk),
        published=tuple(code for code in codes if code in public and not public[code].is_outdated),
        outdated=tuple(code for code in codes if code in public and public[code].is_outdated),
        hidden=tuple(code for code in codes if code in known and code not in public),
        missing=tuple(code for code in codes if code not in known),
        helped=guide.helped, not_helped=guide.not_helped,  # type: ignore[attr-defined]
    )  # fmt: skip
