"""Load people and rows to try the house with. Running it again is safe; only with DEMO=1."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.lib import loading


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *, verbosity: int, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("Demo people have a password that is shown at start. Set DEMO=1 to load them.")
        loading.run_all(settings.DEMO_LOADERS, self.stdout.write if verbosity else str)
