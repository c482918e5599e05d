"""A school is asked whether it works with an organisation, and reminded once."""

from django.utils.translation import gettext_lazy as _

from parentwork.choices import PartnershipState
from parentwork.messages.posting import account_of
from parentwork.models import Partnership
from portal.outbox import services as outbox
from portal.outbox.choices import Channel
from portal.outbox.kinds import Kind, Text, mail_text, register
from portal.outbox.models import Message


@register
class PartnershipAsked(Kind):
    """The answer is a button on the page behind the link."""

    key = "parentwork.partnership_asked"
    label = _("School asked to confirm")
    template = "partnership_asked"

    def load(self, object_id: int) -> Partnership | None:
        return Partnership.objects.select_related("organisation", "school").filter(pk=object_id).first()

    def render(self, obj: Partnership, language: str, message: Message) -> Text:
        context = {
            "partnership": obj,
            "school": obj.school,
            "organisation": obj.organisation,
            "link": obj.whole_address(language),
        }
        return mail_text(f"mail/parentwork/{self.template}.txt", context, language)

    def still_wanted(self, obj: Partnership, message: Message) -> bool:
        """It is the latest question, and nobody has answered it."""
        waits = obj.state == PartnershipState.ASKED and obj.can_be_answered
        return waits and message.version == _version(obj)


@register
class PartnershipReminder(PartnershipAsked):
    key = "parentwork.partnership_reminder"
    label = _("School asked to confirm: reminder")
    template = "partnership_reminder"


def partnership_asked(partnership: Partnership) -> None:
    _post(PartnershipAsked.key, partnership)


def remind_school(partnership: Partnership) -> None:
    _post(PartnershipReminder.key, partnership)


def forget_partnerships(partnerships: list[int]) -> None:
    """Nothing more is asked, and the addresses go from what was sent."""
    outbox.forget_contacts([PartnershipAsked.key, PartnershipReminder.key], partnerships)


def _post(kind: str, partnership: Partnership) -> None:
    name = partnership.contact or partnership.school.name
    to = outbox.Recipient(Channel.MAIL, partnership.address, "de", name[:120])
    account = account_of(partnership.organisation_id)
    outbox.post(kind, partnership.pk, to=to, version=_version(partnership), account=account)


def _version(partnership: Partnership) -> str:
    return str(int(partnership.asked.timestamp())) if partnership.asked else "0"
