from importlib import import_module

from django.apps import AppConfig


class HeldConfig(AppConfig):
    name = "tests.servers.held"

    def ready(self) -> None:
        import_module("tests.servers.held.kinds")
