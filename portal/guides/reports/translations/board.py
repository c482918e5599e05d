"""Where the translations of all guides stand: the queue of a translator, and the overview."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.guides.choices import State, Step
from portal.guides.models import Guide, Translation, TranslationDraft
from portal.guides.reports.translations import pieces


class Status(StrEnum):
    """In the order in which a translator wants to see them."""

    RETURNED = "returned"
    REVIEW = "review"
    WRITING = "writing"
    OUTDATED = "outdated"
    MISSING = "missing"
    UNCONFIRMED = "unconfirmed"
    DONE = "done"


LABELS = {
    Status.RETURNED: _("sent back"),
    Status.REVIEW: _("waits for a second pair of eyes"),
    Status.WRITING: _("being translated"),
    Status.OUTDATED: _("out of date"),
    Status.MISSING: _("missing"),
    Status.UNCONFIRMED: _("not checked yet"),
    Status.DONE: _("done"),
}
TONES = {
    Status.RETURNED: "bad", Status.REVIEW: "info", Status.WRITING: "info", Status.OUTDATED: "warn",
    Status.MISSING: "bad", Status.UNCONFIRMED: "warn", Status.DONE: "ok",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A guide in a language: where its translation stands, since when, and who has it in hand."""

    slug: str
    title: str
    language: str
    status: Status
    since: datetime
    author: User | None = None
    done: tuple[int, int] | None = None  # paragraphs of a draft that are done, of all
    hands: frozenset[int | None] = frozenset()  # ids of all who wrote some of the draft

    @property
    def label(self) -> Any:
        return LABELS[self.status]

    @property
    def tone(self) -> str:
        return TONES[self.status]

    @property
    def has_draft(self) -> bool:
        return self.status in (Status.WRITING, Status.REVIEW, Status.RETURNED)


@dataclass(frozen=True)
class Line:
    """A guide of the overview with its languages, and the share of them that is done, in percent."""

    title: str
    places: tuple[Place, ...]
    share: int


@dataclass(frozen=True)
class Overview:
    languages: tuple[str, ...]
    lines: tuple[Line, ...]
    shares: tuple[tuple[str, int], ...]  # of each language
    share: int  # of all


def places(languages: Sequence[str]) -> list[Place]:
    """Every public guide in each of the languages, guide by guide; three queries."""
    texts, drafts = _texts(languages), _drafts(languages)
    return [
        _place(guide, language, texts, drafts.get((guide.pk, language)))
        for guide in _guides()
        for language in languages
    ]


def queue(languages: Sequence[str]) -> list[Place]:
    """What is to be done in these languages, the most pressing first."""
    order = list(Status)
    open_places = [place for place in places(languages) if place.status != Status.DONE]
    return sorted(open_places, key=lambda place: order.index(place.status))


def counts(found: Iterable[Place]) -> dict[Status, int]:
    """How many there are of each status, in the order of the queue; those that there are none of left out."""
    statuses = [place.status for place in found]
    return {status: statuses.count(status) for status in Status if status in statuses}


def overview() -> Overview:
    """All public guides in all languages but the master's."""
    languages = tuple(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    found = places(languages)
    rows = [found[at : at + len(languages)] for at in range(0, len(found), len(languages))]
    return Overview(
        languages,
        tuple(Line(row[0].title, tuple(row), _share(row)) for row in rows),
        tuple((code, _share([row[at] for row in rows])) for at, code in enumerate(languages)),
        _share(found),
    )


def _share(found: Sequence[Place]) -> int:
    """Rounded down, so that only what is done whole is called done."""
    return 100 * sum(place.status == Status.DONE for place in found) // len(found) if found else 0


def _guides() -> Iterable[Any]:
    """With the moment of their last revision, which only tells how long something has waited."""
    events: Any = Guide.events.rel.related_model  # type: ignore[attr-defined]  # made by pghistory
    same = events.objects.filter(pgh_obj=OuterRef("pk"), revision=OuterRef("revision")).order_by("pgh_id")
    revised = Subquery(same.values("pgh_created_at")[:1])
    return Guide.objects.public().annotate(revised=revised).order_by("topic__position", "position", "slug")


def _texts(languages: Sequence[str]) -> dict[tuple[int, str], Translation]:
    rows = Translation.objects.filter(language__in={settings.LANGUAGE_CODE, *languages}).defer("body")
    return {(text.guide_id, text.language): text for text in rows}


def _drafts(languages: Sequence[str]) -> dict[tuple[int, str], TranslationDraft]:
    rows = TranslationDraft.objects.filter(language__in=languages).select_related("author")
    return {(draft.guide_id, draft.language): draft for draft in rows}


def _place(
    guide: Any, language: str, texts: dict[tuple[int, str], Translation], draft: TranslationDraft | None
) -> Place:
    title = texts[guide.pk, settings.LANGUAGE_CODE].title
    if draft:
        done = pieces.progress(pieces.read(draft.pieces))
        status = _STEPS[Step(draft.step)]
        return Place(guide.slug, title, language, status, draft.since, draft.author, done, draft.hands)
    text = texts.get((guide.pk, language))
    if text is None:
        return Place(guide.slug, title, language, Status.MISSING, guide.created)
    if not guide.says_the_same_as(text.made_from):
        return Place(guide.slug, title, language, Status.OUTDATED, guide.revised or text.updated)
    confirmed = text.state == State.PUBLISHED and not text.machine_assisted
    status = Status.DONE if confirmed else Status.UNCONFIRMED
    return Place(guide.slug, title, language, status, text.updated)


_STEPS = {Step.WRITING: Status.WRITING, Step.REVIEW: Status.REVIEW, Step.RETURNED: Status.RETURNED}
