"""Make a backup every night until this is ended; the service `backup` of docker-compose.yml."""

import signal
import sys
import time
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from portal import backups
from portal.outbox.models import Heartbeat
from portal.servers.folder import FolderError

PAUSE = 600.0  # seconds until it looks again, and tries again what failed


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--nights", type=int, default=30, help="how many are kept (30)")

    def handle(self, *, folder: Path, nights: int, **options: object) -> None:
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit())  # what is half made is taken away
        while True:
            self.look(folder, nights)
            connection.close()
            time.sleep(PAUSE)

    def look(self, folder: Path, nights: int) -> None:
        """Make what is due, and say what came of it."""
        try:
            made = backups.make_nightly(folder, recipients=settings.BACKUP_KEYS, nights=nights)
        except (backups.BackupError, DatabaseError, FolderError, OSError) as problem:
            self.stderr.write(f"No backup could be made: {problem}")
            return
        if made is not None:
            Heartbeat.seen_now("backup")
            self.stdout.write(f"{made.name} is made.")
