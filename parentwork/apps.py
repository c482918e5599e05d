from django.apps import AppConfig


class ParentworkConfig(AppConfig):
    name = "parentwork"
    verbose_name = "Calendar"

    def ready(self) -> None:
        from parentwork import duties, figures, messages, reports  # noqa: F401 - registers what each has
