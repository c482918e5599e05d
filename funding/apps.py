from importlib import import_module

from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "Desk"

    def ready(self) -> None:
        import_module("funding.duties")
        import_module("funding.messages")
        import_module("funding.reports")
