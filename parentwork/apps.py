from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParentworkConfig(AppConfig):
    name = "parentwork"
    verbose_name = _("Workshops")

    def ready(self) -> None:
        from parentwork import duties, figures, messages, reports  # noqa: F401 - registers what each has
