from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from portal.accounts import messages  # noqa: F401 - registers the kinds of mail
