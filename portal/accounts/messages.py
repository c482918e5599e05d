"""The mails about accounts; link or news stand in the payload, which the outbox empties after sending."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.kinds import grant_of
from portal.accounts.models import Invitation, User
from portal.outbox.kinds import Kind, Text, mail_text, register
from portal.outbox.models import Message


class _AboutAnAccount(Kind):
    """A mail to a person with an account; dropped when the account was closed meanwhile."""

    template: str

    def load(self, object_id: int) -> Any | None:
        return User.objects.filter(pk=object_id, is_active=True).first()

    def render(self, obj: Any, language: str, message: Message) -> Text:
        return mail_text(self.template, {"user": obj} | message.payload, language)

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return True


@register
class PasswordReset(_AboutAnAccount):
    key = "accounts.password_reset"
    label = _("Link for a new password")
    template = "mail/accounts/password_reset.txt"


@register
class MailConfirmation(_AboutAnAccount):
    key = "accounts.mail_confirmation"
    label = _("Confirming a mail address")
    template = "mail/accounts/mail_confirmation.txt"


@register
class UnknownAccount(Kind):
    """To somebody who asked for a new password under an address without an account."""

    key = "accounts.unknown_account"
    label = _("No account under this address")

    def load(self, object_id: int) -> Any | None:
        return object_id

    def render(self, obj: Any, language: str, message: Message) -> Text:
        return mail_text("mail/accounts/unknown_account.txt", message.payload, language)

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return not User.objects.filter(email__iexact=message.address).exists()


# What allauth tells about: its template → what happened, in the words of our mail.
NEWS: dict[str, str | Promise] = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_set": _("Your password was set."),
    "account/email/password_reset": _("Your password was set anew with the link from our mail."),
    "account/email/email_changed": _("The mail address of your account was changed."),
    "account/email/email_confirm": _("Your mail address was confirmed."),
    "account/email/email_deleted": _("A mail address was removed from your account."),
    "mfa/email/totp_activated": _("An authenticator app was set up for your account."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
}


@register
class SignInNotice(_AboutAnAccount):
    """What changed about signing in, so that the person notices a stranger."""

    key = "accounts.sign_in_notice"
    label = _("Change of the sign-in")
    template = "mail/accounts/sign_in_notice.txt"

    def render(self, obj: Any, language: str, message: Message) -> Text:
        news = message.payload.get("news", "")
        context = {
            "user": obj,
            "what": NEWS[news],
            "when": parse_datetime(message.payload["when"]),
            "reset_url": message.payload["reset_url"],
        }
        return mail_text(self.template, context, language)

    def still_wanted(self, obj: Any, message: Message) -> bool:
        return message.payload.get("news") in NEWS


@register
class SecondFactorGone(_AboutAnAccount):
    """The portal's staff have removed a lost second factor: what that means, and the way back in."""

    key = "accounts.second_factor_gone"
    label = _("Second factor reset")
    template = "mail/accounts/second_factor_gone.txt"


@register
class InvitationMail(Kind):
    key = "accounts.invitation"
    label = _("Invitation")

    def load(self, object_id: int) -> Any | None:
        return Invitation.objects.filter(pk=object_id).select_related("invited_by").first()

    def render(self, obj: Any, language: str, message: Message) -> Text:
        context = {
            "invitation": obj,
            "inviter": str(obj.invited_by) if obj.invited_by else "",
            "behalf": grant_of(obj).behalf(obj),
            "what": grant_of(obj).describe(obj),
            "url": message.payload.get("url", ""),
        }
        return mail_text("mail/accounts/invitation.txt", context, language)

    def still_wanted(self, obj: Any, message: Message) -> bool:
        """Only the last link made works, so only its mail is wanted."""
        return obj.is_open and message.version == str(obj.links_made) and grant_of(obj).still_exists(obj)
