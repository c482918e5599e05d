"""The grants of two Länder: every row accounted for, to the cent."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Sum

from funding.models import PastGrant, Recipient
from funding.services.past import import_grants
from portal.lib.sheets import read_table
from tests.cast import Cast
from tests.funding.past.conftest import outcomes
from tests.realdata import real_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HAMBURG = "grants-hamburg/zuwendungsbericht_2011"


def total() -> Decimal:
    return PastGrant.objects.aggregate(sum=Sum("amount"))["sum"]


def test_the_grants_of_berlin(cast: Cast) -> None:
    table = read_table(real_data("grants-berlin/berlin_grants_2010_2015.csv"))
    report = import_grants(table, cast.berlin_office, "Berlin")
    assert outcomes(report) == {"new": 40_665, "doubled": 7, "persons": 7}
    assert (report.whole.rows, report.whole.amount) == (40_679, Decimal("8810297179.00"))
    assert total() == report.new.amount
    assert PastGrant.objects.count() == 40_665
    again = import_grants(table, cast.berlin_office, "Berlin")
    assert outcomes(again) == {"same": 40_665, "doubled": 7, "persons": 7}
    assert PastGrant.objects.count() == 40_665


def test_the_grants_of_hamburg_are_the_same_in_both_files(cast: Cast) -> None:
    first = StringIO()
    file = real_data(f"{HAMBURG}_cp1252.csv")
    call_command("importgrants", file, office=cast.office.slug, list="2011", stdout=first)
    assert "   3,812       878,100,948.09 EUR  new\n" in first.getvalue()
    assert total() == Decimal("878100948.09")
    second = StringIO()
    file = real_data(f"{HAMBURG}.xlsx")
    call_command("importgrants", file, office=cast.office.slug, list="2011", stdout=second)
    assert "   3,812       878,100,948.09 EUR  unchanged\n" in second.getvalue()
    assert "       0                 0.00 EUR  new\n" in second.getvalue()
    assert PastGrant.objects.count() == 3_812


def test_what_hamburg_adds_to_its_names_is_left_out(cast: Cast) -> None:
    table = read_table(real_data(f"{HAMBURG}_cp1252.csv"))
    import_grants(table, cast.office, "2011")
    assert Recipient.objects.filter(name="2. Hamburger Frauenhaus e.V.").exists()
    assert not Recipient.objects.filter(name__endswith="(e.V.)").exists()
    first = PastGrant.objects.get(key="no 41510")
    assert (first.start.isoformat(), first.end.isoformat(), first.year) == ("2010-07-01", "2010-12-31", 2010)
    assert first.amount == Decimal("19308.98")
