"""Take over associations of a public list as unclaimed entries: the public sees name and town only.

The table (CSV, XLSX, XLS or ODS) has the columns name, register, register_no and plz. All rows are taken over
or none, unless --skip-bad is given; a second run changes nothing.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from organisations.imports import associations
from organisations.models import Organisation
from organisations.services.importing import Outcome, take_over
from portal.lib.progress import progress


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--source", default="grants-berlin", help="short name of the list (default: grants-berlin)"
        )
        parser.add_argument("--skip-bad", action="store_true", help="take over the good rows all the same")

    def handle(self, *, file: str, source: str, skip_bad: bool, **options: object) -> None:
        try:
            reading = associations.read(file)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        counts, doubles = self.take_over(reading, source, skip_bad=skip_bad)
        for finding in sorted([*reading.findings, *doubles], key=lambda it: it.row):
            self.stdout.write(f"  row {finding.row}: {finding.text}")
        self.stdout.write(
            f"{file}: {counts[Outcome.NEW]} new, {counts[Outcome.CHANGED]} changed, "
            f"{counts[Outcome.SAME]} unchanged, {counts[Outcome.KEPT]} kept as their people wrote them, "
            f"{len(reading.bad)} left out."
        )

    @transaction.atomic
    def take_over(
        self, reading: associations.Reading, source: str, *, skip_bad: bool
    ) -> tuple[Counter[Outcome], list[associations.Finding]]:
        counts: Counter[Outcome] = Counter()
        doubles: list[associations.Finding] = []
        for entry in progress(reading.entries, "organisations"):
            try:
                with transaction.atomic():
                    organisation, outcome = take_over(
                        source,
                        entry.key,
                        entry.data,
                        postal_code_as_written=entry.postal_code_as_written,
                        by=None,
                    )
            except ValidationError as error:
                reading.refuse(entry.row, f"{entry.name}: {' '.join(error.messages)}")
                continue
            counts[outcome] += 1
            if outcome is Outcome.NEW:
                doubles += self.doubles_of(organisation, entry.row)
        if reading.bad and not skip_bad:
            lines = [f"  row {finding.row}: {finding.text}" for finding in reading.bad]
            raise CommandError("\n".join(["Nothing was taken over, these rows are bad:", *lines]))
        return counts, doubles

    def doubles_of(self, organisation: Organisation, row: int) -> list[associations.Finding]:
        return [
            associations.Finding(
                row, f"{organisation.name}: perhaps the same as {other.name} ({other.place})."
            )
            for other in Organisation.objects.perhaps_the_same_as(organisation)
        ]
