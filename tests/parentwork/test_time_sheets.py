"""The hours of a helper in a period, to print, to sign and as a table."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from parentwork.models import VolunteerHours
from portal.lib.dates import today
from portal.lib.sheets import read_table
from tests.factories.parentwork import HelperFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SPRING = "?first=2026-03-01&last=2026-05-31"


@pytest.fixture
def fatma(cast):
    return HelperFactory(organisation=cast.association, name="=Fatma")


@pytest.fixture
def record(workshop, fatma):
    def add(day: date, hours: str, **fields):
        return VolunteerHours.objects.create(
            workshop=workshop, helper=fatma, day=day, hours=Decimal(hours), **fields
        )

    return add


@pytest.fixture
def spring(record):
    """Two days in spring, one of them confirmed; a refused one, and days before and after."""
    record(date(2026, 3, 1), "2", confirmed=timezone.now(), activity="Leitung")
    record(date(2026, 5, 31), "1.5")
    record(date(2026, 4, 1), "8", refused=timezone.now())
    for day in (date(2026, 2, 28), date(2026, 6, 1)):
        record(day, "9")


def test_it_shows_what_was_recorded_and_marks_what_is_confirmed(desk, fatma, spring):
    page = desk.follow(desk.address("desk_time_sheet", pk=fatma.pk) + SPRING).text
    assert "<dt>Hours recorded</dt><dd>3.5</dd>" in page
    assert "<dt>Of them confirmed</dt><dd>2</dd>" in page
    assert page.count("to be confirmed") == 1
    assert "Day and signature of the helper" in page


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_same_rows_leave_as_a_table(desk, fatma, spring, kind, tmp_path):
    answer = desk.follow(desk.address("desk_time_sheet_file", pk=fatma.pk, kind=kind) + SPRING)
    assert answer["Content-Disposition"] == f'attachment; filename="Time-sheet-Fatma-{today()}.{kind}"'
    path = tmp_path / f"hours.{kind}"
    path.write_bytes(answer.content)
    text = str(list(read_table(path).rows))
    assert "Leitung" in text
    assert "31" in text
    assert "to be confirmed" in text


def test_who_helps_reads_and_takes_along_the_own_sheet_alone(cast, client, desk, fatma, spring):
    own = HelperFactory(organisation=cast.association, user=cast.helper)
    client.force_login(cast.helper)
    for helper, status in ((own, 200), (fatma, 404)):
        assert desk.get("desk_time_sheet", pk=helper.pk).status_code == status
        assert desk.get("desk_time_sheet_file", pk=helper.pk, kind="csv").status_code == status
    assert "Fatma" not in desk.get("desk_hours").text.partition('id="record"')[0]


def test_a_name_is_no_formula(desk, fatma, spring):
    answer = desk.follow(desk.address("desk_time_sheet_file", pk=fatma.pk, kind="csv") + SPRING)
    assert "\n=Fatma" not in answer.content.decode("utf-8-sig").replace("\r", "")


def test_without_a_period_it_is_this_year(desk, fatma, record):
    record(timezone.localdate(), "2.25")
    assert "<dt>Hours recorded</dt><dd>2.25</dd>" in desk.get("desk_time_sheet", pk=fatma.pk).text


@pytest.mark.parametrize(
    "period", ["?first=x&last=2026-05-31", "?first=2026-05-31", "?first=2026-06-01&last=2026-05-31"]
)
def test_a_period_that_is_none_is_said(desk, fatma, spring, period):
    assert desk.follow(desk.address("desk_time_sheet", pk=fatma.pk) + period).status_code == 422
    table = desk.address("desk_time_sheet_file", pk=fatma.pk, kind="csv")
    assert desk.follow(table + period).status_code == 404


def test_there_are_two_kinds_of_table(desk, fatma, spring):
    assert desk.get("desk_time_sheet_file", pk=fatma.pk, kind="exe").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_often_for_three_rows(desk, fatma, record, rows, django_assert_num_queries):
    for day in range(1, rows + 1):
        record(date(2026, 3, day), "2")
    address = desk.address("desk_time_sheet", pk=fatma.pk) + SPRING
    with django_assert_num_queries(12):
        assert desk.follow(address).status_code == 200
