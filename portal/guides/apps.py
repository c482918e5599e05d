from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidesConfig(AppConfig):
    name = "portal.guides"
    verbose_name = _("Guides")

    def ready(self) -> None:
        from portal.guides import duties, messages  # noqa: F401 - registers duties and mails
        from portal.guides.reports import documents  # noqa: F401 - registers the PDF
