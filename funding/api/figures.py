"""Sums of closed years as tables, each with a data sheet beside it."""

import json
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any

from funding.api.answers import Body, open_view
from funding.reports import open_figures as figures
from funding.reports.open_figures import Columns
from portal.lib.sheets import csv_lines

_CSV, _SHEET = "text/csv; charset=utf-8", "application/csvm+json"
_NOTHING = "No year is published yet."


@open_view(_CSV, figures.state_of_structure, _NOTHING)
def structure(last: datetime) -> Body:
    """How organisations stand, in fives."""
    return _table(figures.STRUCTURE, figures.structure_rows())


@open_view(_SHEET, figures.state_of_structure, _NOTHING)
def structure_sheet(last: datetime) -> Body:
    """What the columns of `structure.csv` mean."""
    yield _sheet("structure.csv", "Wie Organisationen dastehen, nach Land und Jahr", figures.STRUCTURE)


@open_view(_CSV, figures.state_of_offers, _NOTHING)
def offers(last: datetime) -> Body:
    """What was offered where."""
    return _table(figures.OFFERS, figures.offer_rows())


@open_view(_SHEET, figures.state_of_offers, _NOTHING)
def offers_sheet(last: datetime) -> Body:
    """What the columns of `offers.csv` mean."""
    yield _sheet("offers.csv", "Angebote für Eltern, nach Land, Kreis und Jahr", figures.OFFERS)


def _table(columns: Columns, rows: Iterable[list[Any]]) -> Body:
    return csv_lines(chain([[it.name for it in columns]], rows), delimiter=",")


def _sheet(name: str, title: str, columns: Columns) -> bytes:
    return json.dumps(figures.data_sheet(name, title, columns), ensure_ascii=False, indent=1).encode()
