"""Fill an empty portal with as many invented organisations, meetings and requests as Germany may have.

The rows are the same every time, but for the day on which they are made. Needs DEMO=1: the requests are
copies of the demo's, and nobody who uses this portal for real wants ten million invented families in it.
"""

from argparse import ArgumentParser
from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from portal.lib import loading

LEAST = 0.001


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="which part of all: 0.001 to 1")

    def handle(self, *, scale: float, verbosity: int, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("Invented families do not belong among real ones. Set DEMO=1 to load them.")
        if not LEAST <= scale <= 1:
            raise CommandError("--scale is a part of all, from 0.001 to 1.")
        call_command("loaddemo", verbosity=0)
        with transaction.atomic():
            for name, load in loading.callables(settings.GERMANY_LOADERS):
                self._run(name.rpartition(".")[0], load(scale), verbosity)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def _run(self, name: str, steps: loading.Steps, verbosity: int) -> None:
        """Say what has been made, and how long it took since the last word."""
        before = monotonic()
        for what, number in steps:
            now = monotonic()
            if verbosity:
                self.stdout.write(f"{name}: {number:,} {what} ({now - before:.0f} s)")
            before = now
