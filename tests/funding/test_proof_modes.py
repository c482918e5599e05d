"""How much proves the use: an award may do without the list of vouchers, or without a report as well."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import Effect, ProofMode, Verdict
from funding.models import Award, Decision, FundingRequest, Programme, ProofOfUse
from funding.reports import DecisionLetter, Letter
from funding.reports.checking import lines_of, outcome_of
from funding.services import checking, decisions, proofs, results
from funding.services.results import Result
from portal.documents.rendering import pdf
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.scenes import D
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def proof_in(mode: ProofMode, cast: Cast) -> ProofOfUse:
    furnished_proof(cast)
    Award.objects.update(proof_mode=mode)
    found: ProofOfUse = ProofOfUse.objects.select_related("award__request").get()
    return found


def without_papers(proof: ProofOfUse) -> ProofOfUse:
    proof.receipts.all().delete()
    return proof


def texts(proof: ProofOfUse) -> list[str]:
    return [gap.text for gap in proofs.gaps(proof)]


class TestTerms:
    def test_they_are_suggested_by_the_programme_and_stand_in_the_letter(self, cast: Cast) -> None:
        scenes.programme_of(cast)
        Programme.objects.update(proof_mode=ProofMode.SIMPLE, proof_months=6, retention_years=5)
        award = scenes.announced(cast).award
        assert (award.proof_mode, award.proof_due, award.retention_years) == ("simple", date(2027, 6, 30), 5)
        frozen = award.decision.frozen
        assert (frozen["proof_mode"], frozen["proof_due"]) == ("simple", "2027-06-30")

    def test_the_officer_says_otherwise(self, cast: Cast, officer: Client) -> None:
        row = scenes.checked(cast)
        address = reverse("funding:propose", args=[row.office.slug, row.public_id])
        said = {
            "version": row.version, "amount": "2000", "start": "2026-01-01", "end": "2026-12-31",
            "cost_fees": "2000", "cost_material": "500", "proof_mode": "confirmation",
            "proof_due": "2026-12-31", "retention_years": "10",
        }  # fmt: skip
        answer = officer.post(address, said)
        assert answer.status_code == 422
        assert "Choose a day after the end of the period." in answer.text
        answer = officer.post(address, said | {"proof_due": "2027-03-31"})
        assert list(answer.context["form"].errors) == ["note"]
        said |= {"proof_due": "2027-03-31", "note": "Der Rechnungshof wünscht es."}
        assert officer.post(address, said).status_code == 302
        decision = Decision.objects.get()
        assert (decision.proof_mode, decision.proof_due) == ("confirmation", date(2027, 3, 31))
        assert decision.retention_years == 10

    def test_the_officer_sets_caps_and_times_otherwise_and_the_letter_says_so(
        self, cast: Cast, officer: Client
    ) -> None:
        row = scenes.checked(cast)
        Programme.objects.update(deviation_rate=D("0.2"), drawdown_weeks=8, late_payment_days=30)
        address = reverse("funding:propose", args=[row.office.slug, row.public_id])
        page = officer.get(address).text
        for shown in ('name="deviation_rate" value="20"', 'name="drawdown_weeks" value="8"'):
            assert shown in page, shown
        said = {
            "version": row.version, "amount": "2000", "start": "2026-01-01", "end": "2026-12-31",
            "cost_fees": "2000", "cost_material": "500", "deviation_rate": "12.5", "drawdown_weeks": "6",
            "late_payment_days": "", "volunteer_cap": "200", "note": "Die Räume kosten unerwartet mehr.",
        }  # fmt: skip
        wrong = officer.post(address, said)
        assert wrong.status_code == 422
        assert set(wrong.context["form"].errors) == {"volunteer_cap"}
        assert officer.post(address, said | {"volunteer_cap": ""}).status_code == 302
        decision = Decision.objects.get()
        assert decision.terms == {"deviation_rate": "0.125", "drawdown_weeks": "6"}
        row.refresh_from_db()
        row = decisions.countersign(row, by=cast.countersigner, version=row.version)
        row = decisions.announce(row, by=cast.caseworker, version=row.version)
        award = Award.objects.get()
        assert (award.deviation_rate, award.drawdown_weeks) == (D("0.125"), 6)
        assert award.late_payment_days == 30, "as the programme says"
        text = str(pdf.html(DecisionLetter(), Letter.of(decision_of(row), "x"), "de"))
        assert "um bis zu 12,5\xa0% überschritten werden" in text
        assert "innerhalb von 6 Wochen" in text
        assert "darf bis zu" not in text, "what the programme says stands in its own words"

    def test_where_all_is_as_the_programme_says_the_letter_names_no_other_rule(self, cast: Cast) -> None:
        scenes.programme_of(cast)
        Programme.objects.update(deviation_rate=D("0.2"))
        award = scenes.announced(cast).award
        assert award.deviation_rate == D("0.2")
        assert award.decision.terms == award.decision.frozen["terms"] == {}
        assert "Abweichend" not in pdf.html(DecisionLetter(), Letter.of(award.decision.frozen, "x"), "de")


def decision_of(row: FundingRequest) -> dict[str, Any]:
    frozen = row.decisions.get().frozen
    assert frozen is not None
    return frozen


class TestHandingIn:
    def test_a_regular_proof_needs_a_voucher_for_each_expense(self, cast: Cast) -> None:
        proof = without_papers(proof_in(ProofMode.REGULAR, cast))
        assert texts(proof) == ["Some expenses have no voucher yet."]

    @pytest.mark.parametrize("mode", [ProofMode.SIMPLE, ProofMode.CONFIRMATION])
    def test_without_a_list_vouchers_stay_where_they_are(self, cast: Cast, mode: ProofMode) -> None:
        proof = without_papers(proof_in(mode, cast))
        assert texts(proof) == []
        sent = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
        assert sent.sent_figures["expenses"] == []
        assert sent.sent_figures["sums"]["entitled"] == "144.00"
        assert "Druckerei" not in str(sent.sent_figures)

    def test_a_confirmation_needs_no_report(self, cast: Cast) -> None:
        proof = proof_in(ProofMode.CONFIRMATION, cast)
        ProofOfUse.objects.update(done="", results="")
        proof.refresh_from_db()
        assert texts(proof) == []
        Award.objects.update(proof_mode=ProofMode.SIMPLE)
        again: Any = ProofOfUse.objects.select_related("award__request").get()
        assert texts(again) == ["The report on what was done and what came of it is missing."]


class TestChecking:
    def test_without_a_list_the_kinds_of_cost_are_judged(self, cast: Cast, officer: Client) -> None:
        proof = proof_in(ProofMode.SIMPLE, cast)
        proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
        row = checking.begin(proof, by=cast.caseworker)
        (line,) = lines_of(row)
        assert (line.is_sum, line.claimed, line.data["category"]) == (True, D(180), "material")
        with pytest.raises(ValidationError, match="no list of vouchers"):
            checking.draw(row, 10, by=cast.caseworker, version=row.version)
        checking.judge(row, 1, Verdict.PARTLY, D(100), "Ohne die Getränke.", by=cast.caseworker)
        found = outcome_of(row)
        assert (found.accepted, found.entitled) == (D(100), D(80))
        page = officer.get(
            reverse("funding:checking", args=[cast.office.slug, proof.award.request.public_id])
        )
        assert "judge the kinds of cost" in page.text
        row.refresh_from_db()
        said = Result("Siehe unten.", effect=Effect.FIXES, unheard="Sie hat selbst darum gebeten.")
        row = results.propose(row, said, by=cast.caseworker, version=row.version)
        closed = results.countersign(row, by=cast.countersigner, version=row.version)
        assert closed.is_closed
        (finding,) = closed.frozen["findings"]
        assert finding["what"].startswith("Räume"), "the letter is in German"
