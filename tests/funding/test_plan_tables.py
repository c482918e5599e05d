"""The plan leaves as a table and comes back: looked at line by line, taken over whole or not at all."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook

from funding.models import CostItem, FundingRequest, IncomeItem
from portal.lib.sheets import write_csv, write_xlsx
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_pages import at
from tests.realdata import real_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HEAD = [
    "Costs or income", "Kind", "What for, or from whom", "Number", "Price each (€)", "Amount (€)",
    "Already promised", "Year",
]  # fmt: skip
FEES = ["Costs", "Fees for lecturers and interpreters", "Referentin", 40, 50, 2000, "", 2026]
PRINT = ["Costs", "Rooms, material, printing, catering", "Druck", 1, 500, 500, "", 2026]
OWN = ["Income", "Own money", "", "", "", 500, "", 2026]
GRANT = ["Income", "The grant of this Office", "", "", "", 2000, "", 2026]
FOLDERS = ("bad-input/spreadsheets", "bad-input/csv-spectrum", "bad-input/tables-frictionless")


def rows_of(answer: HttpResponse) -> list[list[Any]]:
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def send(client: Client, row: FundingRequest, content: bytes, name: str = "plan.xlsx") -> HttpResponse:
    return client.post(at("plan_upload", row), {"file": SimpleUploadedFile(name, content)})


def bring_in(client: Client, row: FundingRequest, *lines: list[Any]) -> HttpResponse:
    return send(client, row, write_xlsx([HEAD, *lines]))


def said(answer: HttpResponse) -> list[tuple[int | None, str, list[str]]]:
    """Row, what happens, and why, of each line."""
    lines = answer.context["found"].lines
    return [(line.number, str(line.change), line.problems) for line in lines]


def take_over(client: Client, row: FundingRequest, page: HttpResponse) -> HttpResponse:
    """Press the button below the preview."""
    form = page.text.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return client.post(at("plan", row), dict(fields))


def plan_of() -> tuple[list[Any], list[Any]]:
    costs = CostItem.objects.values_list("category", "label", "year", "units", "price", "amount")
    incomes = IncomeItem.objects.values_list("source", "label", "year", "is_granted", "amount")
    return list(costs), list(incomes)


def test_the_plan_is_a_table_in_the_order_of_the_form(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    answer = applicant.get(at("plan_table", row))
    assert rows_of(answer) == [HEAD, FEES, PRINT, OWN, GRANT]
    assert CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names == [
        "Cost and financing plan"
    ]


def test_the_plan_can_be_had_as_a_table_after_it_was_sent(cast: Cast, applicant: Client) -> None:
    assert len(rows_of(applicant.get(at("plan_table", scenes.submitted(cast))))) == 5
    assert applicant.get(at("plan_upload", FundingRequest.objects.get())).status_code == 404


def test_a_table_that_was_not_touched_changes_nothing(cast: Cast, applicant: Client) -> None:
    row, before = scenes.filled(cast), plan_of()
    page = send(applicant, row, applicant.get(at("plan_table", row)).content)
    assert [change for _number, change, _why in said(page)] == ["same"] * 4
    assert take_over(applicant, row, page).status_code == 302
    assert plan_of() == before


def test_a_table_in_german_is_read_whatever_the_language_of_the_reader(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    german = applicant.get(at("plan_table", row).replace("/en/", "/de/")).content
    assert [change for _number, change, _why in said(send(applicant, row, german))] == ["same"] * 4


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
def test_lines_that_are_new_changed_and_gone_are_told_apart_and_taken_over(
    cast: Cast, applicant: Client, write: Any
) -> None:
    row = scenes.filled(cast)
    dearer = [*FEES[:4], scenes.D("56.25"), 2250, "", 2026]
    childcare = ["Costs", "Childcare", "=1+1", scenes.D("2.5"), 100, "", "", 2026]
    donation = ["Income", "Donations and foundations", "Stiftung", "", "", 500, "yes", 2026]
    page = send(applicant, row, write([HEAD, dearer, childcare, OWN, donation, [*GRANT[:5], 1500, "", 2026]]))
    assert said(page) == [
        (2, "changed", []), (3, "new", []), (4, "same", []), (5, "new", []), (6, "changed", []),
        (None, "gone", []),
    ]  # fmt: skip
    assert plan_of()[0][0][-1] == 2000, "nothing is stored before it is taken over"
    assert take_over(applicant, row, page).status_code == 302
    costs, incomes = plan_of()
    assert [(line[1], line[-1]) for line in costs] == [("Referentin", 2250), ("=1+1", 250)]
    assert [(line[0], line[3], line[-1]) for line in incomes] == [
        ("own", False, 500), ("private", True, 500), ("grant", False, 1500),
    ]  # fmt: skip


def test_rows_that_are_refused_say_why_and_nothing_can_be_taken_over(cast: Cast, applicant: Client) -> None:
    row, before = scenes.filled(cast), plan_of()
    page = bring_in(
        applicant, row,
        [*FEES[:5], 2001, "", 2026],
        ["Costs", "Sweets", "Bonbons", "viel", 3, "", "", 1999],
        ["Outgo", "Travel", "Bus", 1, 3, "", "", 2026],
        ["Costs", "Travel", "", -1, "1.234", "", "", 2026],
        [*GRANT[:6], "perhaps", 2026],
        [*OWN, "too much"],
        PRINT,
    )  # fmt: skip
    assert page.status_code == 422
    assert said(page) == [
        (2, "refused", ["Amount (€): Number and price give €2,000.00."]),
        (3, "refused", [
            "Number: “viel” cannot be read as a number. Write it in digits, for example 10 or 2.5.",
            "Kind of cost: Please choose one of the answers offered here.",
            "Year: 1999 lies outside the period. Choose a year.",
        ]),
        (4, "refused", ["Costs or income: Write “Costs” or “Income” here."]),
        (5, "refused", [
            "Price each (€): “1.234” can be read in two ways. Write it with cents, for example 1.234,00.",
            "What for, or from whom: Please fill in this field.",
            "Number: Write a number above 0.",
        ]),
        (6, "refused", ["Already promised: “perhaps” is neither yes nor no."]),
        (7, "refused", ["There are more cells than columns."]),
        (8, "same", []),
    ]  # fmt: skip
    assert "Take over this plan" not in page.text
    assert plan_of() == before


def test_a_plan_out_of_balance_goes_on_in_the_form_and_is_not_stored(cast: Cast, applicant: Client) -> None:
    row, before = scenes.filled(cast), plan_of()
    page = bring_in(applicant, row, FEES, OWN, GRANT)
    assert page.context["found"].problems == [
        "The income exceeds the costs by €500.00. Costs and income must be equal.",
        "Asked for: €2,000.00. For this plan the programme gives at most €1,600.00.",
    ]
    answer = take_over(applicant, row, page)
    assert answer.status_code == 422
    assert "The income exceeds the costs" in answer.text
    assert 'value="Referentin"' in answer.text
    assert plan_of() == before


def test_a_plan_that_was_saved_meanwhile_is_not_written_over(cast: Cast, applicant: Client) -> None:
    row = scenes.filled(cast)
    page = bring_in(applicant, row, FEES, PRINT, OWN, GRANT)
    FundingRequest.objects.update(version=row.version + 1)
    assert take_over(applicant, row, page).status_code == 422


def test_the_empty_table_lists_every_kind_and_counts_only_what_is_filled_in(
    cast: Cast, applicant: Client
) -> None:
    row = scenes.filled(cast)
    row.programme.cost_categories = ["fees", "travel"]
    row.programme.save()
    empty = applicant.get(at("plan_table", row) + "?empty=1")
    rows = rows_of(empty)
    assert [line[1] for line in rows[1:4]] == ["Fees for lecturers and interpreters", "Travel", "Own money"]
    refused = send(applicant, row, empty.content)
    assert refused.status_code == 422
    assert "No row of the table says" in refused.text
    rows[1][2:5] = ["Referentin", 40, 50]
    rows[3][5], rows[-1][5] = 500, 1500
    page = send(applicant, row, write_xlsx(rows))
    assert [number for number, change, _why in said(page) if change != "gone"] == [2, 4, len(rows)]
    assert page.context["found"].problems == []


def test_a_table_without_the_columns_of_a_plan_names_them(cast: Cast, applicant: Client) -> None:
    answer = send(applicant, scenes.filled(cast), write_xlsx([["Kind", "Number"], ["Travel", 3]]))
    assert answer.status_code == 422
    assert "Costs or income, What for, or from whom, Price each (€), Amount (€)" in answer.text


def test_more_lines_than_the_form_has_are_refused(cast: Cast, applicant: Client) -> None:
    answer = bring_in(applicant, scenes.filled(cast), *([FEES] * 61), GRANT)
    assert answer.status_code == 422
    assert "60 lines of costs" in answer.text


def test_no_odd_file_breaks_the_page(cast: Cast, applicant: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("funding.views.desk_plan_tables.PER_PERSON", "1000/h")
    row, before = scenes.filled(cast), plan_of()
    for file in sorted(path for folder in FOLDERS for path in real_data(folder).rglob("*.*")):
        answer = send(applicant, row, file.read_bytes(), file.name)
        assert answer.status_code == 422, file.name
        assert 'class="error-summary"' in answer.text, file.name
    assert plan_of() == before


def test_who_uploads_on_and_on_is_asked_to_wait(
    cast: Cast, applicant: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("funding.views.desk_plan_tables.PER_PERSON", "1/h")
    row = scenes.filled(cast)
    assert bring_in(applicant, row, FEES, PRINT, OWN, GRANT).status_code == 200
    assert bring_in(applicant, row, FEES, PRINT, OWN, GRANT).status_code == 429
