"""What the desk gives as a table."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from funding.reports.dashboard import Line, OfficeFigures
from funding.reports.lands import LandYear, amount_labels
from organisations.models import StructureSums
from portal.lib.sheets import write_csv
from portal.lib.suppression import SMALLEST


def structure_csv(sums: StructureSums) -> bytes:
    """How the organisations of a Land stood in a year, one band a row, in the language of the reader."""
    return write_csv(_structure(sums))


def figures_csv(figures: OfficeFigures) -> bytes:
    """Requests and amounts of an Office by state and by programme, in the language of the reader."""
    head = [
        "", "", _("Requests"), _("Organisations"), _("Asked for"), _("Granted"), _("After the check"),
        _("Paid out"),
    ]  # fmt: skip
    parts = (
        (_("State"), figures.states), (_("Programme"), figures.programmes), (_("Year"), figures.by_year),
        (_("Sum"), [figures.sum]),
    )  # fmt: skip
    return write_csv([head, *(_line(name, row) for name, rows in parts for row in rows)])


def land_csv(found: LandYear) -> bytes:
    """What the calendar says of a Land and a year, one figure a row, in the language of the reader."""
    return write_csv(_land(found))


def _line(name: str, row: Line) -> list[Any]:
    return [name, row.label, row.number, row.organisations, row.asked, row.granted, row.settled, row.paid]


def _structure(sums: StructureSums) -> Iterator[list[Any]]:
    yield [_("Land"), _("Year"), _("Question"), _("Answer"), _("Organisations")]
    few = _("fewer than %(smallest)s") % {"smallest": SMALLEST}
    yield [sums.land_id, sums.year, _("All"), "", sums.number or few]
    for question, bands in sums.questions:
        for band, number in bands:
            yield [sums.land_id, sums.year, question, band, number or _("kept back")]


def _land(found: LandYear) -> Iterator[list[Any]]:
    land, year, figures = found.sums.land_id, found.sums.year, found.sums.figures
    yield [_("Land"), _("Year"), _("Parted by"), _("Part"), _("Figure"), _("Number"), _("Organisations")]
    resting, offers = figures["organisations"], _("Offers")
    for label, number in (
        (offers, figures["offers"]), (_("Meetings"), figures["meetings"]), (_("Schools"), figures["schools"]),
        *found.amounts,
    ):  # fmt: skip
        yield [land, year, _("All"), "", label, _number(number), resting]
    for table in (*found.tables, found.districts):
        for part in table.parts:
            for label, number in ((offers, part.offers), *zip(amount_labels(), part.amounts, strict=False)):
                yield [land, year, table.label, part.label, label, _number(number), part.organisations]
    for white in found.white:
        yield [land, year, found.districts.label, white.label, offers, 0, 0]
    for wanted in found.wanted:
        for part_label, number in wanted.rows:
            yield [land, year, wanted.label, part_label, _("Unmet needs"), _number(number), ""]


def _number(number: int | None) -> int | str:
    return _("kept back") if number is None else number
