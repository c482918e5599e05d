"""The older wordings of a text, and what each edit changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from portal.guides.choices import State
from portal.guides.models import Translation
from portal.lib.differences import Paragraph, between


@dataclass(frozen=True)
class Edit:
    """One entry of the history: who changed what, and when."""

    event: int
    version: int
    at: datetime
    by: str
    is_first: bool
    is_reworded: bool
    is_small: bool  # the German kept its revision: the translations still say the same
    state: str  # in words, empty where it stayed
    is_read: bool  # what readers see now


def events_of(text: Translation) -> Any:
    """All that was ever stored of a text, newest first."""
    found = Translation.pgh_event_model.objects.filter(pgh_obj=text)  # type: ignore[attr-defined]
    return found.select_related("by").order_by("-pgh_id")


def edits(text: Translation, events: list[Any], earlier: Any) -> list[Edit]:
    """What each of these events of a text changed; `earlier` is the one before the oldest, or None."""
    befores = [*events[1:], earlier]
    read = _read_now(text)
    return [_edit(event, before, event.pgh_id == read) for event, before in zip(events, befores, strict=True)]


def difference(event: Any, before: Any) -> list[Paragraph]:
    """What an edit changed in title, summary and text; all is new in the first one."""
    return between(whole(before) if before else "", whole(event))


def whole(text: Any) -> str:
    """Title, summary and text of anything that has them, as paragraphs."""
    return "\n\n".join((text.title, text.summary, text.body))


def _read_now(text: Translation) -> int | None:
    """The event with what readers see, if they see the text."""
    return events_of(text).values_list("pgh_id", flat=True).first() if text.state == State.PUBLISHED else None


def _edit(event: Any, before: Any, is_read: bool) -> Edit:
    moved = before is None or event.state != before.state
    reworded = before is not None and whole(event) != whole(before)
    is_german = event.language == settings.LANGUAGE_CODE
    return Edit(
        event.pgh_id, event.version, event.pgh_created_at, str(event.by or ""), before is None, reworded,
        reworded and is_german and event.made_from == before.made_from,
        str(State(event.state).label) if moved else "",
        is_read,
    )  # fmt: skip
