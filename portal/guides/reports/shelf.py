"""The guides as editors see them: state, languages, and what readers say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.conf import settings
from django.db.models import Count, Q

from portal.guides.choices import State, Step
from portal.guides.models import Guide, GuideFeedback, PreparedText, Translation, TranslationDraft
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
    unchecked: tuple[str, ...]  # readers see them, no person has checked what a machine wrote
    outdated: tuple[str, ...]
    hidden: tuple[str, ...]  # texts that readers do not see
    missing: tuple[str, ...]
    waiting: tuple[str, ...]  # translations that wait for a second person
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
    """All guides under the names of their topics; five queries."""
    helped, not_helped = (Count("feedback", filter=Q(feedback__helped=said)) for said in (True, False))
    guides = Guide.objects.select_related("topic").annotate(helped=helped, not_helped=not_helped)
    texts, prepared, waiting = _texts(), _prepared(), _waiting()

    def row(guide: Guide) -> Row:
        pk = guide.pk
        return _row(guide, texts.get(pk, {}), prepared.get(pk), waiting.get(pk, set()))

    ordered = guides.order_by("topic__position", "topic_id", "position", "slug")
    return [
        (best_words(topic, "title", reader)[0], [row(guide) for guide in found])
        for topic, found in groupby(ordered, key=lambda guide: guide.topic)
    ]


def _texts() -> dict[int, dict[str, Translation]]:
    found: dict[int, dict[str, Translation]] = {}
    for text in Translation.objects.defer("body").select_related("guide"):
        found.setdefault(text.guide_id, {})[text.language] = text
    return found


def _prepared() -> dict[int, PreparedText]:
    rows = PreparedText.objects.defer("body").select_related("text", "by", "reviewer")
    return {row.text.guide_id: row for row in rows}


def _waiting() -> dict[int, set[str]]:
    """Languages whose translation waits for a second person, by guide."""
    found: dict[int, set[str]] = {}
    for guide, language in TranslationDraft.objects.filter(step=Step.REVIEW).values_list("guide", "language"):
        found.setdefault(guide, set()).add(language)
    return found


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


def _row(
    guide: Guide, texts: dict[str, Translation], prepared: PreparedText | None, waiting: set[str]
) -> Row:
    german = texts.get(settings.LANGUAGE_CODE)
    stands = {code: _stand(texts.get(code)) for code, _name in settings.LANGUAGES}

    def those(stand: _Stand) -> tuple[str, ...]:
        return tuple(code for code, found in stands.items() if found == stand)

    return Row(
        guide.slug, german.title if german else guide.slug,
        bool(german and german.state == State.PUBLISHED), prepared,
        published=those(_Stand.PUBLISHED), unchecked=those(_Stand.UNCHECKED),
        outdated=those(_Stand.OUTDATED), hidden=those(_Stand.HIDDEN), missing=those(_Stand.MISSING),
        waiting=tuple(code for code in stands if code in waiting),
        helped=guide.helped, not_helped=guide.not_helped,  # type: ignore[attr-defined]
    )  # fmt: skip


class _Stand(StrEnum):
    PUBLISHED = "published"
    UNCHECKED = "unchecked"
    OUTDATED = "outdated"
    HIDDEN = "hidden"
    MISSING = "missing"


def _stand(text: Translation | None) -> _Stand:
    """How far the text of one language has come."""
    if text is None:
        return _Stand.MISSING
    if text.state != State.PUBLISHED:
        return _Stand.HIDDEN
    if text.is_outdated:
        return _Stand.OUTDATED
    return _Stand.UNCHECKED if text.machine_assisted else _Stand.PUBLISHED
