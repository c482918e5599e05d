"""Writes guides, facts, words and pictures from the database into the files that `loadguides` reads."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.guides.imports.dumps import dump
from portal.guides.imports.files import CONTENT


class Command(BaseCommand):
    help = "Write guides, facts, words and pictures into files, an edit made in the portal as a small change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=CONTENT)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        changes = dump(folder)
        for verb, names in (("written", changes.written), ("removed", changes.removed)):
            for name in names:
                self.stdout.write(f"  {verb}: {name}")
        for name in changes.not_loaded:
            self.stdout.write(f"  left, since loadguides has not read it yet: {name}")
        self.stdout.write(
            f"Files: {len(changes.written)} written, {len(changes.removed)} removed, "
            f"{changes.unchanged} unchanged"
        )
