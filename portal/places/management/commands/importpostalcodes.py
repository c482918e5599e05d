"""Takes the postal codes of a newer GeoNames export, all of them or none."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.places.imports import import_postal_codes


class Command(BaseCommand):
    help = "Take the postal codes of a newer GeoNames export (DE.txt of its postal code download)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            counts = import_postal_codes(file)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except ValidationError as error:
            raise CommandError("Nothing was changed.\n" + "\n".join(error.messages)) from error
        self.stdout.write(f"{counts['postal_codes']} postal codes new or changed.")
