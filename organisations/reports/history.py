"""What an entry said before, who changed it, and what would change if it said so again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_lazy
from phonenumber_field.phonenumber import PhoneNumber

from organisations.choices import Actor, ListingState, Role
from organisations.models import Organisation
from organisations.models.opening import openings
from organisations.models.profile import FACTS, FIELDS, WORDS
from organisations.reports.mailboxes import mailboxes
from organisations.reports.opening import days
from portal.accounts.models import User
from portal.lib import languages, phones
from portal.lib.differences import Change, Paragraph, Piece, between

# What the history tells of, in this order; whether the public sees the entry is decided, not edited.
COLUMNS = (*FACTS, *WORDS, "state")
# As the desk says it.
_STATES = {
    ListingState.UNCLAIMED: gettext_lazy("not public yet"),
    ListingState.LISTED: gettext_lazy("page is public"),
    ListingState.SUSPENDED: gettext_lazy("hidden by the portal"),
}
# Whoever may be named: the organisation's own people. Of a network that acts for
# it and of the portal's staff the capacity is enough.
_OWN_PEOPLE = set(Role.values)
_CAPACITIES = {role.value: role.label for role in (*Role, Actor.UMBRELLA, Actor.PORTAL, Actor.PROGRAM)}


@dataclass(frozen=True)
class Difference:
    """One field in which two states of an entry differ: its words before and after."""

    column: str
    label: str
    language: str  # of a text that people wrote, else empty
    paragraphs: tuple[Paragraph, ...]

    @property
    def can_be_put_back(self) -> bool:
        return self.column in FIELDS


@dataclass(frozen=True)
class Edit:
    """One entry of the history: who changed what, and when."""

    event: int
    at: datetime
    name: str  # empty where the account is gone
    capacity: str
    differences: tuple[Difference, ...]
    is_first: bool


def events_of(organisation: Organisation) -> Any:
    """All that was ever stored of an entry, the newest first."""
    found = Organisation.pgh_event_model.objects.filter(pgh_obj=organisation)  # type: ignore[attr-defined]
    return found.select_related("pgh_context").order_by("-pgh_id")


def edits(events: list[Any], organisation: Organisation) -> list[Edit]:
    """What each of these events changed, and who did it; three queries, however many events."""
    if not events:
        return []
    earlier = events_of(organisation).filter(pgh_id__lt=events[-1].pgh_id).first()
    names = _names(events, organisation)
    return [
        Edit(
            event.pgh_id, event.pgh_created_at, names.get(_said_of(event).get("user", 0), ""),
            str(_CAPACITIES.get(_said_of(event).get("capacity", ""), "")),
            tuple(differences(before, event)) if before else (), is_first=before is None,
        )
        for event, before in zip(events, [*events[1:], earlier], strict=True)
    ]  # fmt: skip


def differences(before: Any, after: Any, columns: Iterable[str] = COLUMNS) -> Iterator[Difference]:
    """The fields in which two states of an entry differ; either may be the entry itself."""
    for column in columns:
        old, new = _in_words(before, column), _in_words(after, column)
        if old != new:
            field, language = WORDS.get(column, (column, ""))
            told = tuple(between(old, new)) if language else (_replaced(old, new),)
            yield Difference(column, _label(field), language, told)


def german_since(organisation: Organisation, language: str) -> list[Difference]:
    """What has changed in the German texts since those in `language` were last saved, if it is still kept."""
    if language not in organisation.outdated_words:
        return []
    saved = organisation.words_saved.get(language, 0)
    then = events_of(organisation).filter(version=saved).first()
    german = [column for column, (_field, code) in WORDS.items() if code == settings.LANGUAGE_CODE]
    return list(differences(then, organisation, german)) if then else []


def _names(events: list[Any], organisation: Organisation) -> dict[int, str]:
    """By account: its name, where the organisation's people know it."""
    members = set(organisation.memberships.values_list("user", flat=True))
    said = [_said_of(event) for event in events]
    own = {each["user"] for each in said if each.get("capacity") in _OWN_PEOPLE}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=own | members, is_active=True)}


def _said_of(event: Any) -> dict[str, Any]:
    """What `services.signing` left beside the event."""
    return event.pgh_context.metadata if event.pgh_context else {}


def _replaced(old: str, new: str) -> Paragraph:
    """A value is another one as a whole."""
    pieces = [Piece(old, Change.GONE), Piece(" ", Change.SAME), Piece(new, Change.NEW)]
    return Paragraph(Change.PARTLY, tuple(piece for piece in pieces if piece.text))


def _label(field: str) -> str:
    return capfirst(str(Organisation._meta.get_field(field).verbose_name))  # type: ignore[union-attr]


def _in_words(state: Any, column: str) -> str:
    field = Organisation._meta.get_field(column)
    value = getattr(state, field.attname)  # type: ignore[union-attr]
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value in (None, "", [], {}):
        return ""
    if column in _IN_WORDS:
        return _IN_WORDS[column](state)
    if isinstance(value, list):
        labels = dict(field.base_field.flatchoices)  # type: ignore[union-attr]
        return ", ".join(str(labels.get(code, code)) for code in value)
    if isinstance(value, PhoneNumber):
        return phones.written(value)
    return str(_labels(field).get(value, value))


def _languages(state: Any) -> str:
    reader = get_language() or settings.LANGUAGE_CODE
    return ", ".join(languages.name_of(code, reader) for code in state.languages)


# Columns whose values are no words yet.
_IN_WORDS: dict[str, Callable[[Any], str]] = {
    "languages": _languages,
    "mailboxes": lambda state: ", ".join(map(str, mailboxes(state))),
    "opening_hours": lambda state: "; ".join(map(str, days(openings(state.opening_hours)))),
    "logo": lambda state: gettext("picture %(number)s") % {"number": state.logo_id},
}


def _labels(field: Any) -> dict[str, Any]:
    if field.name == "state":
        return dict(field.flatchoices) | _STATES
    return dict(field.flatchoices) if isinstance(field, models.CharField) and field.choices else {}
