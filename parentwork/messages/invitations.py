"""An invitation to a later meeting, for those who have agreed to be invited."""

from django.utils.translation import gettext_lazy as _

from parentwork.messages.nights import RingsByDay, due_by_day
from parentwork.messages.posting import account_of, recipient
from parentwork.messages.words import told_words
from parentwork.models import Booking, Consent, Workshop
from portal.lib.dates import moment_words
from portal.outbox import services as outbox
from portal.outbox.choices import Channel
from portal.outbox.kinds import Text, mail_text, register
from portal.outbox.models import Message


@register
class Invitation(RingsByDay):
    """About one workshop, which its version names; with the way to take the consent back."""

    key = "parentwork.invitation"
    label = _("Invitation to a later meeting")

    def load(self, object_id: int) -> Consent | None:
        return Consent.objects.valid().select_related("workshop__organisation").filter(pk=object_id).first()

    def render(self, obj: Consent, language: str, message: Message) -> Text:
        workshop = _workshop(message)
        first = workshop.dates.upcoming().first() if workshop else None
        context = {
            "is_called": message.channel == Channel.CALL,
            "consent": obj,
            "organisation": obj.workshop.organisation,
            "title": told_words(workshop, "title", language) if workshop else "",
            "first": moment_words(first.starts, language) if first else "",
            "link": workshop.whole_address(language) if workshop else "",
            "stop_link": obj.whole_address(language),
        }
        return mail_text("mail/parentwork/invitation.txt", context, language)

    def still_wanted(self, obj: Consent, message: Message) -> bool:
        """One can still come, and the family has not booked in the meantime."""
        workshop = _workshop(message)
        if not (workshop and workshop.is_published and workshop.dates.upcoming().exists()):
            return False
        booked = Booking.objects.under_contact(workshop, email=obj.email, phone=obj.number)
        return not booked.exists()


def workshop_of(message: Message) -> int:
    """The id of the workshop to which a message invites."""
    return int(message.version)


def _workshop(message: Message) -> Workshop | None:
    return Workshop.objects.filter(pk=workshop_of(message)).first()


def invited(consent: Consent, workshop: Workshop) -> None:
    """By mail or SMS; of the same workshop nobody is told twice."""
    to, account = recipient(consent), account_of(workshop.organisation_id)
    version, due = str(workshop.pk), due_by_day(to)
    outbox.post(Invitation.key, consent.pk, to=to, version=version, account=account, due=due)


def invited_to(workshop: Workshop) -> set[int]:
    """The consents of those who were told of this workshop."""
    told = Message.objects.filter(kind=Invitation.key, version=str(workshop.pk))
    return set(told.values_list("object_id", flat=True))


def invitations_readdressed(consent: Consent) -> None:
    """What waits to be sent goes to the address that the family has now."""
    outbox.readdress([Invitation.key], [consent.pk], to=recipient(consent))


def forget_invitations(consents: list[int]) -> None:
    """Nothing more is sent, and the addresses go from what was sent."""
    outbox.forget_contacts([Invitation.key], consents)
