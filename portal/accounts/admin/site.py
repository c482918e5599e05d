"""The admin as a whole, and who works in it."""

from allauth.account import models as account
from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django.views.generic import RedirectView

from portal.accounts.models import User

admin.site.site_header = _("Elternbrücke: administration")
admin.site.site_title = _("Elternbrücke: administration")
admin.site.index_title = _("What is there")
admin.site.site_url = "/"
# Django says these there and has no German for them yet; our catalogue goes before its own.
WORDS_OF_DJANGO = (
    gettext_noop("- Select an option -"),
    gettext_noop("Filter by %(field_name)s"),
    gettext_noop("Pagination %(name)s"),
    gettext_noop("Pagination %(name)s entries"),
    gettext_noop("Run"),
    gettext_noop("Search %(name)s"),
)
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")  # type: ignore[assignment,method-assign]

# Addresses, keys and sessions belong to the people themselves.
for model in (account.EmailAddress, account.EmailConfirmation, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def staff(request: HttpRequest) -> User:
    """The person at the screen."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker; the admin lets only staff in
    return request.user
