"""After a backup was restored: delete again what had been deleted since, and what has reached its date."""

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.erasures import services
from portal.lib import loading


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *, verbosity: int, **options: object) -> None:
        say = self.stdout.write if verbosity else str
        for what, count in services.replay().items():
            say(f"{what}: {count} erased again")
        loading.run_each(settings.PURGES, say)
