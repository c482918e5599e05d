"""How allauth speaks with the house: closed sign-up, plain words, mails through the outbox."""

import base64
import hashlib
import secrets
import time
import uuid
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.accounts.messages import NEWS, MailConfirmation, PasswordReset, SignInNotice, UnknownAccount
from portal.accounts.models import SECOND_FACTORS, User
from portal.accounts.rules import may_administer, may_remove_second_factor
from portal.lib.kept import welcome_back
from portal.lib.limits import client_address
from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post


class OneQueryBackend(AuthenticationBackend):
    """Reads the signed-in person and whether there is a second factor in one query."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.with_second_factor().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """What an administrator gave, and to portal staff what they run the portal with."""
        return may_administer(user_obj, perm.partition(".")[0]) or super().has_perm(user_obj, perm, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return may_administer(user_obj, app_label) or super().has_module_perms(user_obj, app_label)


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks the house about accounts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "email_password_mismatch": gettext_lazy(
            "The mail address or the password is wrong. Please check both and try again."
        ),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts. Please wait five minutes, or ask for a new password."
        ),
        "duplicate_email": gettext_lazy("This is your mail address already."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_password": gettext_lazy("This password is wrong."),
        "incorrect_code": gettext_lazy("This code is wrong or too old. Please type the one you see now."),
        "rate_limited": gettext_lazy("Too many attempts. Please wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        return False

    def logout(self, request: HttpRequest) -> None:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        super().logout(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "0.0.0.0"  # noqa: S104 - counts all unknown clients together

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        welcome_back(request)
        response: HttpResponse = super().post_login(request, user, **more)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", args=[uid, token])

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write what allauth wants to send as an outbox row, for the kinds that the house has."""
        user = context.get("user")
        if template_prefix == "account/email/password_reset_key":
            self._post(PasswordReset.key, user, email, {"url": context["password_reset_url"]})
        elif template_prefix.startswith("account/email/email_confirmation"):
            self._post(MailConfirmation.key, user, email, {"url": context["activate_url"]})
        elif template_prefix == "account/email/unknown_account":
            self._post(UnknownAccount.key, None, email, {"address": email})
        else:
            raise NotImplementedError(template_prefix)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        if template_prefix in NEWS:
            payload = {
                "news": template_prefix,
                "when": timezone.now().isoformat(),
                "reset_url": settings.SITE_URL + reverse("account_reset_password"),
            }
            self._post(SignInNotice.key, user, email or user.email, payload)

    def _post(self, kind: str, user: User | None, email: str, payload: dict[str, Any]) -> None:
        language = user.language if user else get_language() or settings.LANGUAGE_CODE
        to = Recipient(Channel.MAIL, email, language, user.name if user else "")
        # Each mail is a new one: nothing here may be swallowed as already sent.
        post(kind, user.pk if user else 0, to=to, version=uuid.uuid4().hex, payload=payload)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use the password"),
            "mfa_reauthenticate": _("Use the authenticator app or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever typed the password or used a passkey in the last minutes is not asked again."""
        request = context.request
        records = get_authentication_records(request, request.user)
        youngest = max((record["at"] for record in records), default=0)
        if time.time() - youngest < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Nobody needs to be told that they are signed in, or out: the page shows it."""
        template = args[0] if args else kwargs.get("message_template")
        if template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, *args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """What allauth asks the house about second factors. Secrets are kept encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "Your work here needs a second factor. Please set up another one before you remove this one."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes come after an authenticator app or a passkey: please set up one of them first."
        ),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _ciphers().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # The server's secret key was changed. A secret that nobody knows makes every code wrong.
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """People whose work needs a second factor keep at least one."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_FACTORS)
        if others.exclude(pk=authenticator.pk).exists():
            return True
        return may_remove_second_factor(authenticator.user)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's word
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("My device") if number == 0 else _("Device %(number)s") % {"number": number + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": str(settings.SITE_NAME)}


def _ciphers() -> MultiFernet:
    """From the server's secret key, then from former ones (`SECRET_KEY_FALLBACKS`)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second-factor:" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
