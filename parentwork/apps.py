from django.apps import AppConfig


class ParentworkConfig(AppConfig):
    name = "parentwork"
    verbose_name = "Calendar"

    def ready(self) -> None:
        from parentwork import messages, reports  # noqa: F401 - registers their kinds
