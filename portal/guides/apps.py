from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "portal.guides"
    verbose_name = "Guides"
