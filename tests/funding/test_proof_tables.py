"""The page of a proof, its workbook and the CSV of its report say the same, to the cent."""

import csv
import io
import random
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook

from funding.choices import CostCategory
from funding.models import Consent, Expense, Income, ProofOfUse
from funding.models.proofs import RECEIVED
from funding.reports import collect
from funding.reports.annexes import ANNEXES
from funding.reports.proofs import named
from funding.services import proofs
from portal.lib import money
from portal.lib.dates import BERLIN
from tests.cast import Cast
from tests.factories.parentwork import WorkshopDateFactory
from tests.funding.test_consents import recorded
from tests.funding.test_drawdowns import called_up, final
from tests.funding.test_enclosures import answered, evaluated
from tests.funding.test_pages import at, case_at
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SHEETS = {
    "kosten.csv": "Costs", "finanzierung.csv": "Income", "belegliste.csv": "List of vouchers",
    "einnahmen.csv": "Other income", "termine.csv": "Each date",
}  # fmt: skip
AMOUNTS = {"plan", "actual", "difference", "amount", "eligible"}


def book_of(answer: HttpResponse) -> dict[str, list[list[Any]]]:
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def with_random_money(proof: ProofOfUse, seed: int) -> None:
    """Expenses and incomes of any kind and any number of cents, many of the same category."""
    chance = random.Random(seed)
    paid_for = [kind for kind in CostCategory if kind != CostCategory.IN_KIND]
    for number in range(chance.randrange(1, 40)):
        amount = Decimal(chance.randrange(1, 300_000)) / 100
        Expense.objects.create(
            proof=proof, paid=date(2026, 1, 1) + timedelta(chance.randrange(400)), payee=f"=Laden {number}",
            reason="x", category=chance.choice(paid_for), amount=amount,
            eligible=Decimal(chance.randrange(int(amount * 100) + 1)) / 100,
        )  # fmt: skip
    for _number in range(chance.randrange(6)):
        Income.objects.create(
            proof=proof, received=date(2026, 5, 4), source=chance.choice(RECEIVED)[0],
            amount=Decimal(chance.randrange(1, 90_000)) / 100,
        )  # fmt: skip


def csv_of(name: str, figures: dict[str, Any]) -> list[dict[str, str]]:
    annex = next(it for it in ANNEXES if it.name == name)
    text = annex.attachment(figures).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def cents(cell: Any) -> Decimal:
    return Decimal(str(cell).replace(",", ".")).quantize(Decimal("0.01"))


def amounts_on(page: str) -> list[str]:
    """All amounts of the page below its heading, in its order."""
    main = unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))
    return re.findall(r"\N{MINUS SIGN}?€[\d,]+\.\d\d", main)


@pytest.mark.parametrize("seed", range(8))
def test_page_workbook_and_csv_are_equal(cast: Cast, applicant: Client, seed: int) -> None:
    proof = furnished_proof(cast)
    with_random_money(proof, seed)
    row, figures = proof.award.request, named(collect(proof))
    page = amounts_on(applicant.get(at("proof", row)).text)
    book = book_of(applicant.get(at("proof_tables", row)))
    for name, sheet in SHEETS.items():
        lines = csv_of(name, figures)
        assert len(book[sheet]) == len(lines) + 1
        for cells, line in zip(book[sheet][1:], lines, strict=True):
            shown = {key: text for key, text in line.items() if key not in ("category", "source")}
            told = dict(zip(shown, cells, strict=True))
            for column in AMOUNTS & set(shown):
                assert cents(told[column]) == cents(shown[column]), (sheet, column)
            assert {
                key: str(cell) for key, cell in told.items() if key in ("label", "payee", "title", "day")
            } == {
                key: text.removeprefix("'")
                for key, text in shown.items()
                if key in ("label", "payee", "title", "day")
            }
    for sheet in ("Costs", "Income"):
        for cells in book[sheet][1:]:
            wanted = [money.euros(cents(cell)) for cell in cells[1:]]
            assert any(page[place : place + 3] == wanted for place in range(len(page))), (sheet, wanted)
    sums = {label: cents(amount) for label, amount in book["Sums"][1:]}
    for label in (
        "Costs, plan",
        "Costs, actual",
        "Costs, difference",
        "Income, actual",
        "Expected entitlement",
    ):
        assert money.euros(sums[label]) in page, label
    assert sums["Costs, actual"] == sum(cents(cells[2]) for cells in book["Costs"][1:])
    assert sums["List of vouchers, amount"] == sum(
        cents(line["amount"]) for line in csv_of("belegliste.csv", figures)
    )


def test_the_office_reads_the_workbook_of_what_was_sent_and_no_family(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    proof = furnished_proof(cast)
    row = proof.award.request
    assert officer.get(case_at("case_proof_tables", row)).status_code == 404
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    answer = officer.get(case_at("case_proof_tables", row))
    assert book_of(answer) == book_of(applicant.get(at("proof_tables", row)))
    assert "Geheimname" not in str(book_of(answer))
    assert case_at("case_proof_tables", row) in officer.get(case_at("case_proof", row)).text
    Expense.objects.update(payee="Nachtrag")
    assert "Nachtrag" not in str(book_of(officer.get(case_at("case_proof_tables", row))))


def test_calls_for_money_stand_in_it_as_well(cast: Cast, applicant: Client) -> None:
    award = final(cast)
    proofs.open_proof(award, by=cast.coordinator)
    called_up(award, cast)
    book = book_of(applicant.get(at("proof_tables", award.request)))
    head, call = book["Calls and payments"]
    told = dict(zip(head, call, strict=True))
    assert (told["State"], told["Asked for"], told["Amount"], told["Paid out on"]) == (
        "called up",
        800.0,
        "",
        "",
    )


def test_a_date_for_which_nobody_typed_in_who_came_has_no_numbers(cast: Cast, applicant: Client) -> None:
    proof = furnished_proof(cast)
    series = proof.award.funded_workshops.get().workshop
    WorkshopDateFactory(
        workshop=series, starts=datetime(2026, 4, 7, 17, tzinfo=BERLIN),
        ends=datetime(2026, 4, 7, 19, tzinfo=BERLIN),
    )  # fmt: skip
    book = book_of(applicant.get(at("proof_tables", proof.award.request)))
    assert [cells[2:5] for cells in book["Each date"][1:]] == [[2.0, 1.0, 1.0], ["", "", ""]]
    assert ["Dates for which nobody has typed in who came", 1.0] in book["What was counted"]
    lines = csv_of("termine.csv", named(collect(proof)))
    assert [line["adults"] for line in lines] == ["2", ""]


def test_what_goes_with_the_words_stands_in_it_too_where_there_is_any(cast: Cast, applicant: Client) -> None:
    proof = furnished_proof(cast)
    address = at("proof_tables", proof.award.request)
    assert {"What families said", "Self-evaluation", "Consents of the Office"}.isdisjoint(
        book_of(applicant.get(address))
    )
    recorded(proof, cast, category="material")
    answered("how", good=6, bad=2)
    evaluated(cast, 2026, [4, 4, 3, 3, 3])
    ProofOfUse.objects.update(shows_feedback=True, shows_evaluation=True)
    book = book_of(applicant.get(address))
    assert book["What families said"][1] == ["How was it?", 6.0, 0.0, 2.0]
    assert book["Self-evaluation"][0][1:] == ["2026"]
    assert book["Self-evaluation"][1][1:] == [3.4]
    assert book["Consents of the Office"][1][2] == Consent.objects.get().day
    assert ["Still to be paid out", 144.0] in book["Sums"]
