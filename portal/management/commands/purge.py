"""Delete what has reached its deletion date, history included, and count what went."""

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.lib import loading


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *, verbosity: int, **options: object) -> None:
        loading.run_each(settings.PURGES, self.stdout.write if verbosity else str)
