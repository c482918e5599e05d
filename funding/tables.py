"""What the desk gives as a table."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from organisations.models import StructureSums
from portal.lib.sheets import write_csv
from portal.lib.suppression import SMALLEST


def structure_csv(sums: StructureSums) -> bytes:
    """How the organisations of a Land stood in a year, one band a row, in the language of the reader."""
    return write_csv(_structure(sums))


def _structure(sums: StructureSums) -> Iterator[list[Any]]:
    yield [_("Land"), _("Year"), _("Question"), _("Answer"), _("Organisations")]
    few = _("fewer than %(smallest)s") % {"smallest": SMALLEST}
    yield [sums.land_id, sums.year, _("All"), "", sums.number or few]
    for question, bands in sums.questions:
        for band, number in bands:
            yield [sums.land_id, sums.year, question, band, number or _("kept back")]
