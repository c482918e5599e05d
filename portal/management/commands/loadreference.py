"""Load the facts that every house needs: Länder, postal codes, formats, offices. Running it again is safe."""

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.lib import loading


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *, verbosity: int, **options: object) -> None:
        loading.run_all(settings.REFERENCE_LOADERS, self.stdout.write if verbosity else str)
