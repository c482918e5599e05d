from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = _("Funding")

    def ready(self) -> None:
        import_module("funding.duties")
        import_module("funding.messages")
        import_module("funding.reports")
        import_module("funding.services.auditing")  # registers what an invitation gives
