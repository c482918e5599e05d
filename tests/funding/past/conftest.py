"""Lists of grants as a Land has them, and the one that reads them in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO

import pytest

from funding.services.past import Report, import_grants
from portal.lib.sheets import read_table
from tests.cast import Cast

HEAD = "jahr,name,empfaengertyp,empfaengerid,plz,geber,politikbereich,zweck,betrag"
ROW = "2012,Elterntreff Nordstadt e. V.,vr,0007,44137,Sozialamt,Integration,Elterncafé,1500"


def table_of(*rows: str, head: str = HEAD):
    return read_table(BytesIO("\n".join([head, *rows]).encode()))


@pytest.fixture
def take(cast: Cast) -> Callable[..., Report]:
    """Take rows in as the list "Berlin" of the Office."""

    def take(*rows: str, head: str = HEAD, skip_bad: bool = False, name: str = "Berlin") -> Report:
        return import_grants(table_of(*rows, head=head), cast.office, name, skip_bad=skip_bad)

    return take


def outcomes(report: Report) -> dict[str, int]:
    """How many rows had which outcome, those without any left out."""
    names: Iterable[str] = ("new", "changed", "same", "doubled", "persons", "faulty")
    return {name: rows for name in names if (rows := getattr(report, name).rows)}
