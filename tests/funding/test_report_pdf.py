"""The funding report as a ministry reads it: one set of words, every sum, tagged, with its figures inside."""

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from funding.models import ProofOfUse
from funding.reports import FundingReport
from funding.reports.proofs import named
from funding.services import expenses, proofs
from portal.documents.rendering import pdf, portions
from portal.lib.dates import BERLIN
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.matrix import FROZEN
from tests.funding.test_reports import furnished_proof

pytestmark = pytest.mark.django_db


def entered(proof: ProofOfUse, cast: Cast, category: str, amount: str, *, day: int = 5) -> None:
    values = {
        "paid": scenes.date(2026, 3, day), "payee": "Kinderhaus", "reason": "Betreuung", "category": category,
        "amount": Decimal(amount), "eligible": Decimal(amount), "voucher_number": "", "invoiced": None,
    }  # fmt: skip
    expenses.add_expense(proof, values, by=cast.coordinator)


def words_of(proof: ProofOfUse) -> str:
    """What the report says, without its marks and breaks."""
    kind = FundingReport()
    markup = pdf.html(kind, kind.gather({"proof": proof.pk}, "de"), "de")
    body = markup.partition("<body")[2]
    return " ".join(re.sub(r"<title[^>]*>.*?</title>|<[^>]+>", " ", body).split())


def test_a_voucher_is_named_or_at_least_said_to_be_there(cast: Cast) -> None:
    proof = furnished_proof(cast)
    entered(proof, cast, "childcare", "20.00")
    text = words_of(proof)
    assert "7 liegt vor" in text
    assert "05.03.2026 Kinderhaus Betreuung" in text
    assert "fehlt" in text


def test_every_table_of_money_has_its_sums(cast: Cast) -> None:
    proof = furnished_proof(cast)
    entered(proof, cast, "material", "20.00", day=1)
    figures = named(proofs.figures.collect(proof))
    assert figures["totals"] == {
        "cost_difference": "-2300.00",
        "exceeded": False,
        "consent": None,
        "income_plan": "2500.00",
        "income_actual": "200.00",
        "income_difference": "-2300.00",
        "other_hours": "",
        "own_hours": "",
        "unrecorded": 0,
        "received": "0.00",
        "amount": "219.90",
        "eligible": "200.00",
        "shared": False,
    }
    (group,) = figures["groups"]
    assert [row["number"] for row in group["rows"]] == [1, 2]
    assert (group["amount"], group["eligible"]) == ("219.90", "200.00")
    text = words_of(proof)
    assert "Summe 2.500,00 € 200,00 € −2.300,00 €" in text
    assert "Summe 219,90 € 200,00 €" in text


def test_the_list_of_vouchers_is_split_by_category_in_the_order_of_the_plan(cast: Cast) -> None:
    proof = furnished_proof(cast)
    entered(proof, cast, "childcare", "20.00", day=1)
    entered(proof, cast, "fees", "30.00", day=9)
    figures = named(proofs.figures.collect(proof))
    assert [group["rows"][0]["category"] for group in figures["groups"]] == ["fees", "material", "childcare"]
    assert [row["number"] for group in figures["groups"] for row in group["rows"]] == [1, 2, 3]


def test_the_report_promises_no_lists_of_names(cast: Cast) -> None:
    text = words_of(furnished_proof(cast))
    assert "verbleiben" not in text
    assert "Namen von Familien stehen nicht darin" in text


def test_what_the_grant_is_and_what_of_it_was_paid_stand_beside_each_other(cast: Cast) -> None:
    text = words_of(furnished_proof(cast))
    assert "Die Zuwendung dieser Behörde Ist: ausgezahlt" in text


def test_one_set_of_words_is_used(cast: Cast) -> None:
    text = words_of(furnished_proof(cast))
    for word in ("Kostenart", "Soll", "Ist", "Abweichung", "Bewilligungszeitraum", "zuwendungsfähig"):
        assert word in text, word
    for word in (r"\bPlan\b", "Einzelansatz", "Einzelansätze", "Anteil am"):
        assert not re.search(word, text), word


def test_sender_receiver_and_annexes_are_named(cast: Cast) -> None:
    cast.office.street, cast.office.postal_code, cast.office.place = "Amtsweg 3", "44137", "Dortmund"
    cast.office.save()
    text = words_of(furnished_proof(cast))
    assert "Amtsweg 3" in text
    for name in ("kosten.csv", "einnahmen.csv", "belegliste.csv", "termine.csv"):
        assert name in text


def test_what_was_paid_outside_the_period_is_said(cast: Cast) -> None:
    proof = furnished_proof(cast)
    values = {
        "paid": scenes.date(2025, 12, 30), "payee": "Druckerei", "reason": "Anzahlung",
        "category": "material", "amount": Decimal(50), "eligible": Decimal(50), "voucher_number": "",
        "invoiced": None, "outside_reason": "Früher Beginn war erlaubt",
    }  # fmt: skip
    expenses.add_expense(proof, values, by=cast.coordinator)
    text = words_of(proof)
    assert "Früher Beginn war erlaubt" in text
    assert "50,00 € außerhalb des Bewilligungszeitraums" in text


def test_the_report_says_of_the_declaration_only_what_was_declared(cast: Cast) -> None:
    proof = furnished_proof(cast)
    assert "Das erklärt die Organisation, wenn sie den Nachweis absendet." in words_of(proof)
    proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    day = f"{proof.submitted.astimezone(BERLIN):%d.%m.%Y}"
    assert f"Das hat die Organisation am {day} mit dem Absenden im Portal erklärt." in words_of(proof)
    assert "Ort, Datum" not in words_of(proof), "nobody is to sign what was declared"


def test_a_proof_sent_before_the_report_learned_new_figures_is_still_shown(cast: Cast) -> None:
    line = {
        "number": 1, "voucher": "", "invoiced": "", "paid": "2026-03-05", "payee": "Druckerei",
        "reason": "Flyer", "category": "material", "amount": "10.00", "eligible": "10.00",
    }  # fmt: skip
    figures = named(FROZEN | {"expenses": [line]})
    assert figures["groups"][0]["eligible"] == "10.00"
    assert figures["totals"]["income_actual"] == "0.00"


def test_the_file_is_tagged_has_its_figures_and_a_chart_with_words(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    proof = furnished_proof(cast)
    with django_capture_on_commit_callbacks(execute=True):
        document = proofs.report(proof, by=cast.coordinator)
    document.refresh_from_db()
    reader = PdfReader(io.BytesIO(document.file.read()))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3"' in metadata or "<pdfaid:part>3" in metadata
    assert "<pdfaid:conformance>A" in metadata or 'pdfaid:conformance="A"' in metadata
    assert root["/Lang"] == "de"
    found = list(_elements(root["/StructTreeRoot"]["/K"]))
    figures = [element for element in found if element["/S"] == "/Figure"]
    assert ["Balkendiagramm" in str(figure["/Alt"]) for figure in figures] == [True]
    cells = [element for element in found if element["/S"] == "/TD"]
    assert cells
    assert all(cell["/A"]["/Headers"] for cell in cells)


def _elements(node: Any) -> Any:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from _elements(child)
    elif hasattr(node, "get") and "/K" in node:
        if "/S" in node:
            yield node
        yield from _elements(node["/K"])


def test_a_report_of_many_expenses_is_laid_out_in_portions_and_says_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = furnished_proof(cast)
    for number in range(150):
        entered(proof, cast, ("material", "childcare")[number % 2], f"{number + 1}.50", day=number % 28 + 1)
    whole, _told = report_of(proof)
    monkeypatch.setattr(portions, "AT_ONCE", 40)
    several, told = report_of(proof)
    assert len(several.pages) > 4
    assert [page.extract_text() for page in several.pages] == [page.extract_text() for page in whole.pages]
    assert several.attachments == whole.attachments
    assert told == sorted(told)
    assert any(25 < percent < 85 for percent in told), f"a portion is a step: {told}"


def report_of(proof: ProofOfUse) -> tuple[PdfReader, list[int]]:
    """The report, and what was told of its progress."""
    kind, told = FundingReport(), list[int]()
    data = kind.gather({"proof": proof.pk}, "de")
    content = pdf.write(pdf.html(kind, data, "de"), kind.variant, kind.attachments(data), told.append)
    return PdfReader(io.BytesIO(content)), told


def test_it_says_until_when_vouchers_and_signed_lists_are_kept(cast: Cast) -> None:
    proof = furnished_proof(cast)
    proof.award.retention_years = 5
    proof.award.save()
    assert "auf Papier und hält sie 5 Jahre nach der Einreichung zur Einsicht vor Ort bereit." in words_of(
        proof
    )
    proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    until = f"bis zum {proof.sent_on:%d.%m.}{proof.sent_on.year + 5}"
    text = words_of(proof)
    assert f"hält sie {until} zur Einsicht vor Ort bereit." in text
    assert f"Die Belege werden {until} aufbewahrt" in text
