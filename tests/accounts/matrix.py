"""Who sees the pages of signing in and of one's own account."""

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from tests.cast import Cast
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.matrix import EVERYBODY, SIGNED_IN, Row


def furnish(cast: Cast) -> None:
    cast.invitation = InvitationFactory(email="neu@verein.example", secret="furnished")
    new = EmailAddress.objects.create(user=cast.coordinator, email="neu@nordstadt.example")
    cast.confirmation = EmailConfirmationHMAC(new)
    cast.passkey = Authenticator.objects.create(
        user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "Telefon", "credential": {}}
    )
    for role in SIGNED_IN:
        RecoveryCodes.activate(getattr(cast, role))


def _passkey(cast: Cast) -> dict[str, int]:
    return {"pk": cast.passkey.pk}


# Where a page asks once more who one is, strangers see that question too: tests/accounts/test_passkeys.py
# shows that behind it everybody finds only their own.
MATRIX = {
    "account_login": Row(sees=EVERYBODY),
    "account_logout": Row(sees=EVERYBODY),
    "account_inactive": Row(sees=EVERYBODY),
    "account_signup": Row(sees=EVERYBODY),
    "account_reauthenticate": Row(sees=SIGNED_IN),
    "account_email": Row(sees=SIGNED_IN),
    "account_email_verification_sent": Row(sees=EVERYBODY),
    "account_confirm_email": Row(kwargs=lambda cast: {"key": cast.confirmation.key}, sees=EVERYBODY),
    "account_change_password": Row(sees=SIGNED_IN),
    "account_set_password": Row(sees=SIGNED_IN),
    "account_reset_password": Row(sees=EVERYBODY),
    "account_reset_password_done": Row(sees=EVERYBODY),
    "account_reset_password_from_key": Row(kwargs=lambda cast: {"uidb36": "1", "key": "x-y"}, sees=EVERYBODY),
    "account_reset_password_from_key_done": Row(sees=EVERYBODY),
    "mfa_index": Row(sees=SIGNED_IN),
    "mfa_authenticate": Row(midway=True),
    "mfa_trust": Row(midway=True),
    "mfa_login_webauthn": Row(midway=True),
    "mfa_reauthenticate": Row(sees=SIGNED_IN),
    "mfa_activate_totp": Row(sees=SIGNED_IN),
    "mfa_deactivate_totp": Row(sees=SIGNED_IN),
    "mfa_view_recovery_codes": Row(sees=SIGNED_IN),
    "mfa_generate_recovery_codes": Row(sees=SIGNED_IN),
    "mfa_download_recovery_codes": Row(sees=SIGNED_IN),
    "mfa_list_webauthn": Row(sees=SIGNED_IN),
    "mfa_add_webauthn": Row(sees=SIGNED_IN),
    "mfa_reauthenticate_webauthn": Row(sees=SIGNED_IN),
    "mfa_remove_webauthn": Row(kwargs=_passkey, sees=SIGNED_IN),
    "mfa_edit_webauthn": Row(kwargs=_passkey, sees=SIGNED_IN),
    "usersessions_list": Row(sees=SIGNED_IN),
    "accounts:invitation": Row(
        kwargs=lambda cast: {"secret": "furnished"}, sees=EVERYBODY, statuses=(200, 409)
    ),
    "accounts:profile": Row(sees=SIGNED_IN),
    "accounts:copy": Row(sees=SIGNED_IN),
    "accounts:close": Row(sees=SIGNED_IN),
}
