from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Elternbrücke"

    def ready(self) -> None:
        import_module("portal.celery")  # by name, for it stands above; else jobs would not know the broker
