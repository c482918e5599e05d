"""The mails about what an organisation keeps once for all its requests: its papers and its bank account."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from funding import rules
from funding.models import BankAccount, KeptPaper
from portal.accounts.models import User
from portal.outbox.kinds import Kind, Text, desk_link, mail_text, register
from portal.outbox.models import Message


@register
class PaperExpires(Kind):
    """Not sent any more once another paper stands in its place."""

    key = "funding.paper_expires"
    label = _("Paper of an organisation that expires")

    def load(self, object_id: int) -> KeptPaper | None:
        return KeptPaper.objects.select_related("organisation").filter(pk=object_id).first()

    def still_wanted(self, obj: KeptPaper, message: Message) -> bool:
        reader = User.objects.filter(email=message.address, is_active=True).first() or AnonymousUser()
        return message.version == str(obj.valid_until) and rules.may_request(reader, obj.organisation)

    def render(self, obj: KeptPaper, language: str, message: Message) -> Text:
        link = desk_link("funding:kept_papers", language, obj.organisation.slug)
        context = {"paper": obj, "name": message.name, "link": link}
        return mail_text("mail/funding/paper_expires.txt", context, language)


@register
class AccountChanged(Kind):
    """To those who ask for money, so that nobody turns it aside unseen; without the account itself."""

    key = "funding.account_changed"
    label = _("Bank account of an organisation that was changed")

    def load(self, object_id: int) -> BankAccount | None:
        rows = BankAccount.objects.select_related("organisation", "saved_by")
        return rows.filter(pk=object_id).first()

    def still_wanted(self, obj: BankAccount, message: Message) -> bool:
        reader = User.objects.filter(email=message.address, is_active=True).first() or AnonymousUser()
        return message.version == obj.version and rules.may_request(reader, obj.organisation)

    def render(self, obj: BankAccount, language: str, message: Message) -> Text:
        link = desk_link("funding:kept_papers", language, obj.organisation.slug)
        context = {"account": obj, "name": message.name, "link": link}
        return mail_text("mail/funding/account_changed.txt", context, language)
