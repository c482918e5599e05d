from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = "Registry"

    def ready(self) -> None:
        from organisations import duties  # noqa: F401 - registers them
        from organisations.services import grants  # noqa: F401 - registers what an invitation gives
