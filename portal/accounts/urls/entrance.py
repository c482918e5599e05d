"""Those pages of allauth that the house needs, under allauth's own names."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from portal.accounts.views.entrance import page

urlpatterns = [
    path("login/", page(account.LoginView), name="account_login"),
    path("logout/", page(account.LogoutView), name="account_logout"),
    path("inactive/", page(account.AccountInactiveView), name="account_inactive"),
    # Only says that accounts come by invitation.
    path("signup/", page(account.SignupView), name="account_signup"),
    path("reauthenticate/", page(account.ReauthenticateView), name="account_reauthenticate"),
    path("email/", page(account.EmailView), name="account_email"),
    path("confirm-email/", page(account.EmailVerificationSentView), name="account_email_verification_sent"),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$", page(account.ConfirmEmailView), name="account_confirm_email"
    ),
    path("password/change/", page(account.PasswordChangeView), name="account_change_password"),
    path("password/set/", page(account.PasswordSetView), name="account_set_password"),
    path("password/reset/", page(account.PasswordResetView), name="account_reset_password"),
    path("password/reset/done/", page(account.PasswordResetDoneView), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        page(account.PasswordResetFromKeyDoneView),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        page(account.PasswordResetFromKeyView),
        name="account_reset_password_from_key",
    ),
    path("2fa/", page(mfa.IndexView), name="mfa_index"),
    path("2fa/authenticate/", page(mfa.AuthenticateView), name="mfa_authenticate"),
    path("2fa/reauthenticate/", page(mfa.ReauthenticateView), name="mfa_reauthenticate"),
    path("2fa/trust/", page(mfa.TrustView), name="mfa_trust"),
    path("2fa/totp/activate/", page(totp.ActivateTOTPView), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", page(totp.DeactivateTOTPView), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", page(recovery.ViewRecoveryCodesView), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        page(recovery.GenerateRecoveryCodesView),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        page(recovery.DownloadRecoveryCodesView),
        name="mfa_download_recovery_codes",
    ),
    path("2fa/webauthn/", page(webauthn.ListWebAuthnView), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", page(webauthn.AddWebAuthnView), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        page(webauthn.ReauthenticateWebAuthnView),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/webauthn/keys/<int:pk>/remove/", page(webauthn.RemoveWebAuthnView), name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", page(webauthn.EditWebAuthnView), name="mfa_edit_webauthn"),
    path("2fa/webauthn/login/", page(webauthn.LoginWebAuthnView), name="mfa_login_webauthn"),
    path("sessions/", page(sessions.ListUserSessionsView), name="usersessions_list"),
]
