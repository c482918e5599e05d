from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.db.models import fields
from django.utils.translation import gettext_lazy as _

from portal.lib import faults

# What an undecided select says; Django's own words are English in every language. It stands outside `ready`
# because forms of the admin are made before that.
fields.BLANK_CHOICE_LABEL = _("Please choose")


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Elternbrücke"

    def ready(self) -> None:
        faults.begin(settings.SENTRY_DSN)
        import_module("portal.celery")  # by name, for it stands above; else jobs would not know the broker
