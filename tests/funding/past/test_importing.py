"""What a row of a list of grants says, and what becomes of it."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from funding.models import GrantList, PastGrant, Recipient
from funding.services import deletion
from tests.cast import Cast
from tests.funding.past.conftest import HEAD, ROW, outcomes
from tests.realdata import real_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NUMBERED = "Aktenzeichen,Empfänger,Jahr,Betrag"


def test_a_row_is_taken_in_with_who_got_it(take) -> None:
    assert outcomes(take(ROW)) == {"new": 1}
    grant = PastGrant.objects.select_related("recipient").get()
    assert (grant.year, grant.amount, grant.purpose) == (2012, Decimal("1500.00"), "Elterncafé")
    assert (grant.granted_by, grant.policy_area) == ("Sozialamt", "Integration")
    recipient = grant.recipient
    assert recipient.name == "Elterntreff Nordstadt e. V."
    assert (recipient.register, recipient.register_number, recipient.postal_code) == ("vr", "0007", "44137")


def test_the_second_time_nothing_is_new(take) -> None:
    take(ROW)
    assert outcomes(take(ROW)) == {"same": 1}
    assert (PastGrant.objects.count(), Recipient.objects.count(), GrantList.objects.count()) == (1, 1, 1)


def test_a_row_that_stands_twice_is_taken_once_and_named(take) -> None:
    report = take(ROW, ROW.replace("1500", "900"), ROW)
    assert outcomes(report) == {"new": 2, "doubled": 1}
    assert report.whole.notes == {4: "the same as row 2, taken once."}
    assert (report.whole.rows, report.whole.amount) == (3, Decimal("3900.00"))


def test_a_row_with_a_number_is_changed_where_the_list_says_something_else(take) -> None:
    take("M-1,Elterntreff e. V.,2012,1500", head=NUMBERED)
    report = take("M-1,Elterntreff Nord e. V.,2012,1600", head=NUMBERED)
    assert outcomes(report) == {"changed": 1}
    assert PastGrant.objects.get().amount == Decimal("1600.00")
    assert [it.name for it in Recipient.objects.all()] == ["Elterntreff Nord e. V."]


def test_two_rows_of_one_number_are_no_two_grants(take) -> None:
    with pytest.raises(ValidationError) as refused:
        take("M-1,A e. V.,2012,1", "M-1,B e. V.,2012,1", head=NUMBERED)
    assert refused.value.messages == ["3: its number stands in row 2, too."]


def test_what_is_no_longer_in_the_list_stays_and_is_counted(take) -> None:
    take(ROW, ROW.replace("1500", "900"))
    assert take(ROW).gone == 1
    assert PastGrant.objects.count() == 2


def test_two_lists_of_an_office_do_not_mix(take) -> None:
    take(ROW)
    assert outcomes(take(ROW, name="Bezirk")) == {"new": 1}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (ROW.replace("1500", ""), "the amount is missing."),
        (ROW.replace("1500", "viel"), "“viel” is no amount."),
        (ROW.replace("1500", "-1"), "a grant is not negative."),
        (ROW.replace("1500", "1.500"), "“1.500” is no amount."),
        (ROW.replace("1500", "10000000000000"), "“10000000000000” is no amount."),
        (ROW.replace("2012", "gestern"), "“gestern” is no year."),
        (ROW.replace("2012", ""), "“” is no year."),
        (ROW.replace("Elterntreff Nordstadt e. V.", "…"), "there is no name."),
        (ROW.replace("Elterncafé", "x" * 601), f"“{'x' * 40} …” has more than 600 characters."),
        (ROW.replace("Elterncafé", "a\x07"), "there are control characters."),
        (ROW + ",mehr", "there are more cells than columns."),
    ],
)
def test_a_faulty_row_keeps_all_from_being_taken(take, row: str, why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        take(ROW.replace("Elterncafé", "Anderes"), row)
    assert refused.value.messages == [f"3: {why}"]
    assert not PastGrant.objects.exists()


def test_faulty_rows_can_be_left_out(take) -> None:
    report = take(ROW, ROW.replace("1500", "viel"), skip_bad=True)
    assert outcomes(report) == {"new": 1, "faulty": 1}


@pytest.mark.parametrize(
    "row",
    [
        "2012,Max Muster e. K.,hra,1,44137,,,,100",
        "2012,Muster GbR,,,44137,,,,100",
        "2012,Erika Muster,,,44137,,,,100",
        "2012,Café Muster Inh. E. Muster,hra,2,44137,,,,100",
        "2012,Kita Sonne e. V. Inhaberin E. Muster,vr,2,44137,,,,100",
    ],
)
def test_nothing_is_kept_of_a_natural_person(take, row: str) -> None:
    report = take(row)
    assert outcomes(report) == {"persons": 1}
    assert report.whole.notes == {2: "perhaps a natural person"}
    assert report.whole.amount == Decimal("100.00")
    assert not Recipient.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["Elternbund e.V.", "Bildung gGmbH", "Bürgerstiftung", "Turnverein 1900", "Evangelische Kirchengemeinde"],
)
def test_without_a_register_the_name_says_that_it_is_no_person(take, name: str) -> None:
    assert outcomes(take(f"M-1,{name},2012,5", head=NUMBERED)) == {"new": 1}


@pytest.mark.parametrize(
    ("begin", "end", "start"),
    [
        ("07/01/2010", "12/31/2010", date(2010, 7, 1)),
        ("01/07/2010", "31/12/2010", date(2010, 7, 1)),
        ("01.07.2010", "31.12.2010", date(2010, 7, 1)),
        ("2010-07-01", "2010-12-31", date(2010, 7, 1)),
    ],
)
def test_days_are_read_as_the_whole_column_writes_them(take, begin: str, end: str, start: date) -> None:
    take(f"1,A e. V.,{begin},{end},1", head="id,empfaenger,Zeitraum von,Zeitraum bis,betrag")
    grant = PastGrant.objects.get()
    assert (grant.start, grant.end, grant.year) == (start, date(2010, 12, 31), 2010)


def test_a_period_that_ends_before_it_begins_is_faulty(take) -> None:
    with pytest.raises(ValidationError) as refused:
        take("1,A e. V.,2010-07-01,2010-06-01,1", head="id,empfaenger,von,bis,betrag")
    assert refused.value.messages == ["2: the end lies before the beginning."]


def test_columns_that_are_missing_are_named(take) -> None:
    with pytest.raises(ValidationError) as refused:
        take("A e. V.,1", head="Verein,Mitglieder")
    assert refused.value.messages == [
        "These columns are missing: recipient, amount, year. The file has: Verein, Mitglieder."
    ]


def test_a_list_that_never_comes_again_is_forgotten(take) -> None:
    take(ROW)
    day = timezone.now()
    for years, left in ((9, 1), (11, 0)):
        with time_machine.travel(day + timedelta(days=365 * years)):
            deletion.purge()
        assert PastGrant.objects.count() == left


def test_the_command_says_what_is_wrong_and_changes_nothing(cast: Cast, tmp_path) -> None:
    file = tmp_path / "grants.csv"
    file.write_text(f"{HEAD}\n{ROW.replace('1500', 'viel')}\n")
    with pytest.raises(CommandError, match="“viel” is no amount"):
        call_command("importgrants", file, office=cast.office.slug)
    with pytest.raises(CommandError, match="There is no Office called nowhere"):
        call_command("importgrants", file, office="nowhere")
    assert not GrantList.objects.exists()


def test_no_odd_table_breaks_the_import(cast: Cast) -> None:
    for folder in ("bad-input/spreadsheets", "bad-input/csv-spectrum", "bad-input/tables-frictionless"):
        for file in sorted(real_data(folder).rglob("*.*")):
            with suppress(CommandError):
                call_command("importgrants", file, office=cast.office.slug, stdout=StringIO())
    assert not PastGrant.objects.exists()
