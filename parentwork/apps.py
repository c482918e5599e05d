from django.apps import AppConfig


class ParentworkConfig(AppConfig):
    name = "parentwork"
    verbose_name = "Calendar"
