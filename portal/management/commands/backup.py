"""Write the database and the uploads into one file, while the house goes on; see README, "Backups"."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from portal import backups
from portal.outbox.models import Heartbeat
from portal.servers.folder import FolderError


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--to", action="append", help="a public key of age (age1…) that seals it; several are possible"
        )

    def handle(self, *, file: Path, to: list[str] | None, verbosity: int, **options: object) -> None:
        recipients = to or settings.BACKUP_KEYS
        try:
            contents = backups.make(file, recipients=recipients)
        except (backups.BackupError, DatabaseError, FolderError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        Heartbeat.seen_now("backup")
        if not verbosity:
            return
        self.stdout.write(f"{file}: {contents.rows} rows, {len(contents.files) - 1} uploads")
        self.stdout.write(f"SHA-256 {_sha256(file)}")
        if not recipients:
            self.stdout.write(
                "It is not encrypted. Name a public key in BACKUP_KEYS (manage.py backupkey makes one)."
            )


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
