"""Bring a backup into an empty database and an empty folder of uploads, and delete what was erased since."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from portal import backups
from portal.erasures import services as erasures
from portal.servers import Servers, addresses
from portal.servers.folder import FolderError


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="the file with the identity of age that opens it")
        parser.add_argument(
            "--with-another-key", action="store_true", help="though SECRET_KEY is not what it was"
        )

    def handle(
        self, *, file: Path, key: Path | None, with_another_key: bool, verbosity: int, **options: object
    ) -> None:
        say = self.stdout.write if verbosity else str
        try:
            with _database():
                contents = backups.bring_back(
                    file, identities=_identities(key), with_another_key=with_another_key
                )
                say(
                    f"{contents.rows} rows and {len(contents.files) - 1} uploads of {contents.made} are back,"
                )
                say("counted and hashed: as they were.")
                call_command("migrate", interactive=False, verbosity=0)
                call_command("replayerasures", verbosity=verbosity, stdout=self.stdout)
        except (backups.BackupError, DatabaseError, FolderError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        if not any(erasures.folder().glob("*.jsonl")):
            say(
                f"The ledger of erasures was not in {erasures.folder()}. Bring it there from the old machine "
                "and run replayerasures before anybody gets in."
            )


def _identities(key: Path | None) -> list[str]:
    lines = key.read_text().splitlines() if key else []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@contextmanager
def _database() -> Iterator[None]:
    """The one of DATABASE_URL, or our own, which runs for this long."""
    servers = Servers(settings.DATA_DIR)
    try:
        if addresses.database_url(settings.DATA_DIR) == settings.DATABASE_URL:
            servers.start_postgres()
        yield
    finally:
        servers.stop()
