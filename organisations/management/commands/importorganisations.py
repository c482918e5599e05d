"""Take over associations of a public list as unclaimed entries: the public sees name and town only.

The table (CSV, XLSX, XLS or ODS) has at least a column with names; columns are told by their headings. All
rows are taken over or none, unless --skip-bad is given; a second run changes nothing. An organisation that
perhaps stands here already is named and taken over as a new entry: on the page for lists a person is asked.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import get_language

from organisations.choices.lists import Outcome
from organisations.models import ImportedList, ListRow, Organisation
from organisations.services import importing
from portal.lib.sheets import read_table


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--source", default="grants-berlin", help="short name of the list (default: grants-berlin)"
        )
        parser.add_argument("--skip-bad", action="store_true", help="take over the good rows all the same")

    @transaction.atomic
    def handle(self, *, file: str, source: str, skip_bad: bool, **options: object) -> None:
        try:
            edition = self.compared(file, source)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        findings = list(self.findings(edition))
        bad = edition.rows.of_outcome(Outcome.BAD)
        if bad.exists() and not skip_bad:
            lines = [f"  row {row.number}: {row.problem}" for row in bad]
            raise CommandError("\n".join(["Nothing was taken over, these rows are bad:", *lines]))
        self.take(edition)
        for number, text in findings:
            self.stdout.write(f"  row {number}: {text}")
        self.report(file, edition.counts)

    def compared(self, file: str, source: str) -> ImportedList:
        table = read_table(file)
        edition = importing.upload(
            table, uuid4(), source=importing.source_of(source, None), file_name=Path(file).name,
            language=get_language() or "en", by=None,
        )  # fmt: skip
        table.require(*edition.columns.values())
        edition = importing.name_columns(edition, edition.columns, by=None)
        importing.compare(edition)
        return edition

    def take(self, edition: ImportedList) -> None:
        importing.take_doubtful_as_new(edition)
        importing.take(edition)
        edition.delete()

    def findings(self, edition: ImportedList) -> Iterator[tuple[int, str]]:
        """What a person should know about single rows."""
        rows = list(edition.rows.order_by("number"))
        others = Organisation.objects.in_bulk({pk for row in rows for pk in row.candidates})
        for row in rows:
            yield from ((row.number, note) for note in [*row.notes, row.problem] if note)
            yield from ((row.number, self.moved(row)) for _once in [row] if "postal_code" in row.was)
            for other in (others[pk] for pk in row.candidates):
                yield row.number, f"{row.name}: perhaps the same as {other.name} ({other.place})."

    def moved(self, row: ListRow) -> str:
        return f"{row.name}: moved from {row.was['postal_code'] or '–'} to {row.data['postal_code']}."

    def report(self, file: str, counts: dict[str, int]) -> None:
        said = {outcome: counts.get(outcome, 0) for outcome in Outcome}
        self.stdout.write(
            f"{file}: {said[Outcome.NEW]} new, {said[Outcome.CHANGED]} changed, "
            f"{said[Outcome.SAME]} unchanged, {said[Outcome.KEPT]} kept as their people wrote them, "
            f"{said[Outcome.BAD]} left out."
        )
