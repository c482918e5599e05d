from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from organisations import duties  # noqa: F401 - registers them
        from organisations.services import grants  # noqa: F401 - registers what an invitation gives
