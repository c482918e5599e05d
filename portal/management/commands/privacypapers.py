"""Write outlines of the operator's papers on data protection into a folder, filled in for this portal."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal import privacy


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in privacy.PAPERS:
            try:
                with (folder / name).open("x", encoding="utf-8") as file:
                    file.write(privacy.written(name))
            except FileExistsError:
                raise CommandError(f"{folder / name} exists already, and may hold what you wrote.") from None
            self.stdout.write(str(folder / name))
