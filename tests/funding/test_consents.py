"""What goes beyond the plan counts once the Office has consented and the organisation has noted it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import CostCategory
from funding.models import Consent, ProofOfUse, Receipt
from funding.reports import collect
from funding.services import consents, deletion, expenses, proofs
from portal.lib.dates import today
from portal.lib.storage import files
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof, pdf_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TYPED = {"category": "travel", "limit": "60", "day": "2026-03-01", "words": "M-12/3"}


@pytest.fixture
def proof(cast: Cast) -> ProofOfUse:
    """Of the 228.50 € spent, 48.50 € were for travel, which is not in the plan."""
    proof = furnished_proof(cast)
    values = {
        "paid": date(2026, 3, 6), "payee": "Bahn", "reason": "Fahrt", "category": CostCategory.TRAVEL,
        "amount": scenes.D("48.50"), "eligible": scenes.D("48.50"), "voucher_number": "", "invoiced": None,
    }  # fmt: skip
    expenses.add_expense(proof, values, scenes.pdf("Fahrkarte.pdf"), by=cast.coordinator)
    return proof


def at(name: str, proof: ProofOfUse, *more: Any) -> str:
    request = proof.award.request
    return reverse(f"funding:{name}", args=[request.organisation.slug, request.public_id, *more])


def at_office(name: str, proof: ProofOfUse, *more: Any) -> str:
    request = proof.award.request
    return reverse(f"funding:{name}", args=[request.office.slug, request.public_id, *more])


def words(client: Client, address: str) -> str:
    page = client.get(address).text.partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def recorded(proof: ProofOfUse, cast: Cast, **changes: Any) -> Consent:
    values = {"category": "travel", "limit": scenes.D(60), "day": date(2026, 3, 1), "words": "M-12/3"}
    paper = scenes.pdf("Zustimmung.pdf")
    return consents.record_consent(proof, values | changes, paper, by=cast.coordinator)


def test_a_cost_without_consent_raises_no_entitlement(proof: ProofOfUse) -> None:
    figures = collect(proof)
    assert figures["sums"]["actual"] == "228.50"
    assert (figures["sums"]["uncounted"], figures["sums"]["counted"]) == ("48.50", "180.00")
    assert figures["sums"]["entitled"] == "144.00"  # 2,000 of 2,500, of what counts


def test_the_organisation_pays_it_itself_so_that_both_sides_balance(proof: ProofOfUse) -> None:
    actual = {row["source"]: row["actual"] for row in collect(proof)["sources"]}
    assert (actual["own"], actual["grant"], actual["claim"]) == ("84.50", "0.00", "144.00")


def test_it_stands_on_a_line_of_its_own_on_the_page(proof: ProofOfUse, applicant: Client) -> None:
    page = words(applicant, at("proof", proof))
    assert "Without consent: not counted yet €48.50 Eligible costs €180.00" in page


def test_it_stands_on_a_line_of_its_own_in_the_report(
    proof: ProofOfUse, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = proofs.report(proof, by=cast.coordinator)
    text = text_of(pdf_of(report))
    assert "Ohne Zustimmung: noch nicht angerechnet 48,50 € Zuwendungsfähig 180,00 €" in text
    assert "144,00 € voraussichtlicher Anspruch" in text


def test_expenses_are_not_complete_while_consent_is_missing(proof: ProofOfUse, applicant: Client) -> None:
    page = words(applicant, at("proof", proof))
    assert "2 expenses, consent of the Office is missing not complete" in page
    assert "Consent of the Office is missing for some costs." in page


def test_one_asks_for_it_here_and_only_for_more_money_by_letter(proof: ProofOfUse, applicant: Client) -> None:
    page = words(applicant, at("expenses", proof))
    assert "Ask here for a change of the award" in page
    assert "Write to the Office" not in page
    assert f'href="{at("amendments", proof)}"' in applicant.get(at("expenses", proof)).text
    assert "it cannot raise all costs together" not in page


def test_a_recorded_consent_lets_it_count(proof: ProofOfUse, cast: Cast, applicant: Client) -> None:
    form = applicant.get(at("consent", proof)).text
    assert '<option value="travel" selected>' in form
    answer = applicant.post(at("consent", proof), TYPED | {"receipt": scenes.pdf("Zustimmung.pdf")})
    assert answer.status_code == 302
    assert collect(ProofOfUse.objects.get())["sums"]["entitled"] == "182.80"
    page = words(applicant, at("proof", proof))
    assert "not counted yet" not in page
    assert "2 expenses complete" in page
    assert "The Office consented on 01/03/2026, up to €60.00: M-12/3" in page


def test_consent_counts_only_as_far_as_it_goes(proof: ProofOfUse, cast: Cast) -> None:
    recorded(proof, cast, limit=scenes.D(40))
    assert collect(proof)["sums"]["uncounted"] == "8.50"


def test_a_consent_without_its_paper_is_refused_and_keeps_what_was_typed(
    proof: ProofOfUse, applicant: Client
) -> None:
    answer = applicant.post(at("consent", proof), TYPED)
    assert answer.status_code == 422
    assert 'href="#id_receipt"' in answer.text
    assert 'value="M-12/3"' in answer.text
    assert not Consent.objects.exists()


def test_a_good_paper_survives_a_bad_form(proof: ProofOfUse, applicant: Client) -> None:
    answer = applicant.post(at("consent", proof), TYPED | {"limit": "viel", "receipt": scenes.pdf("Z.pdf")})
    assert answer.status_code == 422
    assert not Receipt.objects.stray().exists(), "it is none yet"
    token = answer.context["form"]["receipt"].held.token
    assert applicant.post(at("consent", proof), TYPED | {"held-receipt": token}).status_code == 302
    assert Consent.objects.get().paper.name == "Z.pdf"


def test_no_consent_lies_in_the_future_or_is_given_twice(proof: ProofOfUse, cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        recorded(proof, cast, day=today() + timedelta(1))
    assert set(refused.value.message_dict) == {"day"}
    recorded(proof, cast)
    kept = list(files().names())
    with pytest.raises(ValidationError, match="recorded already"):
        recorded(proof, cast)
    assert list(files().names()) == kept, "no paper is left behind"


def test_a_deleted_consent_takes_its_paper_with_it_and_counts_no_more(
    proof: ProofOfUse, cast: Cast, applicant: Client
) -> None:
    consent = recorded(proof, cast)
    before = Receipt.objects.count()
    assert applicant.post(at("consent_delete", proof, consent.pk)).status_code == 302
    assert (Consent.objects.count(), Receipt.objects.count()) == (0, before - 1)
    assert collect(ProofOfUse.objects.get())["sums"]["entitled"] == "144.00"


def test_the_paper_of_a_consent_is_no_stray_voucher(proof: ProofOfUse, cast: Cast) -> None:
    recorded(proof, cast)
    Receipt.objects.update(uploaded=Receipt.objects.first().uploaded - timedelta(30))  # type: ignore[union-attr]
    deletion.purge()
    assert Consent.objects.exists()


def test_the_office_reads_the_consent_beside_its_line_once_the_proof_is_sent(
    proof: ProofOfUse, cast: Cast, officer: Client
) -> None:
    consent = recorded(proof, cast)
    address = at_office("case_consent", proof, consent.paper.public_id)
    assert officer.get(address).status_code == 404
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    page = words(officer, at_office("case_proof", proof))
    assert "Travel not in the plan The Office consented on 01/03/2026, up to €60.00: M-12/3" in page
    assert f'href="{address}"' in officer.get(at_office("case_proof", proof)).text
    assert officer.get(address).status_code == 200
    voucher = Receipt.objects.filter(consent__isnull=True).first()
    assert officer.get(at_office("case_consent", proof, voucher.public_id)).status_code == 404  # type: ignore[union-attr]
    with pytest.raises(ValidationError):
        recorded(ProofOfUse.objects.get(), cast)
