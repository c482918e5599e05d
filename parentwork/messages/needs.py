"""What those who look for something are told: that it is known, and that there is an answer."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from parentwork.choices import ContactWay, NeedAnswer
from parentwork.messages.posting import CHANNELS, account_of
from parentwork.messages.words import told_words
from parentwork.models import Need
from portal.lib import codes
from portal.lib.dates import moment_words
from portal.outbox import services as outbox
from portal.outbox.choices import Channel
from portal.outbox.kinds import Kind, Text, mail_text, register
from portal.outbox.models import Message


class NeedKind(Kind):
    """A message about what somebody looks for; by mail or on the call list, never by SMS."""

    template: str

    def load(self, object_id: int) -> Need | None:
        return self.load_many([object_id]).get(object_id)

    def load_many(self, object_ids: Collection[int]) -> dict[int, Need]:
        rows = Need.objects.select_related("workshop__organisation", "workshop__venue__postal_code")
        return rows.in_bulk(object_ids)

    def render(self, obj: Need, language: str, message: Message) -> Text:
        context = {
            "is_called": message.channel == Channel.CALL,
            "spelled": codes.spelled(obj.code),
            "need": obj,
            "code": codes.spaced(obj.code),
            "link": obj.whole_address(language),
        }
        return mail_text(f"mail/parentwork/{self.template}.txt", context | self.more(obj, language), language)

    def more(self, obj: Need, language: str) -> dict[str, Any]:
        return {}


@register
class NeedReceived(NeedKind):
    key = "parentwork.need_received"
    label = _("What you look for is known")
    template = "need_received"

    def still_wanted(self, obj: Need, message: Message) -> bool:
        return obj.way == ContactWay.MAIL and obj.email == message.address


@register
class NeedAnswered(NeedKind):
    key = "parentwork.need_answered"
    label = _("A meeting for somebody who looks for one")
    template = "need_answered"

    def more(self, obj: Need, language: str) -> dict[str, Any]:
        workshop = obj.workshop
        if workshop is None:
            return {}
        first = workshop.dates.upcoming().first()
        return {
            "title": told_words(workshop, "title", language),
            "organisation": workshop.organisation,
            "first": moment_words(first.starts, language) if first else "",
            "workshop_link": workshop.whole_address(language),
        }

    def still_wanted(self, obj: Need, message: Message) -> bool:
        """The answer still stands, and one can still come."""
        if obj.workshop is None or message.version != _stamp(obj):
            return False
        stands = obj.answer == NeedAnswer.WORKSHOP and obj.workshop.is_published
        return stands and obj.workshop.dates.upcoming().exists()


def need_received(need: Need) -> None:
    """By mail alone, with the code; who gave no address has just seen it."""
    if need.way == ContactWay.MAIL:
        outbox.post(NeedReceived.key, need.pk, to=_recipient(need))


def need_answered(need: Need) -> None:
    """Tell who asked, unless they look for themselves; calls are made by whoever answers."""
    if need.way and need.workshop:
        account = account_of(need.workshop.organisation_id)
        outbox.post(NeedAnswered.key, need.pk, to=_recipient(need), version=_stamp(need), account=account)


def call_about_need(need: Need, account: str) -> Message | None:
    """Who asked is still to be called with the answer, by those of `account`."""
    calls = Message.objects.call_list(account).filter(kind=NeedAnswered.key, object_id=need.pk)
    return calls.filter(version=_stamp(need)).first() if need.answered else None


def _recipient(need: Need) -> outbox.Recipient:
    address = need.email or need.number
    return outbox.Recipient(CHANNELS[ContactWay(need.way)], address, need.language, need.name)


def _stamp(need: Need) -> str:
    """Which answer a message speaks of; the same workshop may answer again after a change."""
    return f"{need.workshop_id}-{need.answered:%Y%m%d%H%M%S%f}"
