"""The forms of signing in and of one's own account, in plain words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User

MAIL = _("Mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("The same password again")
PASSWORD_HINT = _(
    "At least 10 characters. Three or four words in a row are easy to remember and hard to guess."
)
CODE_HINT = _("The six digits that your authenticator app shows now, or one of your recovery codes.")


class _Plain(forms.Form):
    """Our words for the fields of allauth; without placeholders, which vanish when one types."""

    words: dict[str, tuple[Any, Any]] = {}  # name → (label, hint)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]
            if isinstance(field.widget, forms.TextInput) and field.widget.input_type == "email":
                field.widget = forms.EmailInput(attrs=field.widget.attrs | {"autocomplete": "email"})


class LoginForm(_Plain, account.LoginForm):
    words = {"login": (MAIL, ""), "password": (PASSWORD, "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class ReauthenticateForm(_Plain, account.ReauthenticateForm):
    words = {"password": (PASSWORD, "")}


class ResetPasswordForm(_Plain, account.ResetPasswordForm):
    words = {"email": (MAIL, _("The one you sign in with."))}


class ResetPasswordKeyForm(_Plain, account.ResetPasswordKeyForm):
    words = {"password1": (NEW_PASSWORD, PASSWORD_HINT), "password2": (AGAIN, "")}


class SetPasswordForm(_Plain, account.SetPasswordForm):
    words = {"password1": (NEW_PASSWORD, PASSWORD_HINT), "password2": (AGAIN, "")}


class ChangePasswordForm(_Plain, account.ChangePasswordForm):
    words = {
        "oldpassword": (_("Present password"), ""),
        "password1": (NEW_PASSWORD, PASSWORD_HINT),
        "password2": (AGAIN, ""),
    }


class AddEmailForm(_Plain, account.AddEmailForm):
    words = {
        "email": (
            _("New mail address"),
            _("We send a link there. The change counts once you have opened it."),
        )
    }


class _Code(_Plain):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})


class AuthenticateForm(_Code, mfa.AuthenticateForm):
    words = {"code": (_("Code"), CODE_HINT)}


class ReauthenticateCodeForm(_Code, mfa.ReauthenticateForm):
    words = {"code": (_("Code"), CODE_HINT)}


class ActivateTOTPForm(_Code, totp.ActivateTOTPForm):
    words = {"code": (_("Code"), _("The six digits that the app shows now."))}


class DeactivateTOTPForm(_Plain, totp.DeactivateTOTPForm):
    pass


class GenerateRecoveryCodesForm(_Plain, recovery.GenerateRecoveryCodesForm):
    pass


class AddWebAuthnForm(_Plain, webauthn.AddWebAuthnForm):
    words = {
        "name": (_("Name of the device"), _("So that you recognise it later, for example “my phone”.")),
        "passwordless": (
            _("Sign in with it alone"),
            _("The device then asks for your finger, face or PIN, and you need no password."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["name"].widget.attrs["maxlength"] = 80
        self.fields["credential"].error_messages["required"] = _(
            "The device has not answered. Please try again."
        )


class EditWebAuthnForm(_Plain, webauthn.EditWebAuthnForm):
    words = {"name": (_("Name of the device"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = 80


class ProfileForm(forms.ModelForm):
    """What others see of a person, and how the portal writes to them."""

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Your name"), "language": _("Language of our mails")}
        help_texts = {"name": _("This is how people you work with see you.")}

    language = forms.ChoiceField(label=_("Language of our mails"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["language"].choices = desk_languages()  # type: ignore[attr-defined]


class NewAccountForm(forms.Form):
    """What somebody who was invited says to get an account."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("This is how people you work with see you."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=MAIL,
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    language = forms.ChoiceField(label=_("Language of our mails"))
    password1 = forms.CharField(
        label=PASSWORD,
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=AGAIN, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        """`email` is the invited address; empty for the first administrator, who types one."""
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = desk_languages()  # type: ignore[attr-defined]
        self.invited = email
        if email:
            self.fields["email"].disabled = True
            self.fields["email"].initial = email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password = data.get("password1")
        if password and data.get("password2") and password != data["password2"]:
            self.add_error("password2", _("These two passwords differ. Please type the same one twice."))
        if password:
            person = User(email=data.get("email", ""), name=data.get("name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password1", error)
        return data


class CloseAccountForm(forms.Form):
    sure = forms.BooleanField(label=_("Yes, delete my account"))


def desk_languages() -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.LANGUAGES if code in settings.DESK_LANGUAGES]
