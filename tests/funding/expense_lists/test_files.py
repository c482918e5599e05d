"""Whatever file is sent: a table that can be looked at, or words about what is wrong with it."""

from datetime import date

import pytest

from funding.models import Expense, ExpenseList
from portal.lib.sheets import write_csv, write_xlsx
from tests.funding import scenes
from tests.funding.expense_lists.conftest import HEAD, ROW, Desk
from tests.realdata import real_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
FOLDERS = ("bad-input/spreadsheets", "bad-input/csv-spectrum", "bad-input/tables-frictionless")


def test_a_workbook_says_the_same_as_text(desk: Desk) -> None:
    table = [
        ["Datum", "Empfänger", "Verwendungszweck", "Betrag", "Kostenart"],
        [date(2026, 3, 5), "Druckerei", "=1+1", scenes.D("19308.98"), "Druck"],
    ]
    for content, name in ((write_xlsx(table), "a.xlsx"), (write_csv(table), "a.csv")):
        edition = desk.upload(content, name=name)
        desk.client.post(desk.url(edition) + "columns/", edition.columns)
        desk.client.post(desk.url(edition) + "kinds/", {"kind-0": "material"})
        line = desk.page(edition).context["lines"][0][0]
        assert (line.expense.amount, line.expense.reason) == (scenes.D("19308.98"), "=1+1")


def test_text_of_a_german_windows_program_is_read(desk: Desk) -> None:
    edition = desk.upload((HEAD + ROW).encode("cp1252"))
    assert edition.headers[1] == "Empfänger"


def test_a_file_without_rows_is_none(desk: Desk) -> None:
    answer = desk.send(HEAD)
    assert answer.status_code == 422
    assert "There are no rows below the headings" in answer.text


def test_too_many_rows_are_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("funding.services.expense_lists.MOST_ROWS", 1)
    assert "The table has more than 1 rows" in desk.send(HEAD + ROW + ROW).text


def test_no_odd_file_breaks_the_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("funding.views.desk_expense_lists.PER_PERSON", "1000/h")
    for file in sorted(path for folder in FOLDERS for path in real_data(folder).rglob("*.*")):
        answer = desk.send(file.read_bytes(), name=file.name)
        assert answer.status_code in (302, 422), file.name
    for edition in ExpenseList.objects.all():
        headers = edition.headers
        columns = dict(zip(["paid", "payee", "reason", "amount"], headers, strict=False))
        answer = desk.client.post(desk.url(edition) + "columns/", columns)
        assert answer.status_code in (302, 422)
        desk.client.post(desk.url(edition) + "kinds/", {"kind-0": "material"})
        assert desk.client.get(desk.url(edition)).status_code in (200, 302)
        assert desk.client.get(desk.url(edition) + "errors.csv").status_code == 200
        assert desk.enter(edition).status_code in (302, 422)
    assert not Expense.objects.exists()
