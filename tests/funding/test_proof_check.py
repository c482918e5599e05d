"""The Office checks a proof of use: line by line, by lot, with questions; what it comes to is a letter."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from funding import duties
from funding.choices import Effect, OfficeRole, Thread, Verdict
from funding.models import (
    Award,
    BaseRate,
    BudgetLine,
    Clarification,
    Drawdown,
    ForgottenCases,
    FundingRequest,
    Office,
    ProofCheck,
    ProofOfUse,
)
from funding.reports import ClosingLetter
from funding.reports.checking import outcome_of
from funding.reports.dashboard import office_figures
from funding.reports.open_data import as_360giving, open_grant_of
from funding.services import (
    budgets,
    checking,
    decisions,
    drawdowns,
    explaining,
    hearings,
    incomes,
    proofs,
    repaying,
    results,
)
from funding.services.results import Result
from portal.documents.kinds import kind_of
from portal.documents.rendering import pdf
from portal.lib.dates import today
from portal.lib.errors import Stale
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.funding import OfficeMemberFactory
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof

D = Decimal
SOON = timedelta(days=30)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def sent(cast: Cast) -> ProofOfUse:
    """180 EUR of costs, of which the grant pays 144."""
    proof = furnished_proof(cast)
    return proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)


@pytest.fixture
def begun(cast: Cast, sent: ProofOfUse) -> ProofCheck:
    return checking.begin(sent, by=cast.caseworker)


@pytest.fixture
def paid(cast: Cast, begun: ProofCheck) -> ProofCheck:
    """144 EUR were paid out, as much as the proof expects."""
    drawdowns.record_payment(begun.proof.award, D(144), today(), by=cast.caseworker, known=0)
    begun.refresh_from_db()
    begun.proof.award.refresh_from_db()
    return begun


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at_office(name: str, proof: ProofOfUse, *more: Any) -> str:
    request = proof.award.request
    return reverse(f"funding:{name}", args=[request.office.slug, request.public_id, *more])


def at(name: str, proof: ProofOfUse, *more: Any) -> str:
    request = proof.award.request
    return reverse(f"funding:{name}", args=[request.organisation.slug, request.public_id, *more])


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def said_in(row: ProofCheck) -> str:
    """The words of the closing letter."""
    letter = pdf.html(kind_of(ClosingLetter.key), results.preview(row), "de").partition("<body")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", letter).split())


def fresh(row: ProofCheck) -> ProofCheck:
    found: ProofCheck = ProofCheck.objects.select_related("proof__award__request").get(pk=row.pk)
    return found


def cut(row: ProofCheck, accepted: str, *, by: Any) -> ProofCheck:
    checking.judge(row, 1, Verdict.PARTLY, D(accepted), "Die Hälfte war privat.", by=by)
    return fresh(row)


def proposed(cast: Cast, row: ProofCheck, accepted: str = "90") -> ProofCheck:
    """The organisation was not heard, with a reason; 72 EUR are to come back."""
    row = cut(row, accepted, by=cast.caseworker)
    said = Result(
        "Bitte zahlen.", today() + SOON, effect=Effect.FIXES, unheard="Sie hat selbst darum gebeten."
    )
    return results.propose(row, said, by=cast.caseworker, version=row.version)


def closed(cast: Cast, row: ProofCheck) -> ProofCheck:
    row = proposed(cast, row)
    return results.countersign(row, by=cast.countersigner, version=row.version)


class TestLines:
    def test_the_caseworker_begins_and_judges_line_by_line(
        self, cast: Cast, sent: ProofOfUse, officer: Client
    ) -> None:
        assert "Begin the check" in officer.get(at_office("case_proof", sent)).text
        for _click in range(2):
            answer = officer.post(at_office("begin_check", sent))
        assert answer["Location"] == at_office("checking", sent)
        line = at_office("voucher_line", sent, 1)
        said = {"verdict": "partly", "accepted": "100,00", "reason": "Der Rest war privat."}
        assert officer.post(line, said).status_code == 302
        page = words(officer.get(at_office("checking", sent)).text)
        assert "accepted in part Der Rest war privat." in page
        assert "€100.00" in page
        assert "Grant that follows from them €144.00 €80.00" in page, "80 per cent of what is accepted"
        assert ProofCheck.objects.count() == 1

    def test_lines_without_a_word_count_as_they_were_claimed(self, begun: ProofCheck) -> None:
        found = outcome_of(begun)
        assert (found.claimed, found.accepted) == (D(180), D(180))
        assert found.entitled == found.before == D(144)

    def test_a_later_word_replaces_an_earlier_one(self, cast: Cast, begun: ProofCheck) -> None:
        cut(begun, "100", by=cast.caseworker)
        checking.judge(begun, 1, Verdict.REJECTED, None, "Der Beleg fehlt.", by=cast.caseworker)
        assert outcome_of(begun).entitled == 0
        checking.judge(begun, 1, Verdict.ACCEPTED, None, "", by=cast.caseworker)
        assert outcome_of(begun).entitled == D(144)
        assert begun.findings.count() == 1

    @pytest.mark.parametrize(
        ("verdict", "accepted", "reason", "field"),
        [
            (Verdict.PARTLY, None, "x", "accepted"),
            (Verdict.PARTLY, D(180), "x", "accepted"),
            (Verdict.PARTLY, D(0), "x", "accepted"),
            (Verdict.PARTLY, D(90), " ", "reason"),
            (Verdict.REJECTED, None, "", "reason"),
        ],
    )
    def test_what_is_missing_is_named_at_its_field(
        self, cast: Cast, begun: ProofCheck, verdict: Verdict, accepted: Any, reason: str, field: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            checking.judge(begun, 1, verdict, accepted, reason, by=cast.caseworker)
        assert list(refused.value.message_dict) == [field]
        assert not begun.findings.exists()

    def test_what_was_typed_stays_beside_its_error(self, begun: ProofCheck, officer: Client) -> None:
        said = {"verdict": "partly", "accepted": "500", "reason": "Der Rest war privat."}
        answer = officer.post(at_office("voucher_line", begun.proof, 1), said)
        assert answer.status_code == 422
        assert "A part is more than 0 and less than €180.00." in answer.text
        assert 'value="500"' in answer.text
        assert "Der Rest war privat.</textarea>" in answer.text

    def test_nobody_else_checks(self, cast: Cast, sent: ProofOfUse) -> None:
        for name in ("countersigner", "foreign_caseworker", "berlin_caseworker", "coordinator"):
            user = getattr(cast, name)
            assert client_of(user).post(at_office("begin_check", sent)).status_code == 404, name
            with pytest.raises(PermissionDenied):
                checking.begin(sent, by=user)
        row = checking.begin(sent, by=cast.caseworker)
        with pytest.raises(PermissionDenied):
            checking.judge(row, 1, Verdict.ACCEPTED, None, "", by=cast.countersigner)

    def test_a_proof_that_was_not_sent_cannot_be_checked(self, cast: Cast) -> None:
        with pytest.raises(ValidationError):
            checking.begin(furnished_proof(cast), by=cast.caseworker)

    def test_the_database_refuses_a_part_that_is_more_than_the_line(self, begun: ProofCheck) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            begun.findings.create(
                number=1, verdict="partly", category="fees", claimed=5, accepted=6, reason="x"
            )


class TestSample:
    def test_the_lot_is_drawn_once_and_logged_with_its_seed(
        self, cast: Cast, begun: ProofCheck, officer: Client, applicant: Client
    ) -> None:
        said = {"version": begun.version, "percent": "10"}
        assert officer.post(at_office("sample", begun.proof), said).status_code == 302
        row = fresh(begun)
        assert (row.sample, row.percent) == ([1], 10)
        log = begun.proof.award.request.transitions.get(verb="sample")
        assert log.note == f"{row.seed} · 10 % · 1/1"
        assert Message.objects.filter(kind="funding.sampled").count() == 1
        assert "The lot fell on these lines of your list: 1." in words(
            applicant.get(at("proof", row.proof)).text
        )

    def test_only_vouchers_on_which_the_lot_fell_can_be_opened(
        self, cast: Cast, begun: ProofCheck, officer: Client
    ) -> None:
        receipt = begun.proof.receipts.get()
        address = at_office("case_voucher", begun.proof, receipt.public_id)
        assert officer.get(address).status_code == 404
        assert "did not fall on this line" in officer.get(at_office("voucher_line", begun.proof, 1)).text
        checking.draw(begun, 10, by=cast.caseworker, version=begun.version)
        assert receipt.name in officer.get(at_office("voucher_line", begun.proof, 1)).text
        answer = officer.get(address)
        assert answer["Content-Disposition"].startswith("attachment")
        assert client_of(cast.countersigner).get(address).status_code == 404
        assert client_of(cast.foreign_caseworker).get(address).status_code == 404

    def test_more_can_be_drawn_but_not_less(self, cast: Cast, begun: ProofCheck) -> None:
        row = checking.draw(begun, 20, by=cast.caseworker, version=begun.version)
        seed = row.seed
        with pytest.raises(ValidationError, match="only draw more"):
            checking.draw(row, 20, by=cast.caseworker, version=row.version)
        row = checking.draw(row, 50, by=cast.caseworker, version=row.version)
        assert (row.seed, row.percent) == (seed, 50)
        with pytest.raises(Stale):
            checking.draw(row, 60, by=cast.caseworker, version=1)

    @given(st.text(min_size=1, max_size=20), st.integers(1, 300), st.integers(1, 99))
    def test_the_same_seed_draws_the_same_lines_and_a_larger_part_holds_the_smaller(
        self, seed: str, lines: int, percent: int
    ) -> None:
        numbers = list(range(1, lines + 1))
        drawn = checking.drawn_lines(seed, numbers, percent)
        assert drawn == checking.drawn_lines(seed, list(reversed(numbers)), percent)
        assert len(drawn) >= lines * percent / 100 > len(drawn) - 1
        assert set(drawn) <= set(checking.drawn_lines(seed, numbers, percent + 1))
        assert drawn == sorted(set(drawn))

    def test_drawn_lines_need_a_result_before_the_check_is_closed(
        self, cast: Cast, begun: ProofCheck
    ) -> None:
        row = checking.draw(begun, 10, by=cast.caseworker, version=begun.version)
        with pytest.raises(ValidationError, match="no result yet: 1"):
            results.propose(row, Result(), by=cast.caseworker, version=row.version)


class TestQuestions:
    def test_the_office_asks_and_the_organisation_answers(
        self, cast: Cast, begun: ProofCheck, officer: Client, applicant: Client
    ) -> None:
        proof, request = begun.proof, begun.proof.award.request
        said = {"version": request.version, "text": "Wofür war der Flyer?", "deadline": today() + SOON}
        assert officer.post(at_office("query", proof), said).status_code == 302
        assert "It is the organisation" in words(officer.get(at_office("checking", proof)).text)
        (waits,) = duties.of(cast.coordinator)
        assert (waits.title, waits.is_mine) == (
            "Answer the question about the proof of use of “Elternlotsen Nordstadt”", True,
        )  # fmt: skip
        assert "Wofür war der Flyer?" in applicant.get(at("proof", proof)).text
        request.refresh_from_db()
        answer = applicant.post(
            at("explain", proof), {"version": request.version, "answer": "Für die Eltern."}
        )
        assert answer["Location"] == at("proof", proof)
        assert Clarification.objects.get().answer == "Für die Eltern."
        assert set(Message.objects.values_list("kind", flat=True)) >= {
            "funding.query", "funding.explained",
        }  # fmt: skip

    def test_the_check_is_not_closed_while_a_question_runs(self, cast: Cast, begun: ProofCheck) -> None:
        request = begun.proof.award.request
        explaining.ask(request, "Wofür?", today() + SOON, by=cast.caseworker, version=request.version)
        with pytest.raises(ValidationError, match="A question is open"):
            results.propose(begun, Result(), by=cast.caseworker, version=begun.version)
        Clarification.objects.update(deadline=today() - timedelta(1))
        Office.objects.update(recovery_basis="§ 49a VwVfG")
        assert results.propose(begun, Result(), by=cast.caseworker, version=begun.version).is_closed
        assert Clarification.objects.get().closed is not None

    def test_the_answer_can_come_later(self, cast: Cast, begun: ProofCheck, officer: Client) -> None:
        request = begun.proof.award.request
        due = request.due
        request = explaining.ask(
            request, "Wofür?", today() + SOON, by=cast.caseworker, version=request.version
        )
        page = reverse("funding:extend", args=[request.office.slug, request.public_id])
        assert page in officer.get(at_office("case", begun.proof)).text
        assert "The question is to be answered until" in officer.get(page).text
        later = today() + 2 * SOON
        said = {"day": later.isoformat(), "reason": "Ferien.", "version": request.version}
        assert officer.post(page, said).status_code == 302
        request.refresh_from_db()
        assert (Clarification.objects.get().deadline, request.due) == (later, due)

    def test_nothing_is_asked_once_the_result_is_proposed(self, cast: Cast, paid: ProofCheck) -> None:
        request = proposed(cast, paid).proof.award.request
        with pytest.raises(ValidationError, match="No proof of use is being checked"):
            explaining.ask(request, "Wofür?", today() + SOON, by=cast.caseworker, version=request.version)


class TestResult:
    def test_without_money_to_come_back_one_officer_closes(
        self, cast: Cast, begun: ProofCheck, officer: Client, applicant: Client
    ) -> None:
        proof, said = begun.proof, {"version": begun.version, "note": "Alles in Ordnung."}
        address = at_office("check_result", proof)
        assert "You close this check alone" in officer.get(address).text
        letter = officer.post(address, said)
        assert (letter.status_code, fresh(begun).state) == (200, "open")
        assert "<h3>Ergebnis der Prüfung Ihres Verwendungsnachweises</h3>" in letter.text
        said["read"] = letter.context["letter"].sha256
        for _click in range(2):
            assert officer.post(address, said).status_code in (302, 404)
        assert fresh(begun).sha256 == said["read"]
        assert duties.of(cast.caseworker) == duties.of(cast.coordinator) == []
        page = words(applicant.get(at("proof", proof)).text)
        assert "The rest of the grant is still to be paid out" in page
        assert "Alles in Ordnung." in page
        (message,) = Message.objects.filter(kind="funding.proof_checked")
        assert message.address == cast.coordinator.email
        proof.refresh_from_db()
        assert (proof.checked_by, proof.check_note) == (cast.caseworker, "Alles in Ordnung.")

    def test_money_comes_back_only_with_a_second_signature(self, cast: Cast, paid: ProofCheck) -> None:
        row = proposed(cast, paid)
        assert (row.state, row.recovery, row.entitled) == ("proposed", D(72), D(72))
        assert ProofOfUse.objects.get().checked is None
        OfficeMemberFactory(office=cast.office, user=cast.caseworker, role=OfficeRole.COUNTERSIGNER)
        with pytest.raises(PermissionDenied):
            results.countersign(row, by=cast.caseworker, version=row.version)
        (waits,) = duties.of(cast.countersigner)
        assert waits.title == "Sign what the check of the proof of “Elternlotsen Nordstadt” comes to"
        for _click in range(2):
            done = results.countersign(row, by=cast.countersigner, version=row.version)
        assert (done.is_closed, done.closed_by) == (True, cast.countersigner)
        assert ProofOfUse.objects.get().checked is not None

    def test_the_database_knows_that_two_people_ask_money_back(self, cast: Cast, paid: ProofCheck) -> None:
        row = closed(cast, paid)
        with pytest.raises(DatabaseError), transaction.atomic():
            ProofCheck.objects.filter(pk=row.pk).update(closed_by=cast.caseworker)
        for said in ({"note": "Anders."}, {"recovery": 1}, {"sample": [2]}):
            with pytest.raises(DatabaseError), transaction.atomic():
                ProofCheck.objects.filter(pk=row.pk).update(**said)

    def test_the_second_officer_signs_on_the_page_or_sends_it_back(
        self, cast: Cast, paid: ProofCheck
    ) -> None:
        row, client = proposed(cast, paid), client_of(cast.countersigner)
        page = words(client.get(at_office("checking", row.proof)).text)
        assert "sign that €72.00 are asked back" in page
        assert f"To be paid back until {row.pay_back_by.day} {row.pay_back_by:%B %Y}." in page
        assert "Not heard before, because: Sie hat selbst darum gebeten." in page
        address = at_office("sign_result", row.proof)
        back = {"version": row.version, "back": "1", "note": ""}
        refused = client.post(address, back)
        assert (refused.status_code, fresh(row).state) == (422, "proposed")
        assert '<details class="more" open>' in refused.text
        assert client.post(address, back | {"note": "Zeile 1 gilt ganz."}).status_code == 302
        row = fresh(row)
        assert "Zeile 1 gilt ganz." in words(
            client_of(cast.caseworker).get(at_office("checking", row.proof)).text
        )
        assert (row.state, row.recovery) == ("open", None)
        assert Message.objects.filter(kind="funding.result_returned").exists()
        row = proposed(cast, row)
        said = {"version": row.version, "read": results.preview(row).sha256}
        assert client.post(address, said).status_code == 302
        assert fresh(row).is_closed

    def test_who_signs_reads_the_letter_and_what_the_organisation_said(
        self, cast: Cast, paid: ProofCheck
    ) -> None:
        row, client = cut(paid, "90", by=cast.caseworker), client_of(cast.countersigner)
        request = FundingRequest.objects.get()
        hearings.hear(
            request, D(72), "Die Hälfte.", today() + SOON, by=cast.caseworker, version=request.version
        )
        request.refresh_from_db()
        hearing = Clarification.objects.get()
        hearings.reply(hearing, "Es war für die Kinder.", by=cast.coordinator, version=request.version)
        result = Result("Bitte zahlen Sie pünktlich.", today() + SOON, effect=Effect.FIXES)
        row = results.propose(fresh(row), result, by=cast.caseworker, version=row.version)
        page = client.get(at_office("checking", row.proof)).text
        wanted = (
            "<h3>Rückforderung nach Prüfung Ihres Verwendungsnachweises</h3>", "72,00\xa0€",
            "Bitte zahlen Sie pünktlich.", "Es war für die Kinder.", "What your signature does",
        )  # fmt: skip
        assert [text for text in wanted if text not in page] == []
        assert (
            "Rückforderung nach" not in client_of(cast.caseworker).get(at_office("checking", row.proof)).text
        )
        read = results.preview(row).sha256
        assert read in page
        results.countersign(row, by=cast.countersigner, version=row.version, read=read)
        assert fresh(row).sha256 == read

    def test_no_money_is_asked_back_until_a_day_that_has_passed(self, cast: Cast, paid: ProofCheck) -> None:
        row = proposed(cast, paid)
        with time_machine.travel(today() + SOON, tick=False):
            with pytest.raises(ValidationError, match="has passed"):
                results.countersign(row, by=cast.countersigner, version=row.version)
            row = results.send_back(row, "Ein neuer Tag.", by=cast.countersigner, version=row.version)
            row = proposed(cast, row)
            assert results.countersign(row, by=cast.countersigner, version=row.version).is_closed

    def test_a_letter_that_says_something_else_by_now_is_not_signed(
        self, cast: Cast, paid: ProofCheck
    ) -> None:
        row, client = proposed(cast, paid), client_of(cast.countersigner)
        said = {"version": row.version, "read": results.preview(row).sha256}
        Office.objects.update(letterhead="Haus Zwei")
        answer = client.post(at_office("sign_result", row.proof), said, follow=True)
        assert "The letter has changed since you read it." in answer.text
        assert fresh(row).state == "proposed"

    def test_the_second_officer_reads_what_the_result_rests_on(self, cast: Cast, paid: ProofCheck) -> None:
        receipt, second = paid.proof.receipts.get(), client_of(cast.countersigner)
        paper = at_office("case_voucher", paid.proof, receipt.public_id)
        line = at_office("voucher_line", paid.proof, 1)
        checking.draw(paid, 10, by=cast.caseworker, version=paid.version)
        row = proposed(cast, fresh(paid))
        assert line in second.get(at_office("checking", paid.proof)).text
        page = second.get(line).text
        assert [said for said in (receipt.name, "Die Hälfte war privat.") if said not in page] == []
        assert "<textarea" not in page
        assert second.get(paper)["Content-Disposition"].startswith("attachment")
        assert second.post(line, {"verdict": "accepted"}).status_code == 404
        assert client_of(cast.foreign_caseworker).get(paper).status_code == 404
        results.countersign(row, by=cast.countersigner, version=row.version)
        for user in (cast.countersigner, cast.caseworker):
            assert client_of(user).get(paper).status_code == 404

    def test_what_was_paid_since_the_proposal_makes_it_be_worked_out_anew(
        self, cast: Cast, paid: ProofCheck
    ) -> None:
        row = proposed(cast, paid)
        Award.objects.update(drawn=D(150))
        with pytest.raises(ValidationError, match="has changed since the proposal"):
            results.countersign(row, by=cast.countersigner, version=row.version)

    def test_the_organisation_is_heard_first_or_a_reason_is_given(
        self, cast: Cast, paid: ProofCheck, officer: Client
    ) -> None:
        row = cut(paid, "90", by=cast.caseworker)
        page = officer.get(at_office("check_result", row.proof)).text
        assert "€72.00 would have to be paid back." in page
        said = {"version": row.version, "pay_back_by": today() + SOON, "effect": "fixes", "note": "Privat."}
        answer = officer.post(at_office("check_result", row.proof), said)
        assert answer.status_code == 422
        assert "The organisation was not heard on this." in answer.text
        form = officer.get(at_office("hear", row.proof)).text
        assert 'value="72.00"' in form
        assert "Nr. 1: Die Hälfte war privat." in form
        request = row.proof.award.request
        request.refresh_from_db()
        hearings.hear(
            request,
            D(72),
            "Die Hälfte war privat.",
            today() + SOON,
            by=cast.caseworker,
            version=request.version,
        )
        assert "A hearing is under way" in officer.post(at_office("check_result", row.proof), said).text
        Clarification.objects.update(deadline=today() - timedelta(1))
        assert officer.post(at_office("check_result", row.proof), said).status_code == 302
        assert fresh(row).state == "proposed"

    @pytest.mark.parametrize("amount", ["0", "144.01", "99999"])
    def test_the_hearing_is_on_no_more_than_was_paid_out(
        self, cast: Cast, paid: ProofCheck, officer: Client, amount: str
    ) -> None:
        request, address = FundingRequest.objects.get(), at_office("hear", paid.proof)
        said = {"amount": amount, "text": "Alles.", "deadline": today() + SOON, "version": request.version}
        answer = officer.post(address, said)
        assert answer.status_code == 422
        assert "what was paid out and has not come back: €144.00." in answer.text
        assert officer.post(address, said | {"amount": "144"}).status_code == 302

    def test_while_money_is_asked_back_none_is_paid_out(
        self, cast: Cast, begun: ProofCheck, officer: Client
    ) -> None:
        award, request = begun.proof.award, begun.proof.award.request
        decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
        drawdowns.record_payment(award, D(100), today(), by=cast.caseworker, known=0)
        call = drawdowns.call_up(award, D(180), D(0), None, by=cast.coordinator)
        call = drawdowns.decide(call, D(44), "", by=cast.caseworker, version=call.version)
        row = cut(begun, "90", by=cast.caseworker)
        said = {"version": row.version, "pay_back_by": today() + SOON, "unheard": "Sie bat darum."}
        said |= {"note": "Die Hälfte war privat.", "effect": "fixes"}
        answer = officer.post(at_office("check_result", row.proof), said)
        assert "by this check nothing more is due. Refuse it first." in answer.text
        pays = {"version": call.version, "paid_on": today()}
        answer = officer.post(at_office("drawdown_pay", row.proof, 2), pays)
        assert (answer.status_code, "at most €0.00 can be paid" in answer.text) == (422, True)
        anew = at_office("drawdown_decide", row.proof, 2)
        assert anew in officer.get(at_office("payments", row.proof)).text
        assert 'value="0.00"' in officer.get(anew).text
        decides = {"version": call.version, "amount": "44", "reason": "Die Prüfung gibt weniger."}
        answer = officer.post(anew, decides)
        assert (answer.status_code, "at most €0.00 can be paid" in answer.text) == (422, True)
        officer.post(anew, decides | {"amount": "0"})
        tiles = officer.get(at_office("payments", row.proof)).context["rest"]
        assert tiles == 0, "the check counts at once"
        said_to = words(client_of(cast.coordinator).get(at("drawdowns", row.proof)).text)
        assert "What is still paid out follows from the check." in said_to
        assert Drawdown.objects.get(number=2).state == "refused"
        with pytest.raises(ValidationError, match="at most €0"):
            drawdowns.record_payment(award, D(1), today(), by=cast.caseworker, known=2)
        assert officer.post(at_office("check_result", row.proof), said).status_code == 302

    def test_interest_is_a_hint_once_the_base_rate_is_entered(
        self, cast: Cast, paid: ProofCheck, officer: Client
    ) -> None:
        cut(paid, "90", by=cast.caseworker)
        address = at_office("check_result", paid.proof)
        Drawdown.objects.update(paid_on=today() - timedelta(100))
        assert "portal staff has entered no base rate" in officer.get(address).text
        BaseRate.objects.create(since=today() - timedelta(800), percent=D("2.27"), source="Bundesanzeiger")
        # 72 EUR for 100 days at 7.27 per cent
        assert "would be €1.43." in officer.get(address).text

    def test_the_points_of_interest_are_those_of_the_award(
        self, cast: Cast, paid: ProofCheck, officer: Client
    ) -> None:
        cut(paid, "90", by=cast.caseworker)
        address = at_office("check_result", paid.proof)
        Drawdown.objects.update(paid_on=today() - timedelta(100))
        BaseRate.objects.create(since=today() - timedelta(800), percent=D("2.27"), source="Bundesanzeiger")
        Award.objects.update(interest_points=3)
        page = officer.get(address).text
        # 72 EUR for 100 days at 5.27 per cent
        assert "base rate plus 3 percentage points" in page
        assert "would be €1.04." in page
        Award.objects.update(interest_points=None)
        assert "percentage points" not in officer.get(address).text

    def test_the_programme_suggests_the_points(self, cast: Cast) -> None:
        programme = scenes.programme_of(cast)
        programme.interest_points = D("2.50")
        programme.save()
        assert scenes.announced(cast).award.interest_points == D("2.50")

    @pytest.mark.parametrize("day", [None, today()])
    def test_money_comes_back_by_a_day_in_the_future(
        self, cast: Cast, paid: ProofCheck, day: date | None
    ) -> None:
        row = cut(paid, "90", by=cast.caseworker)
        said = Result("Privat.", day, "Sie bat darum.", Effect.FIXES)
        with pytest.raises(ValidationError) as refused:
            results.propose(row, said, by=cast.caseworker, version=row.version)
        assert list(refused.value.message_dict) == ["pay_back_by"]

    def test_whoever_judges_a_line_meanwhile_makes_the_result_stale(
        self, cast: Cast, begun: ProofCheck
    ) -> None:
        seen = begun.version
        cut(begun, "90", by=cast.caseworker)
        with pytest.raises(Stale):
            results.propose(begun, Result(), by=cast.caseworker, version=seen)

    def test_no_line_changes_after_the_end(self, cast: Cast, paid: ProofCheck) -> None:
        row = closed(cast, paid)
        with pytest.raises(ValidationError):
            checking.judge(row, 1, Verdict.ACCEPTED, None, "", by=cast.caseworker)
        with pytest.raises(ValidationError):
            checking.draw(row, 50, by=cast.caseworker, version=row.version)

    def test_an_open_call_for_money_is_decided_first(self, cast: Cast, begun: ProofCheck) -> None:
        request = begun.proof.award.request
        decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
        award = Award.objects.get()
        drawdowns.call_up(award, D(100), D(0), D(50), by=cast.coordinator)
        with pytest.raises(ValidationError, match="A call for money is under way"):
            results.propose(begun, Result(), by=cast.caseworker, version=begun.version)


class TestBurdens:
    """To give less than the proof is like asking money back: with hearing, reasons and two signatures."""

    WHY = "Die Hälfte war privat."

    def said(self, row: ProofCheck, **more: Any) -> dict[str, Any]:
        usual = {"version": row.version, "note": self.WHY, "effect": "fixes", "unheard": "Sie bat darum."}
        return usual | more

    def test_a_cut_goes_to_a_second_officer_though_no_money_comes_back(
        self, cast: Cast, begun: ProofCheck, officer: Client, applicant: Client
    ) -> None:
        row, second = cut(begun, "90", by=cast.caseworker), client_of(cast.countersigner)
        address = at_office("check_result", row.proof)
        page = officer.get(address).text
        assert "Before less is given than its proof says" in page
        assert [text for text in ("You close this check alone", "id_pay_back_by") if text in page] == []
        answer = officer.post(address, self.said(row, note=" ", unheard=""))
        wanted = (
            "Say why the Office does not follow the proof.", "The organisation was not heard on this.",
        )  # fmt: skip
        assert (answer.status_code, [it for it in wanted if it not in answer.text]) == (422, [])
        assert officer.post(address, self.said(row)).status_code == 302
        row = fresh(row)
        assert (row.state, row.entitled, row.recovery) == ("proposed", D(72), D(0))
        assert not Message.objects.filter(kind="funding.proof_checked").exists()
        assert "72.00" not in words(applicant.get(at("proof", row.proof)).text)
        page = words(second.get(at_office("checking", row.proof)).text)
        wanted = (
            "sign that the grant is €72.00 by this check", "Die Zuwendung setze ich auf 72,00 € fest.",
            "Von einer Anhörung habe ich abgesehen: Sie bat darum.", f"Begründung {self.WHY}",
        )  # fmt: skip
        assert [text for text in wanted if text not in page] == []
        read = {"version": row.version, "read": results.preview(row).sha256}
        assert client_of(cast.caseworker).post(at_office("sign_result", row.proof), read).status_code == 404
        assert second.post(at_office("sign_result", row.proof), read).status_code == 302
        row = fresh(row)
        assert (row.is_closed, row.closed_by) == (True, cast.countersigner)
        assert row.frozen is not None
        assert row.frozen["two_people"] is True
        with pytest.raises(DatabaseError), transaction.atomic():
            ProofCheck.objects.filter(pk=row.pk).update(closed_by=cast.caseworker)

    def test_on_less_money_the_organisation_is_heard_as_well(
        self, cast: Cast, begun: ProofCheck, officer: Client, applicant: Client
    ) -> None:
        row, request = cut(begun, "90", by=cast.caseworker), FundingRequest.objects.get()
        address, hear = at_office("check_result", row.proof), at_office("hear", row.proof)
        form = officer.get(hear).text
        wanted = ('value="72.00"', "Grant that is to be left", "Nr. 1: Die Hälfte war privat.")
        assert [text for text in wanted if text not in form] == []
        sent = {"about": "result", "amount": "144", "text": self.WHY, "deadline": today() + SOON}
        answer = officer.post(hear, sent | {"version": request.version})
        assert "Less than the proof itself gives: €144.00." in answer.text
        assert officer.post(hear, sent | {"amount": "72", "version": request.version}).status_code == 302
        page = words(applicant.get(at("proof", row.proof)).text)
        assert "intends to fix the grant at €72.00." in page
        (waits,) = duties.of(cast.coordinator)
        assert waits.is_mine
        answer = officer.post(address, self.said(row))
        assert "A hearing is under way" in answer.text
        assert "is being heard on a grant of €72.00 and can answer until" in answer.text
        request.refresh_from_db()
        reply = reverse(
            "funding:hearing",
            args=[request.organisation.slug, request.public_id, Clarification.objects.get().pk],
        )
        said = {"version": request.version, "answer": "Es war dienstlich.", "file": scenes.pdf("Beleg.pdf")}
        assert applicant.post(reply, said).status_code == 302
        for page in (officer.get(address), officer.get(at_office("voucher_line", row.proof, 1))):
            assert "Es war dienstlich." in page.text
            assert "The organisation was heard on a grant of €72.00, until" in page.text
        row = cut(row, "80", by=cast.caseworker)
        answer = officer.post(address, self.said(row, unheard=""))
        assert "The organisation was not heard on this." in answer.text, "64 EUR are less than 72"
        row = cut(row, "95", by=cast.caseworker)
        assert officer.post(address, self.said(row, unheard="")).status_code == 302
        letter = said_in(fresh(row))
        assert "zu einer Festsetzung der Zuwendung auf 72,00 € angehört." in letter
        assert "Es war dienstlich." in letter
        assert "Mit Ihrer Antwort haben Sie eine Datei geschickt." in letter

    def test_who_proposes_a_result_can_read_its_letter_first(
        self, cast: Cast, begun: ProofCheck, officer: Client
    ) -> None:
        row, address = cut(begun, "90", by=cast.caseworker), at_office("check_result", begun.proof)
        assert "Read the letter first" in officer.get(address).text
        answer = officer.post(address, self.said(row, look="1"))
        assert (answer.status_code, fresh(row).state) == (200, "open")
        page = words(answer.text)
        assert "Die Zuwendung setze ich auf 72,00 € fest." in page.replace("\xa0", " ")
        assert self.WHY in page

    def test_the_hearing_names_all_that_lowers_the_grant_and_its_sums_add_up(
        self, cast: Cast, officer: Client
    ) -> None:
        proof = furnished_proof(cast)
        gift = {"received": date(2026, 2, 1), "source": "private", "payer": "", "amount": D(50)}
        incomes.add_income(proof, gift, by=cast.coordinator)
        Award.objects.update(minor_change=None)
        proof = proofs.submit_proof(ProofOfUse.objects.get(), by=cast.coordinator, version=proof.version)
        begun = checking.begin(proof, by=cast.caseworker)
        cut(begun, "150", by=cast.caseworker)
        Award.objects.update(drawn=D(144))
        BaseRate.objects.create(since=today() - timedelta(800), percent=D("2.27"), source="Bundesanzeiger")
        begun.proof.award.drawdowns.create(
            number=1, state="paid", amount=144, paid_on=today() - timedelta(365)
        )
        form = officer.get(at_office("hear", proof)).context["form"]
        assert D(form["amount"].value()) == 64
        text = str(form["text"].value()).replace("\xa0", " ")
        wanted = (
            "Die Hälfte war privat.", "Nachgewiesene Ausgaben: 180,00 €", "Davon anerkannt: 150,00 €",
            "etwa Spenden: – 50,00 €", "nach dem Finanzierungsplan): 80,00 €",
            "Zuwendung, die Ihnen danach zusteht: 80,00 €", "Bisher ausgezahlt: 144,00 €",
            "Zu erstatten: 64,00 €", "5 Prozentpunkte über dem Basiszinssatz wären bis heute 4,65 €",
        )  # fmt: skip
        assert [said for said in wanted if said not in text] == []
        sent = {
            "version": FundingRequest.objects.get().version, "about": "recovery", "amount": "50",
            "text": form["text"].value(), "deadline": today() + SOON,
        }  # fmt: skip
        answer = officer.post(at_office("hear", proof), sent)
        assert (
            "The text says €64.00, but the sum above is €50.00." in answer.context["form"].errors["text"][0]
        )
        assert not Clarification.objects.exists()
        changed = text.replace("Zu erstatten: 64,00 €", "Zu erstatten: 50 €")
        assert officer.post(at_office("hear", proof), sent | {"text": changed}).status_code == 302

    def test_letter_and_page_name_all_hearings_and_the_changes_of_the_decision(
        self, cast: Cast, officer: Client, begun: ProofCheck
    ) -> None:
        row, request = cut(begun, "90", by=cast.caseworker), FundingRequest.objects.get()
        for sum_, answer in (("70", "Die erste Antwort."), ("72", "Die zweite Antwort.")):
            request = hearings.hear(
                request, D(sum_), self.WHY, today() + SOON, about=Thread.RESULT, by=cast.caseworker,
                version=request.version,
            )  # fmt: skip
            hearing = Clarification.objects.get(answered__isnull=True)
            request = hearings.reply(hearing, answer, by=cast.coordinator, version=request.version)
        Clarification.objects.update(deadline=today() - timedelta(1))
        row.proof.award.amendments.create(
            number=1, reason="Teurer.", state="granted", grants=True, decided=timezone.now(), frozen={}
        )
        for page in ("checking", "check_result"):
            text = officer.get(at_office(page, row.proof)).text
            assert [it for it in ("Die erste Antwort.", "Die zweite Antwort.") if it not in text] == []
        results.propose(
            row, Result(self.WHY, effect=Effect.REVOKES, rests_on="§ 49"), by=cast.caseworker,
            version=row.version,
        )  # fmt: skip
        letter = said_in(fresh(row))
        assert letter.index("Die erste Antwort.") < letter.index("Die zweite Antwort.")
        assert f"in der Fassung des Änderungsbescheids vom {today():%d.%m.%Y}" in letter
        assert "§ 49a" not in letter, "nothing is asked back"

    def test_what_is_added_to_the_answer_changes_the_letter_that_is_signed(
        self, cast: Cast, begun: ProofCheck
    ) -> None:
        row, request = cut(begun, "90", by=cast.caseworker), FundingRequest.objects.get()
        request = hearings.hear(
            request, D(72), self.WHY, today() + SOON, about=Thread.RESULT, by=cast.caseworker,
            version=request.version,
        )  # fmt: skip
        hearing = Clarification.objects.get()
        request = hearings.reply(hearing, "Nein.", by=cast.coordinator, version=request.version)
        row = results.propose(
            row, Result(self.WHY, effect=Effect.FIXES), by=cast.caseworker, version=row.version
        )
        read = results.preview(row).sha256
        request = hearings.reply(hearing, "Doch nicht.", by=cast.coordinator, version=request.version)
        with pytest.raises(ValidationError, match="has changed since you read it"):
            results.countersign(row, by=cast.countersigner, version=row.version, read=read)
        read = results.preview(fresh(row)).sha256
        row = results.countersign(row, by=cast.countersigner, version=row.version, read=read)
        assert "Doch nicht." in said_in(row)
        with pytest.raises(ValidationError, match="This hearing is over"):
            hearings.reply(hearing, "Zu spät.", by=cast.coordinator, version=request.version)

    def test_who_was_heard_on_money_to_come_back_was_heard_on_less(
        self, cast: Cast, paid: ProofCheck
    ) -> None:
        row, request = cut(paid, "90", by=cast.caseworker), FundingRequest.objects.get()
        hearings.hear(request, D(72), self.WHY, today() + SOON, by=cast.caseworker, version=request.version)
        Clarification.objects.update(deadline=today() - timedelta(1))
        Award.objects.update(drawn=D(50))
        said = Result(self.WHY, effect=Effect.FIXES)
        assert results.propose(fresh(row), said, by=cast.caseworker, version=row.version).state == "proposed"

    def test_an_answer_in_the_hearing_is_answered_in_the_letter(
        self, cast: Cast, paid: ProofCheck, officer: Client
    ) -> None:
        Award.objects.update(drawn=D(150))  # nothing is cut: less was spent than paid out
        request, address = FundingRequest.objects.get(), at_office("check_result", paid.proof)
        said = self.said(paid, note="", pay_back_by=today() + SOON)
        request = hearings.hear(
            request, D(6), "Zu viel gezahlt.", today() + SOON, by=cast.caseworker, version=request.version
        )
        hearing = Clarification.objects.get()
        hearings.reply(hearing, "Es war ein Versehen.", by=cast.coordinator, version=request.version)
        answer = officer.post(address, said)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["note"]
        assert "The organisation has answered in the hearing." in answer.text
        assert officer.post(address, said | {"note": "Das ändert nichts."}).status_code == 302

    @pytest.mark.parametrize(
        ("effect", "sentence"),
        [
            ("fixes", ""),
            ("revokes", "widerrufe ich, soweit die bewilligte Zuwendung 72,00 € übersteigt."),
            ("takes_back", "nehme ich zurück, soweit die bewilligte Zuwendung 72,00 € übersteigt."),
            ("lapses", "ist durch den Eintritt einer auflösenden Bedingung unwirksam geworden, soweit"),
        ],
    )
    def test_the_letter_says_what_becomes_of_the_decision_and_on_what_that_rests(
        self, cast: Cast, paid: ProofCheck, officer: Client, effect: str, sentence: str
    ) -> None:
        row, address = cut(paid, "90", by=cast.caseworker), at_office("check_result", paid.proof)
        block = cast.office.text_blocks.create(title="Frist", text="Nr. 6.1 der Nebenbestimmungen")
        said = self.said(row, pay_back_by=today() + SOON, effect=effect)
        if sentence:
            answer = officer.post(address, said)
            assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["rests_on"])
        assert officer.post(address, said | {"rests_on": "Nr. 8.2", "blocks": [block.pk]}).status_code == 302
        letter = said_in(fresh(row))
        assert sentence in letter
        assert ("Den Zuwendungsbescheid" in letter) == (effect in ("revokes", "takes_back"))
        assert "beruht auf: Nr. 8.2 Nr. 6.1 der Nebenbestimmungen" in letter

    def test_what_becomes_of_the_decision_is_chosen_by_the_officer_and_by_nobody_before(
        self, cast: Cast, begun: ProofCheck, officer: Client
    ) -> None:
        row, address = cut(begun, "90", by=cast.caseworker), at_office("check_result", begun.proof)
        page = officer.get(address)
        assert page.context["form"]["effect"].value() is None
        assert "Right only if the decision itself calls the grant provisional" in page.text
        said = self.said(row)
        del said["effect"]
        assert list(officer.post(address, said).context["form"].errors) == ["effect"]
        empty = officer.post(address, {"version": row.version}).context["form"].errors
        assert set(empty) == {"effect", "note", "unheard"}, "all that is missing at once"
        unsaid = Result(self.WHY, unheard="Sie bat darum.")
        with pytest.raises(ValidationError, match="Choose what becomes of the decision"):
            results.propose(row, unsaid, by=cast.caseworker, version=row.version)
        Office.objects.update(revokes=True)
        assert officer.get(address).context["form"]["effect"].value() == "revokes", "the Office said so"

    def test_a_letter_that_changed_since_it_was_read_closes_nothing(
        self, cast: Cast, begun: ProofCheck, officer: Client
    ) -> None:
        address, said = at_office("check_result", begun.proof), {"version": begun.version, "note": "Gut."}
        read = officer.post(address, said).context["letter"].sha256
        for change in ({"note": "Sehr gut."}, {"read": "0" * 64}):
            answer = officer.post(address, said | {"read": read} | change)
            assert (answer.status_code, fresh(begun).state) == (200, "open")
            assert "The letter has changed since you read it." in answer.text
        with pytest.raises(ValidationError, match="has changed since you read it"):
            results.propose(begun, Result("Gut."), by=cast.caseworker, version=begun.version, read="0")

    def test_an_office_may_have_every_result_signed(self, cast: Cast, begun: ProofCheck) -> None:
        Office.objects.update(signs_results=True)
        row = results.propose(begun, Result("Gut."), by=cast.caseworker, version=begun.version)
        assert row.state == "proposed"
        row = results.countersign(row, by=cast.countersigner, version=row.version)
        assert row.is_closed
        assert "Rechtsbehelfsbelehrung" not in said_in(row), "it burdens nobody"
        assert "von zwei Personen geprüft" in said_in(row)

    def test_of_a_drawn_line_somebody_says_what_its_voucher_shows(
        self, cast: Cast, begun: ProofCheck, officer: Client
    ) -> None:
        line = at_office("voucher_line", begun.proof, 1)
        assert " checked" in officer.get(line).text
        checking.draw(begun, 10, by=cast.caseworker, version=begun.version)
        assert " checked" not in officer.get(line).text
        answer = officer.post(line, {"reason": ""})
        assert (answer.status_code, begun.findings.exists()) == (422, False)


class TestAfterwards:
    def test_the_letter_says_what_it_comes_to(self, cast: Cast, paid: ProofCheck) -> None:
        Award.objects.update(retention_years=5)
        row = closed(cast, paid)
        letter = kind_of(ClosingLetter.key).gather({"checking": row.pk}, "de")
        assert (letter.asks_back, letter.burdens, letter.still_pays) == (True, True, False)
        (line,) = letter.letter["findings"]
        assert (line["claimed"], line["accepted"], line["reason"]) == (
            "180.00",
            "90.00",
            "Die Hälfte war privat.",
        )
        assert letter.letter["recovery"] == "72.00"
        assert row.kept_until is not None
        assert row.kept_until.year == row.proof.sent_on.year + 5
        assert "Druckerei" not in str(letter.letter), "whom it was paid to is no business of the letter"

    def test_a_letter_that_asks_money_back_decides_reckons_and_gives_its_reasons(
        self, cast: Cast, paid: ProofCheck
    ) -> None:
        row = cut(paid, "90", by=cast.caseworker)
        request = FundingRequest.objects.get()
        hearings.hear(
            request, D(72), "Die Hälfte.", today() + SOON, by=cast.caseworker, version=request.version
        )
        request.refresh_from_db()
        hearing = Clarification.objects.get()
        hearings.reply(hearing, "Es war für die Kinder.", by=cast.coordinator, version=request.version)
        result = Result("Die Kinder stehen nicht im Plan.", today() + SOON)
        result = replace(result, effect=Effect.REVOKES, rests_on="Nr. 8.2 der Nebenbestimmungen")
        Office.objects.update(recovery_basis="Landesgesetz § 7")
        row = results.propose(fresh(row), result, by=cast.caseworker, version=row.version)
        letter = said_in(fresh(row))
        wanted = (
            "widerrufe ich, soweit die bewilligte Zuwendung 72,00 € übersteigt.",
            "Die Zuwendung setze ich auf 72,00 € neu fest. Bewilligt waren 2.000,00 €.",
            "Sie haben 72,00 € zu erstatten.",
            "Davon anerkannt 90,00 € Davon 80 % (2.000,00 € von 2.500,00 €",
            "zu einer Rückforderung von 72,00 € angehört.", "Es war für die Kinder.",
            "Begründung Die Kinder stehen nicht im Plan.", "Rückforderung: Landesgesetz § 7",
            "Die Entscheidung beruht auf: Nr. 8.2 der Nebenbestimmungen",
        )  # fmt: skip
        assert [text for text in wanted if text not in letter] == []

    def test_the_letter_says_what_of_volunteer_work_counts(self, cast: Cast, paid: ProofCheck) -> None:
        award = Award.objects.get()
        award.plan["costs"]["in_kind"] = "500.00"
        award.volunteer_rate, award.volunteer_cap = D(15), D("0.10")
        award.save()
        row = proposed(cast, fresh(paid))
        row.proof.sent_figures["evidence"]["volunteer_hours"] = "4"
        letter = said_in(row)
        assert "(4 Stunden zu 15,00 €, höchstens 10 % der zuwendungsfähigen Ausgaben) + 10,00 €" in letter
        assert "Zuwendungsfähige Ausgaben 100,00 €" in letter
        assert "Davon 66,67 % (2.000,00 € von 3.000,00 € nach dem Finanzierungsplan) 66,67 €" in letter
        assert "Von einer Anhörung habe ich abgesehen: Sie hat selbst darum gebeten." in letter

    def test_who_asks_money_back_is_told_that_no_legal_basis_is_entered(
        self, cast: Cast, paid: ProofCheck, officer: Client
    ) -> None:
        cut(paid, "90", by=cast.caseworker)
        said = "No legal basis of asking money back is entered"
        assert said in officer.get(at_office("check_result", paid.proof)).text
        Office.objects.update(recovery_basis="Landesgesetz § 7")
        assert said not in officer.get(at_office("check_result", paid.proof)).text

    def test_the_organisation_reads_what_was_cut_why_and_until_when_it_can_contest_it(
        self, cast: Cast, paid: ProofCheck, applicant: Client
    ) -> None:
        Office.objects.update(remedy="Klage beim Verwaltungsgericht.")
        FundingRequest.objects.get().programme.__class__.objects.update(remedy="", remedy_months=1)
        row, request = closed(cast, fresh(paid)), FundingRequest.objects.get()
        page = words(applicant.get(at("proof", row.proof)).text)
        assert "No. 1 Flyer €180.00 €90.00 Die Hälfte war privat." in page
        assert "Klage beim Verwaltungsgericht." in page
        assert "Legal remedy is possible for 1 month from the day on which the letter counts" in page
        row = results.record_posting(row, today(), by=cast.caseworker, version=row.version)
        until = results.contestable_until(row)
        assert until is not None
        day = f"{until.day} {until:%B %Y}"
        assert f"Legal remedy is possible until {day}." in words(applicant.get(at("proof", row.proof)).text)
        with time_machine.travel(until + timedelta(1), tick=False):
            page = words(client_of(cast.coordinator).get(at("proof", row.proof)).text)
        assert f"Legal remedy was possible until {day}." in page

        decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
        page = words(applicant.get(request.get_absolute_url()).text)
        assert "You gave up legal remedy against the decision on the grant on" in page
        assert (
            "Against the result of the check of your proof of use there is a legal remedy of its own." in page
        )

    def test_both_sides_open_the_letter_and_nobody_else(self, cast: Cast, paid: ProofCheck) -> None:
        proof = paid.proof
        assert client_of(cast.coordinator).get(at("closing_letter", proof)).status_code == 404
        closed(cast, paid)
        assert client_of(cast.coordinator).get(at("closing_letter", proof)).status_code == 200
        assert client_of(cast.caseworker).get(at_office("case_closing_letter", proof)).status_code == 200
        for name in ("foreign_coordinator", "foreign_caseworker", "helper"):
            assert client_of(getattr(cast, name)).get(at("closing_letter", proof)).status_code == 404, name

    def test_the_letter_says_where_to_pay_by_which_law_and_when_it_counts(
        self, cast: Cast, paid: ProofCheck, officer: Client, applicant: Client
    ) -> None:
        result = at_office("check_result", paid.proof)
        cut(paid, "90", by=cast.caseworker)
        assert "the letter will name none" in officer.get(result).text
        Office.objects.update(pay_back_to="Musterkasse\nIBAN DE00", recovery_basis="§ 7", post_days=4)
        assert "the letter will name none" not in officer.get(result).text
        frozen = paid.proof.award.decision.frozen
        assert frozen is not None
        law = frozen["legal_basis"]
        assert law
        row = closed(cast, fresh(paid))
        assert row.frozen is not None
        assert (row.frozen["pay_back_to"], row.frozen["legal_basis"]) == ("Musterkasse\nIBAN DE00", law)
        kind = kind_of("funding.closing_letter")
        letter = pdf.html(kind, kind.gather({"checking": row.pk}, "de"), "de")
        for said in ("IBAN DE00", "Rechtsgrundlage", escape(law)):
            assert said in letter, said
        posted = at_office("result_posted", row.proof)
        assert posted in officer.get(at_office("checking", row.proof)).text
        said = {"version": row.version, "posted": today() + timedelta(1)}
        assert "The day cannot be in the future." in officer.post(posted, said).text
        for _click in range(2):
            assert officer.post(posted, said | {"posted": today()}).status_code == 302
        row = fresh(row)
        assert (row.posted, row.known) == (today(), today() + timedelta(4))
        assert row.proof.award.request.transitions.filter(verb="post_result").count() == 1
        for page in (officer.get(at_office("checking", row.proof)), applicant.get(at("proof", row.proof))):
            assert "It counts as made known on" in page.text
        assert client_of(cast.countersigner).get(posted).status_code == 404

    def test_money_comes_back_in_parts(
        self, cast: Cast, paid: ProofCheck, officer: Client, applicant: Client
    ) -> None:
        row = closed(cast, paid)
        (owed,) = duties.of(cast.coordinator)
        assert (owed.title, owed.until) == ("Pay back €72.00 for “Elternlotsen Nordstadt”", row.pay_back_by)
        address = at_office("paid_back", row.proof)
        said = {"version": row.version, "amount": "100", "day": today()}
        assert "Still owed: €72.00." in officer.post(address, said).text
        assert officer.post(address, said | {"amount": "30"}).status_code == 302
        row = fresh(row)
        assert (row.paid_back, row.owed) == (D(30), D(42))
        assert (
            officer.post(address, {"version": row.version, "amount": "42", "day": today()}).status_code == 302
        )
        assert duties.of(cast.coordinator) == []
        FundingRequest.objects.filter(pk=row.proof.award.request_id).update(state="final")
        Office.objects.update(publishes_grants=True)
        grant = open_grant_of(row.proof.award)
        assert grant is not None
        assert (grant.paid_out, grant.modified >= row.closed) == (D(72), True)
        requests = FundingRequest.objects.counted_for(cast.caseworker)
        figures = office_figures(requests, ForgottenCases.objects.none(), None)
        assert figures.sum.paid == D(72), "the Office's own figures say the same"
        assert (grant.awarded, grant.settled) == (D(2000), D(72)), "what was awarded stays awarded"
        assert "Nach der Prüfung des Verwendungsnachweises: 72,00" in as_360giving(grant)["description"]
        assert (figures.sum.granted, figures.sum.settled) == (D(2000), D(72))
        assert "€72.00 were paid back" in words(applicant.get(at("proof", row.proof)).text)

    def test_money_that_came_back_is_news_from_the_moment_it_is_recorded(
        self, cast: Cast, paid: ProofCheck
    ) -> None:
        row = closed(cast, paid)
        FundingRequest.objects.filter(pk=row.proof.award.request_id).update(state="final")
        Office.objects.update(publishes_grants=True)
        for amount in (30, 42):
            before = open_grant_of(row.proof.award)
            repaying.record_return(row, D(amount), today(), by=cast.caseworker, version=fresh(row).version)
            after = open_grant_of(row.proof.award)
            assert before is not None
            assert after is not None
            assert after.modified > before.modified, amount

    def test_what_nobody_needs_goes_back_to_the_budget(self, cast: Cast, paid: ProofCheck) -> None:
        programme = paid.proof.award.request.programme
        line = BudgetLine.objects.create(office=cast.office, code="1", name="x", programmes=[programme.slug])

        def committed() -> D:
            (standing,) = budgets.standings(cast.office, [line])
            return standing.of_year(2026).committed

        assert committed() == D(2000)
        closed(cast, paid)
        assert committed() == D(144), (
            "what was paid out; what comes back is income of the year in which it comes"
        )


def test_a_sent_proof_waits_for_the_caseworker_until_it_is_checked(cast: Cast, sent: ProofOfUse) -> None:
    (waits,) = duties.of(cast.caseworker)
    assert (waits.title, waits.is_mine) == ("Check the proof of use of “Elternlotsen Nordstadt”", True)
    (follows,) = duties.of(cast.coordinator)
    assert (follows.is_mine, follows.who) == (False, "Musterstelle Förderung")
    assert duties.of(cast.countersigner) == []


def test_list_and_page_of_the_request_say_whose_turn_it_is(cast: Cast) -> None:
    proof = furnished_proof(cast)
    request = proof.award.request
    pages = [reverse("funding:requests", args=[request.organisation.slug]), request.get_absolute_url()]
    client = client_of(cast.coordinator)

    def said(text: str) -> list[bool]:
        return [text in client.get(page).text for page in pages]

    assert said("It is your turn") == [True, True]
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert said("It is the Office&#x27;s turn") == [True, True]
    assert said("Nothing is open") == [False, False]
    row = checking.begin(proof, by=cast.caseworker)
    results.propose(row, Result(), by=cast.caseworker, version=row.version)
    assert said("The rest of the grant is still to be paid out") == [True, True]
    Award.objects.update(drawn=row.proof.award.amount)
    assert said("Nothing is open") == [True, True]
