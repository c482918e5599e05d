"""Who hears of what by mail: translators of their texts, editors of what they are to read."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.models import Guide, PreparedText, Translation, TranslationDraft
from portal.lib.dates import BERLIN, at_berlin
from portal.outbox.services import Recipient, post

# One mail a day tells of all guides that have become outdated until then.
COLLECTED_AT = time(18)


def tell_outdated(guide: Guide) -> None:
    """Translators into the languages that the guide has a text in will hear that it says something else now.

    One mail a day and person at most: it stands under the day on which it is sent.
    """
    texts = guide.translations.outdated()
    people = User.objects.filter(
        is_active=True, translator_languages__language__in=texts.values("language")
    ).distinct()
    due = _next_collection(datetime.now(BERLIN))
    for person in people:
        post("guides.outdated", person.pk, to=_reach(person), due=due, version=due.date().isoformat())


def tell_accepted(text: Translation, author: User | None) -> None:
    """To the translator: readers have the text now."""
    if author:
        post("guides.accepted", text.pk, to=_reach(author), version=str(text.version))


def tell_returned(draft: TranslationDraft) -> None:
    """To the translator: something is to be changed."""
    if draft.author:
        post("guides.returned", draft.pk, to=_reach(draft.author), version=str(draft.version))


def tell_waiting(prepared: PreparedText) -> None:
    """To whoever is to read a new wording: the editor who was asked, or all who did not write in it."""
    for person in [prepared.reviewer] if prepared.reviewer else rules.editors():
        if person.pk not in prepared.hands:
            post("guides.review_asked", prepared.pk, to=_reach(person), version=str(prepared.version))


def _next_collection(now: datetime) -> datetime:
    due = at_berlin(now.date(), COLLECTED_AT)
    return due if now < due else at_berlin(now.date() + timedelta(days=1), COLLECTED_AT)


def _reach(person: User) -> Recipient:
    return Recipient.by_mail(person)
