"""The mails of the directory: entries that are to be checked, deadlines that somebody watches."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from funding import rules
from funding.models import Office, Programme, Watch
from portal.accounts.models import User
from portal.lib.languages import best_words
from portal.outbox.kinds import Kind, Text, desk_link, mail_text, register
from portal.outbox.models import Message


@register
class EntryDue(Kind):
    """An entry of the directory is to be checked again; not sent any more once somebody has."""

    key = "funding.entry_due"
    label = _("Entry of the directory to be checked")

    def load(self, object_id: int) -> Office | None:
        return Office.objects.listed().filter(pk=object_id).first()

    def still_wanted(self, obj: Office, message: Message) -> bool:
        reader = User.objects.filter(email=message.address, is_active=True).first()
        if reader is None or message.version != obj.checked_version:
            return False
        return obj.is_due_for_checking and rules.may_keep(reader, obj)

    def render(self, obj: Office, language: str, message: Message) -> Text:
        link = desk_link("funding:keep_entry", language, obj.slug)
        context = {"office": obj, "name": message.name, "link": link}
        return mail_text("mail/funding/entry_due.txt", context, language)


@register
class WatchedDeadline(Kind):
    """The deadline of a programme is near, for who wanted to hear; not sent any more once it has moved."""

    key = "funding.watched_deadline"
    label = _("Deadline of a programme that somebody watches")

    def load(self, object_id: int) -> Watch | None:
        return Watch.objects.select_related("user").filter(pk=object_id).first()

    def still_wanted(self, obj: Watch, message: Message) -> bool:
        programme = self._programme(obj)
        fits = programme is not None and programme.open and str(programme.next_deadline) == message.version
        return fits and obj.user.is_active and obj.user.email == message.address

    def render(self, obj: Watch, language: str, message: Message) -> Text:
        programme = self._programme(obj)
        if programme is None:
            raise LookupError("the programme is no more in the directory")
        with translation.override(language):
            link = settings.SITE_URL + programme.get_absolute_url()
        context = {
            "programme_name": best_words(programme, "name", language)[0],
            "deadline": programme.next_deadline,
            "name": message.name,
            "link": link,
        }
        return mail_text("mail/funding/watched_deadline.txt", context, language)

    def _programme(self, watch: Watch) -> Programme | None:
        return Programme.objects.current().filter(slug=watch.programme).first()
