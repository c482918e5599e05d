"""Write everything of an Office into a folder, for the day on which it leaves the portal.

A file (ZIP) for each case with its papers, letters, checks and log, an index with checksums, and tables of
text blocks, budgets and earlier grants. Letters that were never printed are asked for: run it again once the
workers have made them.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from funding.models import Office
from funding.services.hand_over import hand_over
from portal.lib.progress import progress


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("office", help="the Office, as its address names it")
        parser.add_argument("folder", type=Path)

    def handle(self, *, office: str, folder: Path, **options: object) -> None:
        found = Office.objects.filter(slug=office).first()
        if found is None:
            raise CommandError(f"There is no Office called {office}.")
        report = hand_over(found, folder, through=progress)
        self.stdout.write(f"{report.written} cases are written.")
        if report.waiting:
            self.stdout.write(f"{len(report.waiting)} wait for their papers: {', '.join(report.waiting)}")
        for name, words in report.broken:
            self.stdout.write(f"{name}: {words}")
        if report.waiting or report.broken:
            raise CommandError("Not everything is written. Run it again.")
