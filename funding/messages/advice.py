"""The mails about questions to contact points. What was written stays behind their links."""

from django.utils.translation import gettext_lazy as _

from funding import rules
from funding.models import AdviceRequest
from portal.accounts.models import User
from portal.lib import codes, languages
from portal.outbox.kinds import Kind, Text, desk_link, mail_text, register
from portal.outbox.models import Message


class AdviceMail(Kind):
    """About a question to a contact point, to who asked; the words of the thread stay behind the link."""

    def load(self, object_id: int) -> AdviceRequest | None:
        rows = AdviceRequest.objects.select_related("office", "organisation", "created_by")
        return rows.filter(pk=object_id).first()

    def still_wanted(self, obj: AdviceRequest, message: Message) -> bool:
        if obj.created_by is None:
            return obj.email == message.address
        reader = obj.created_by
        sees = AdviceRequest.objects.filter(pk=obj.pk).asked_by(reader).exists()
        return reader.is_active and reader.email == message.address and sees

    def render(self, obj: AdviceRequest, language: str, message: Message) -> Text:
        spoken = languages.at_desk(language) if obj.organisation else language
        context = {
            "advice": obj,
            "office": obj.office.name,
            "name": message.name,
            "link": obj.whole_address(spoken),
            "code": "" if obj.organisation else codes.spaced(obj.code),
        }
        return mail_text(f"mail/advice/{self.key.partition('.')[2]}.txt", context, language)


@register
class AdviceReceived(AdviceMail):
    key = "funding.advice_received"
    label = _("Question to a contact point sent")


@register
class AdviceAnswered(AdviceMail):
    key = "funding.advice_answered"
    label = _("Question to a contact point answered")

    def still_wanted(self, obj: AdviceRequest, message: Message) -> bool:
        last = obj.messages.last()
        is_last = last is not None and last.by_office and str(last.pk) == message.version
        return is_last and super().still_wanted(obj, message)


@register
class AdviceWritten(Kind):
    """A question waits for the Office; not sent any more once somebody has answered."""

    key = "funding.advice_written"
    label = _("Question to the Office")

    def load(self, object_id: int) -> AdviceRequest | None:
        return AdviceRequest.objects.select_related("office", "organisation").filter(pk=object_id).first()

    def still_wanted(self, obj: AdviceRequest, message: Message) -> bool:
        reader = User.objects.filter(email=message.address, is_active=True).first()
        return obj.is_open and reader is not None and rules.may_advise(reader, obj)

    def render(self, obj: AdviceRequest, language: str, message: Message) -> Text:
        link = desk_link("funding:advice_case", language, obj.office.slug, obj.pk)
        context = {"advice": obj, "name": message.name, "link": link}
        return mail_text("mail/funding/advice_written.txt", context, language)
