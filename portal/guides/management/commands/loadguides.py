"""Brings guides, facts and German words from the files of portal/guides/content into the database."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.guides.imports import load
from portal.guides.imports.files import CONTENT
from portal.guides.services.indexing import refresh


class Command(BaseCommand):
    help = "Load guides, facts and German words from files. Edits made in the portal are kept and named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=CONTENT)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            report = load(folder)
        except ValidationError as error:
            raise CommandError("Nothing was changed.\n" + "\n".join(error.messages)) from error
        refresh()
        counts = ", ".join(f"{count} {name}" for name, count in report.as_counts().items())
        self.stdout.write(f"Guides, facts and words: {counts}")
        for name in report.kept:
            self.stdout.write(f"  kept as edited in the portal: {name}")
        for name in report.gone:
            self.stdout.write(f"  removed in the portal, not brought back: {name}")
