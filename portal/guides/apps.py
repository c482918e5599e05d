from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "portal.guides"
    verbose_name = "Guides"

    def ready(self) -> None:
        from portal.guides import duties, messages  # noqa: F401 - registers duties and mails
        from portal.guides.reports import documents  # noqa: F401 - registers the PDF
