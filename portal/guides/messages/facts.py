"""The mails to the editors of facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.guides import rules
from portal.guides.models import LandFact
from portal.lib.dates import today
from portal.outbox.kinds import Kind, Text, desk_link, mail_text, register
from portal.outbox.models import Message
from portal.outbox.services import Recipient, post


class _ToAnEditor(Kind):
    """What is listed is asked for when the mail is sent: what was done meanwhile is not asked for again."""

    template: str
    query: str

    def load(self, object_id: int) -> User | None:
        return User.objects.filter(pk=object_id).first()

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return rules.may_edit(obj) and obj.email == message.address and self.facts(message).exists()

    def render(self, obj: Any, language: str, message: Message) -> Text:
        facts = self.facts(message).select_related("fact_key", "land").order_by("fact_key", "land", "pk")
        link = desk_link("guides:desk_facts", language) + self.query
        return mail_text(self.template, {"facts": facts, "name": message.name, "link": link}, language)

    def facts(self, message: Message) -> Any:
        raise NotImplementedError


@register
class FactsEnding(_ToAnEditor):
    """Facts that hold until a day, and nothing is known of the time after it."""

    key = "guides.facts_ending"
    label = _("Facts that end soon")
    template = "mail/guides/facts_ending.txt"
    query = "?state=ending"

    def facts(self, message: Message) -> Any:
        last = date.fromisoformat(message.version)
        return LandFact.objects.ending_without_successor(last, last)


@register
class OldFacts(_ToAnEditor):
    """Facts that nobody has checked for twelve months."""

    key = "guides.old_facts"
    label = _("Facts to be checked again")
    template = "mail/guides/old_facts.txt"
    query = "?state=old"

    def facts(self, message: Message) -> Any:
        day = today()
        return LandFact.objects.valid(day).old(day)


def remind(person: User, ends: Sequence[date], *, old: bool, month: date) -> int:
    """Write one mail for each of these last days, and one for the month; those written before stay one."""
    to = Recipient.by_mail(person)
    for day in ends:
        post(FactsEnding.key, person.pk, to=to, version=day.isoformat())
    if old:
        post(OldFacts.key, person.pk, to=to, version=f"{month:%Y-%m}")
    return len(ends) + old
