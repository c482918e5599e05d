"""Take in the programmes of the federal funding database (Förderdatenbank) from a JSON file.

A list of objects with `id_hash`, `title`, `url`, `description_raw`, `more_info`, `funding_type`,
`funding_location`, `funding_area` and `eligible_applicants`. They become entries of the directory: one reads
them, and asks for the money elsewhere. Their texts stay as they are, as their licence (CC BY-ND) wants it. A
second run adds nothing; a row is changed where the file says something else now.
"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from funding.imports.programmes import import_programmes, lines
from portal.lib.progress import progress


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day on which the database said so")
        parser.add_argument("--skip-bad", action="store_true", help="take the good rows all the same")

    def handle(self, *, file: Path, as_of: date | None, skip_bad: bool, **options: object) -> None:
        try:
            report = import_programmes(file, as_of=as_of, skip_bad=skip_bad, through=progress)
        except ValidationError as error:
            raise CommandError("\n".join(["Nothing was taken in:", *error.messages])) from error
        for line in lines(report):
            self.stdout.write(line)
