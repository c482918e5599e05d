from django.apps import AppConfig


class LaterConfig(AppConfig):
    name = "tests.faults.later"
