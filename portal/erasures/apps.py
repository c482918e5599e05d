from django.apps import AppConfig


class ErasuresConfig(AppConfig):
    name = "portal.erasures"
    verbose_name = "Erasures"
