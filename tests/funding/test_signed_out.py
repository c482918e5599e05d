"""What applicants and officers type while their sign-in expires is there again behind the sign-in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from funding.choices import CheckKind, Effect, Verdict
from funding.models import ProofCheck
from funding.services import checking, decisions, drawdowns, enclosures, proofs, results
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_interims import at_office, sent
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SAID = "You had been signed out. This is what you sent; nothing is lost. Press the button to save it."


def reopened(user: Any, address: str, data: dict[str, Any], *, page: str = "") -> str:
    """The page after `data` were sent to `address` while nobody was signed in."""
    client = Client()
    refused = client.post(address, data)
    assert refused["Location"] == f"{reverse('account_login')}?next={page or address}"
    client.force_login(user)
    text = client.get(page or address).text
    assert SAID in text
    return text


def test_the_answer_to_a_question(cast: Cast) -> None:
    row = scenes.clarification(cast)
    where = [row.organisation.slug, row.public_id]
    page = reopened(
        cast.coordinator,
        reverse("funding:submit", args=where),
        {"version": row.version, "answer": "Der Ort ist das Haus der Vielfalt."},
        page=reverse("funding:check_answers", args=where),
    )
    assert "Der Ort ist das Haus der Vielfalt.</textarea>" in page


def test_a_request_is_begun_and_withdrawn(cast: Cast) -> None:
    row = scenes.submitted(cast)
    start = reverse("funding:start", args=[row.organisation.slug])
    page = reopened(cast.coordinator, start, {"title": "Lesecafé", "programme": row.programme_id})
    assert 'value="Lesecafé"' in page
    assert f'value="{row.programme_id}" ' in page.split("checked")[0]
    withdraw = reverse("funding:withdraw", args=[row.organisation.slug, row.public_id])
    page = reopened(cast.coordinator, withdraw, {"version": row.version, "note": "Wir haben kein Personal."})
    assert "Wir haben kein Personal.</textarea>" in page


def test_a_paper_has_to_be_chosen_again_and_that_is_said(cast: Cast) -> None:
    row = scenes.draft(cast)
    papers = reverse("funding:papers", args=[row.organisation.slug, row.public_id])
    file = SimpleUploadedFile("Satzung.pdf", scenes.PDF)
    page = reopened(cast.coordinator, papers, {"kind": "other", "file": file})
    assert '<option value="other" selected>' in page
    assert "The file could not be kept. Please choose it again." in page


def test_an_expense_and_an_income(cast: Cast) -> None:
    proof = furnished_proof(cast)
    row = proof.award.request
    where = [row.organisation.slug, row.public_id]
    expense = reverse("funding:expense_new", args=where)
    data = {"payee": "Druckerei Süd", "paid": "2030-01-01", "outside_reason": "Die Rechnung kam spät."}
    page = reopened(cast.coordinator, expense, data)
    assert 'value="Druckerei Süd"' in page
    assert 'value="2030-01-01"' in page
    assert "Die Rechnung kam spät." in page
    page = reopened(cast.coordinator, reverse("funding:income", args=where), {"payer": "Stadt Dortmund"})
    assert 'value="Stadt Dortmund"' in page


def test_what_a_report_is_to_show(cast: Cast) -> None:
    proof = furnished_proof(cast)
    where = [proof.award.request.organisation.slug, proof.award.request.public_id]
    address = reverse("funding:enclosures", args=where)
    ticked = re.compile(r'<input[^>]*name="(\w+)"[^>]*\bchecked')
    assert ticked.findall(reopened(cast.coordinator, address, {"choose": "1", "evaluation": "on"})) == [
        "evaluation"
    ]
    enclosures.choose(proof, feedback=True, evaluation=False, by=cast.coordinator)
    page = reopened(cast.coordinator, address, {"shows": "Der Abend im Mai", "nobody": "on"})
    assert 'value="Der Abend im Mai"' in page
    assert ticked.findall(page) == ["feedback", "nobody"], "the other form shows what is saved"


def test_what_an_officer_writes(cast: Cast) -> None:
    row = scenes.received(cast)
    where = [row.office.slug, row.public_id]
    words = "Bitte den Kostenplan erläutern."
    for name, more, field in (
        ("ask", [], "question"),
        ("check", [CheckKind.CONTENT], "note"),
    ):
        address = reverse(f"funding:{name}", args=[*where, *more])
        page = reopened(cast.caseworker, address, {"version": row.version, field: words})
        assert f"{words}</textarea>" in page
    scenes.strict()
    page = reopened(cast.caseworker, reverse("funding:early_start", args=where), {"day": "2027-02-03"})
    assert 'value="2027-02-03"' in page


def test_a_proposal_with_its_plan_and_a_refusal_to_sign(cast: Cast) -> None:
    row = scenes.checked(cast)
    where = [row.office.slug, row.public_id]
    data = {"version": row.version, "reasons": "Die Mittel sind knapp.", "amount": "1.234,00"}
    page = reopened(cast.caseworker, reverse("funding:propose", args=where), data)
    assert "Die Mittel sind knapp.</textarea>" in page
    assert re.search(r'name="amount" value="(.*?)"', page)[1] == "1.234,00"
    decisions.propose(row, scenes.proposal(), by=cast.caseworker, version=row.version)
    page = reopened(cast.countersigner, reverse("funding:send_back", args=where), {"note": "Summe prüfen."})
    assert "Summe prüfen.</textarea>" in page


def test_the_check_of_a_proof(cast: Cast) -> None:
    proof = furnished_proof(cast)
    proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    row = proof.award.request
    checking.begin(proof, by=cast.caseworker)
    for name, field in (("check_result", "note"), ("query", "text")):
        address = reverse(f"funding:{name}", args=[row.office.slug, row.public_id])
        page = reopened(cast.caseworker, address, {"version": 1, field: "Bitte Belege nummerieren."})
        assert "Bitte Belege nummerieren.</textarea>" in page


def test_a_word_on_an_interim_proof_and_who_is_to_audit(cast: Cast) -> None:
    interim = sent(cast)
    data = {"version": interim.version, "note": "Bitte die Belege nummerieren."}
    page = reopened(cast.caseworker, at_office("case_interim", interim), data)
    assert "Bitte die Belege nummerieren.</textarea>" in page
    request = interim.award.request
    audits = reverse("funding:case_audits", args=[request.office.slug, request.public_id])
    page = reopened(cast.caseworker, audits, {"name": "Ada Prüf", "body": "Rechnungshof"})
    assert 'value="Ada Prüf"' in page


def test_why_a_recovery_is_not_signed(cast: Cast) -> None:
    proof = furnished_proof(cast)
    proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    row = checking.begin(proof, by=cast.caseworker)
    drawdowns.record_payment(proof.award, scenes.D(144), today(), by=cast.caseworker, known=0)
    checking.judge(row, 1, Verdict.PARTLY, scenes.D(90), "Die Hälfte war privat.", by=cast.caseworker)
    row = ProofCheck.objects.get()
    said = results.Result(
        "Bitte zahlen.", today() + timedelta(30), effect=Effect.FIXES, unheard="Sie hat darum gebeten."
    )
    row = results.propose(row, said, by=cast.caseworker, version=row.version)
    where = [proof.award.request.office.slug, proof.award.request.public_id]
    page = reopened(
        cast.countersigner,
        reverse("funding:sign_result", args=where),
        {"version": row.version, "back": "1", "note": "Die Summe stimmt nicht."},
        page=reverse("funding:checking", args=where),
    )
    assert "Die Summe stimmt nicht.</textarea>" in page
