"""Takes the schools of a Land from its directory, all rows or none."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from parentwork.imports.schools import Report, import_schools
from portal.lib.progress import progress

NAMED = 10


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the directory as CSV, XLSX, XLS or ODS")
        parser.add_argument("--skip-bad", action="store_true", help="leave out bad rows and take the others")

    def handle(self, *args: Any, file: Path, skip_bad: bool, **options: Any) -> None:
        try:
            report = import_schools(file, skip_bad=skip_bad, progress=progress)
        except ValidationError as error:
            raise CommandError("Nothing was changed.\n" + "\n".join(error.messages)) from error
        for line in _lines(report):
            self.stdout.write(line)


def _lines(report: Report) -> Iterable[str]:
    yield f"{report.created} created, {report.changed} changed, {report.unchanged} unchanged"
    for what, count in sorted(report.repaired.items()):
        yield f"repaired: {count} {what}"
    for what, rows in sorted(report.doubtful.items()):
        more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
        yield f"doubtful: {len(rows)} × {what}: {', '.join(rows[:NAMED])}{more}"
    for line in report.bad:
        yield f"left out: {line}"
