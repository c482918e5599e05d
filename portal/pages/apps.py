from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "portal.pages"
    verbose_name = _("Pages of the portal")

    def ready(self) -> None:
        from portal.pages import duties, messages  # noqa: F401 - registers duties and kinds
