"""Take in the grants that a Land gave before it used the portal, as the list of one Office.

The table (CSV, XLSX, XLS or ODS) has at least columns for the recipient, the amount, and a year or the begin
of the period; columns are told by their headings. A second run adds nothing; a row with a number of its own
is changed where the list says something else now. Rows of natural persons are left out. Only the officers of
the Office see what was taken in; where name and register number do not say it, they are asked which
organisation a recipient is.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from funding.models import Office
from funding.services.past import Report, import_grants
from portal.lib.progress import progress
from portal.lib.sheets import read_table


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--office", required=True, help="the Office, as its address names it")
        parser.add_argument("--list", help="name of the list (default: that of the file)")
        parser.add_argument("--skip-bad", action="store_true", help="take the good rows all the same")

    def handle(self, *, file: Path, office: str, skip_bad: bool, **options: object) -> None:
        name = str(options["list"] or file.stem)[:60]
        try:
            report = import_grants(
                read_table(file), _office(office), name, skip_bad=skip_bad, through=progress
            )
        except ValidationError as error:
            raise CommandError("\n".join(["Nothing was taken in:", *error.messages])) from error
        for line in _lines(report):
            self.stdout.write(line)


def _office(slug: str) -> Office:
    try:
        return Office.objects.get(slug=slug)
    except Office.DoesNotExist:
        raise CommandError(f"There is no Office called {slug}.") from None


def _lines(report: Report) -> Iterator[str]:
    yield from (f"  row {number}: {words}" for number, words in report.whole.notes.items())
    tallies = {
        "new": report.new, "changed": report.changed, "unchanged": report.same,
        "the same as another row": report.doubled, "left out, perhaps a natural person": report.persons,
        "left out, faulty": report.faulty, "in the file": report.whole,
    }  # fmt: skip
    yield from (f"{it.rows:>8,} {_euros(it.amount):>20} EUR  {what}" for what, it in tallies.items())
    if report.gone:
        yield f"{report.gone:>8,} of an earlier edition are no longer in the file; they stay"
    yield (
        f"{report.matched.known} recipients are organisations of the registry; "
        f"of {report.matched.doubtful} the Office is asked"
    )


def _euros(amount: Decimal) -> str:
    return f"{amount:,.2f}"
