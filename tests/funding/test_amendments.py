"""Changes of an award: asked for by the organisation, decided by two officers, with how it was before."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from funding import duties
from funding.choices import AmendmentState, Purpose
from funding.models import Amendment, Award, Drawdown, Office, Programme
from funding.reports import AmendmentLetter
from funding.reports.log import note_in_words
from funding.services import amendment_letters, amendments, decisions, drawdowns, proofs
from funding.services.wishes import Wish
from portal.documents.kinds import kind_of
from portal.documents.rendering import pdf
from portal.lib.dates import day_of, today
from portal.lib.errors import Stale
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof

D = Decimal
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def countersigner(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.countersigner)
    return client


@pytest.fixture
def award(cast: Cast) -> Award:
    request = scenes.announced(cast)
    decisions.finalise(request, by=cast.caseworker, version=request.version, waived=today())
    return Award.objects.get()


def at(name: str, award: Award, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[award.request.organisation.slug, award.request.public_id, *more])


def at_office(name: str, award: Award, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[award.request.office.slug, award.request.public_id, *more])


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def longer(award: Award, days: int = 60) -> date:
    return award.end + timedelta(days=days)


def asked(cast: Cast, award: Award, **said: Any) -> Amendment:
    return amendments.ask(award, Wish(**{"reason": "Der Raum war gesperrt."} | said), by=cast.coordinator)


def proposed(cast: Cast, award: Award, *, grants: bool = True, **said: Any) -> Amendment:
    row = asked(cast, award, **(said or {"end": longer(award)}))
    answer = "" if grants else "Das Programm endet."
    return amendments.propose(row, grants, answer, None, by=cast.caseworker, version=row.version)


def signed(cast: Cast, award: Award, **said: Any) -> Amendment:
    row = proposed(cast, award, **said)
    return amendments.countersign(row, by=cast.countersigner, version=row.version)


def moved(award: Award, sum_: str = "100") -> dict[str, Decimal]:
    """The plan with some euros moved from its largest kind of cost to travel."""
    costs = {kind: D(amount) for kind, amount in award.plan["costs"].items()}
    largest = max(costs, key=lambda kind: costs[kind])
    costs[largest] -= D(sum_)
    costs["travel"] = costs.get("travel", D(0)) + D(sum_)
    return costs


class TestAsking:
    def test_the_organisation_says_what_is_to_change_and_why(self, award: Award, applicant: Client) -> None:
        form = {f"cost_{kind}": amount for kind, amount in award.plan["costs"].items()}
        form |= {"reason": "Der Raum war gesperrt.", "end": longer(award).isoformat()}
        answer = applicant.post(at("amendment_new", award), form)
        assert (answer.status_code, answer["Location"]) == (302, at("amendments", award))
        row = Amendment.objects.get()
        assert (row.state, row.number, row.end, row.costs) == ("asked", 1, longer(award), None)
        assert "Der Raum war gesperrt." in words(applicant.get(at("amendments", award)).text)
        assert Message.objects.filter(kind="funding.change_asked").exists()

    def test_an_end_that_nobody_lives_to_see_is_asked_about(self, award: Award, applicant: Client) -> None:
        answer = applicant.post(at("amendment_new", award), {"reason": "x", "end": "9999-12-31"})
        assert (answer.status_code, answer.context["form"].errors["end"]) == (422, ["Please check the year."])

    def test_a_second_click_asks_once_and_one_change_runs_at_a_time(self, cast: Cast, award: Award) -> None:
        first = asked(cast, award, end=longer(award))
        assert asked(cast, award, end=longer(award)) == first
        with pytest.raises(ValidationError, match="asked for already"):
            asked(cast, award, use="Etwas anderes.")

    def test_while_one_waits_no_page_offers_another(
        self, cast: Cast, award: Award, applicant: Client
    ) -> None:
        page, ask = award.request.get_absolute_url(), at("amendments", award)
        assert "Ask before you act" in applicant.get(page).text
        row = asked(cast, award, end=longer(award))
        text = applicant.get(page).text
        assert ("Ask before you act" in text, f'href="{ask}#change-{row.number}"' in text) == (False, True)
        assert "it waits for the Office" in text

    def test_money_is_moved_and_not_added(self, cast: Cast, award: Award, applicant: Client) -> None:
        costs = moved(award)
        costs["travel"] += D(1)
        form = {"reason": "x"} | {f"cost_{kind}": str(amount) for kind, amount in costs.items()}
        answer = applicant.post(at("amendment_new", award), form)
        assert answer.status_code == 422
        (where,) = [name for name in answer.context["form"].errors if name.startswith("cost_")]
        assert where == "cost_travel", "what was changed last, and not what stands first"
        assert (
            "All costs together must stay €2,500.00. Now they are €2,501.00: €1.00 too much." in answer.text
        )
        assert f'value="{costs["travel"]}"' in answer.text, "nothing that was typed is lost"
        row = asked(cast, award, costs=moved(award))
        assert row.costs is not None
        assert sum(map(D, row.costs.values())) == sum(map(D, award.plan["costs"].values()))

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"reason": " ", "use": "x"}, "reason"),
            ({"end": date(2020, 1, 1)}, "end"),
            ({"income": D(50), "source": "private", "received": date(2026, 2, 1)}, "payer"),
            ({"use": "x", "payer": "Stiftung"}, "income"),
            ({}, "use"),
        ],
    )
    def test_what_is_missing_is_named_at_its_field(
        self, cast: Cast, award: Award, said: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            asked(cast, award, **said)
        assert list(refused.value.message_dict) == [field]
        assert not Amendment.objects.exists()

    def test_money_of_a_year_is_not_drawn_into_the_next_one(
        self, cast: Cast, award: Award, applicant: Client
    ) -> None:
        Programme.objects.update(purpose=Purpose.INSTITUTIONAL)
        Award.objects.update(end=date(2026, 6, 30))
        form = {f"cost_{kind}": amount for kind, amount in award.plan["costs"].items()}
        form |= {"reason": "Der Raum war gesperrt.", "end": "2027-01-01"}
        answer = applicant.post(at("amendment_new", award), form)
        assert answer.status_code == 422
        assert "Ask for the next year in a new request." in answer.text
        assert not Amendment.objects.exists()
        assert asked(cast, award, end=date(2026, 12, 31)).end == date(2026, 12, 31)

    def test_it_can_be_dropped_and_another_asked_for(
        self, cast: Cast, award: Award, applicant: Client
    ) -> None:
        asked(cast, award, end=longer(award))
        assert applicant.post(at("amendment_drop", award, 1)).status_code == 302
        assert Amendment.objects.get().state == AmendmentState.DROPPED
        assert asked(cast, award, use="Anders.").number == 2

    def test_strangers_ask_for_nothing(self, cast: Cast, award: Award) -> None:
        with pytest.raises(PermissionDenied):
            amendments.ask(award, Wish(reason="x", use="y"), by=cast.caseworker)


class TestDeciding:
    def test_what_is_allowed_changes_the_award_and_keeps_how_it_was(
        self, cast: Cast, award: Award, officer: Client, countersigner: Client, applicant: Client
    ) -> None:
        before, end = dict(award.plan["costs"]), longer(award)
        row = asked(cast, award, end=end, costs=moved(award))
        assert "It is your turn: propose an answer." in words(
            officer.get(at_office("case_amendments", award)).text
        )
        due = end + timedelta(days=90)
        form = {"version": row.version, "grants": "yes", "answer": "", "proof_due": due.isoformat()}
        assert officer.post(at_office("amendment_answer", award, 1), form).status_code == 302
        award.refresh_from_db()
        assert award.end != end, "nothing changes before the signature"
        row.refresh_from_db()
        sign = {"version": row.version, "read": amendment_letters.preview(row).sha256}
        assert countersigner.post(at_office("amendment_sign", award, 1), sign).status_code == 302
        award.refresh_from_db()
        row.refresh_from_db()
        assert (award.end, award.proof_due, award.plan["costs"]) == (end, due, row.costs)
        assert row.frozen is not None
        assert row.frozen["before"]["costs"] == before
        assert row.before["costs"] == before
        assert "allowed" in words(applicant.get(at("amendments", award)).text)
        assert Message.objects.filter(kind="funding.change_decided").exists()

    def test_the_page_of_the_request_shows_what_binds_now(
        self, cast: Cast, award: Award, officer: Client, applicant: Client
    ) -> None:
        pages = [(applicant, award.request.get_absolute_url()), (officer, at_office("case", award))]
        before = [words(client.get(url).text) for client, url in pages]
        assert not any("with the changes that were allowed" in page for page in before)
        row = signed(cast, award, end=longer(award), costs=moved(award, "123.45"))
        for client, url in pages:
            page = words(client.get(url).text)
            assert "with the changes that were allowed" in page
            assert date_format(row.end, "SHORT_DATE_FORMAT") in page
            assert "€123.45" in page

    def test_the_second_officer_reads_all_that_she_signs(
        self, cast: Cast, award: Award, countersigner: Client, applicant: Client
    ) -> None:
        row = asked(cast, award, end=longer(award))
        due = longer(award, 200)
        amendments.propose(row, True, "Gern.", due, by=cast.caseworker, version=row.version)
        due_words = f"Proof of use until: {date_format(due, 'DATE_FORMAT')}"
        assert due_words in words(countersigner.get(at_office("case_amendments", award)).text)
        assert due_words not in words(applicant.get(at("amendments", award)).text)

    def test_the_page_of_the_case_and_the_first_page_say_whose_turn_it_is(
        self, cast: Cast, award: Award, officer: Client
    ) -> None:
        def said() -> tuple[str, list[str], list[str]]:
            page = words(officer.get(at_office("case", award)).text.replace("&#x27;", "'"))
            mine = [
                [duty.title for duty in duties.of(user)] for user in (cast.caseworker, cast.countersigner)
            ]
            return page, mine[0], mine[1]

        page, worker, second = said()
        assert "It is the organisation's turn: its proof of use" in page
        assert (worker, second) == ([], [])
        drawdowns.call_up(award, D(100), D(0), None, by=cast.coordinator)
        assert "It is your turn: money is called up." in said()[0]
        drawdowns.take_back(Drawdown.objects.get(), by=cast.coordinator)
        row = asked(cast, award, end=longer(award))
        page, worker, second = said()
        assert "It is your turn: propose an answer to the change of the award." in page
        assert [title.partition("“")[0] for title in worker] == ["Propose an answer to the change of "]
        assert second == []
        amendments.propose(row, True, "", None, by=cast.caseworker, version=row.version)
        page, worker, second = said()
        assert "It is the second officer's turn" in page
        assert worker == []
        assert [title.partition("“")[0] for title in second] == ["Sign the answer to the change of "]

    def test_a_refusal_needs_a_reason_and_changes_nothing(self, cast: Cast, award: Award) -> None:
        row = asked(cast, award, end=longer(award))
        with pytest.raises(ValidationError) as refused:
            amendments.propose(row, False, " ", None, by=cast.caseworker, version=row.version)
        assert list(refused.value.message_dict) == ["answer"]
        row = amendments.propose(
            row, False, "Das Programm endet.", None, by=cast.caseworker, version=row.version
        )
        end = award.end
        amendments.countersign(row, by=cast.countersigner, version=row.version)
        award.refresh_from_db()
        assert award.end == end
        assert Amendment.objects.get().state == AmendmentState.REFUSED

    def test_nobody_signs_what_he_or_she_proposed(self, cast: Cast, award: Award) -> None:
        row = proposed(cast, award)
        with pytest.raises(PermissionDenied):
            amendments.countersign(row, by=cast.caseworker, version=row.version)
        with pytest.raises(DatabaseError), transaction.atomic():
            Amendment.objects.update(decided_by=row.proposed_by)

    def test_the_second_officer_sends_it_back_and_says_why(
        self, cast: Cast, award: Award, officer: Client, countersigner: Client, applicant: Client
    ) -> None:
        row = proposed(cast, award)
        back = {"version": row.version, "back": "1"}
        answer = countersigner.post(at_office("amendment_sign", award, 1), back | {"note": " "})
        assert answer.status_code == 422
        assert 'href="#id_note"' in answer.text
        said = back | {"note": "Bis Ende Februar genügt."}
        assert countersigner.post(at_office("amendment_sign", award, 1), said).status_code == 302
        row.refresh_from_db()
        assert (row.state, row.grants, row.proposed_by) == ("asked", None, None)
        for page in ("case_amendments", "case"):
            assert "Bis Ende Februar genügt." in officer.get(at_office(page, award)).text
        for url in (at("amendments", award), award.request.get_absolute_url()):
            assert "Bis Ende Februar genügt." not in applicant.get(url).text

    def test_two_clicks_sign_once_and_an_old_page_signs_nothing(self, cast: Cast, award: Award) -> None:
        row = proposed(cast, award)
        once = amendments.countersign(row, by=cast.countersigner, version=row.version)
        twice = amendments.countersign(row, by=cast.countersigner, version=row.version)
        assert once == twice
        other = proposed(cast, award, use="Anders.")
        with pytest.raises(Stale):
            amendments.countersign(other, by=cast.countersigner, version=other.version - 1)

    def test_the_organisation_does_not_read_a_proposal(
        self, cast: Cast, award: Award, applicant: Client
    ) -> None:
        proposed(cast, award, grants=False)
        page = words(applicant.get(at("amendments", award)).text)
        assert "Das Programm endet." not in page
        assert "answer proposed" not in page
        request_page = words(applicant.get(award.request.get_absolute_url()).text)
        assert "answer to a change proposed" not in request_page

    def test_what_is_decided_is_not_changed_any_more(self, cast: Cast, award: Award) -> None:
        signed(cast, award)
        with pytest.raises(DatabaseError), transaction.atomic():
            Amendment.objects.update(answer="Etwas anderes.")

    def test_a_later_change_starts_from_the_earlier_one(self, cast: Cast, award: Award) -> None:
        first = signed(cast, award, costs=moved(award))
        award.refresh_from_db()
        second = signed(cast, award, end=longer(award))
        assert second.frozen is not None
        assert second.frozen["before"]["costs"] == first.costs


class TestTheLetter:
    def test_says_what_holds_now_and_what_held_before(
        self, cast: Cast, award: Award, applicant: Client, officer: Client
    ) -> None:
        row = signed(cast, award, end=longer(award), costs=moved(award))
        data = kind_of(AmendmentLetter.key).gather({"amendment": row.pk}, "de")
        assert (data.is_longer, data.is_shifted) == (True, True)
        assert sorted(line.difference for line in data.costs if line.difference) == [D(-100), D(100)]
        assert applicant.get(at("amendment_letter", award, 1)).status_code == 200
        assert officer.get(at_office("case_amendment_letter", award, 1)).status_code == 200

    def test_there_is_none_before_the_signature(self, cast: Cast, award: Award, applicant: Client) -> None:
        proposed(cast, award)
        assert applicant.get(at("amendment_letter", award, 1)).status_code == 404

    def test_names_the_day_of_the_request(self, cast: Cast, award: Award) -> None:
        with time_machine.travel(today() + timedelta(3)):
            row = signed(cast, award)
        kind = kind_of(AmendmentLetter.key)
        letter = words("<main" + pdf.html(kind, kind.gather({"amendment": row.pk}, "de"), "de"))
        assert f"Ihr Änderungsantrag Nr. 1 vom {day_of(row.asked):%d.%m.%Y}" in letter.replace("\xa0", " ")

    def test_is_read_before_it_is_signed(self, cast: Cast, award: Award, countersigner: Client) -> None:
        row, address = proposed(cast, award), at_office("amendment_sign", award, 1)
        page = countersigner.get(at_office("case_amendments", award))
        assert "Ihr Änderungsantrag Nr. 1 vom" in words(page.text)
        read = page.context["letter"].sha256
        assert f'name="read" value="{read}"' in page.text
        Office.objects.update(remedy="Widerspruch.")
        Programme.objects.update(remedy="")
        said = countersigner.post(address, {"version": row.version, "read": read}, follow=True)
        assert "The letter has changed since you read it." in said.text
        read = said.context["letter"].sha256
        assert countersigner.post(address, {"version": row.version, "read": read}).status_code == 302
        row.refresh_from_db()
        assert (row.state, row.sha256) == (AmendmentState.GRANTED, read)

    def test_is_shown_to_nobody_who_does_not_sign_it(self, cast: Cast, award: Award, officer: Client) -> None:
        proposed(cast, award)
        assert "Ihr Änderungsantrag" not in officer.get(at_office("case_amendments", award)).text


class TestPosting:
    def test_the_time_for_legal_remedy_begins_with_the_posting(
        self, cast: Cast, award: Award, officer: Client, applicant: Client
    ) -> None:
        Office.objects.update(post_days=4)
        Programme.objects.update(remedy_months=1)
        row = signed(cast, award, grants=False)
        assert "The Office has not recorded that day yet." in words(
            applicant.get(at("amendments", award)).text
        )
        address, page = at_office("amendment_posted", award, 1), at_office("case_amendments", award)
        assert address in officer.get(page).text
        said = {"version": row.version, "posted": today() + timedelta(1)}
        assert "The day cannot be in the future." in officer.post(address, said).text
        for _click in range(2):
            assert officer.post(address, said | {"posted": today()}).status_code == 302
        row = Amendment.objects.select_related("award__request__programme").get()
        assert (row.posted, row.known) == (today(), today() + timedelta(4))
        (line,) = row.award.request.transitions.filter(verb="post_change")
        assert note_in_words(line) == f"Change 1\n{date_format(today(), 'SHORT_DATE_FORMAT')}"
        until = amendment_letters.contestable_until(row)
        assert until is not None
        for client, url in ((officer, page), (applicant, at("amendments", award))):
            read = words(client.get(url).text)
            assert "It counts as made known on" in read
            assert f"Legal remedy is possible until {date_format(until, 'DATE_FORMAT')}." in read
        assert address not in officer.get(page).text
        with time_machine.travel(until + timedelta(1), tick=False):
            client = Client()
            client.force_login(cast.coordinator)
            assert "Legal remedy was possible until" in words(client.get(at("amendments", award)).text)

    def test_only_what_is_signed_is_sent(self, cast: Cast, award: Award, officer: Client) -> None:
        row = proposed(cast, award)
        assert officer.get(at_office("amendment_posted", award, 1)).status_code == 404
        with pytest.raises(ValidationError):
            amendments.record_posting(row, today(), by=cast.caseworker, version=row.version)
        with pytest.raises(IntegrityError), transaction.atomic():
            Amendment.objects.update(posted=today(), known=today())

    def test_the_second_officer_posts_nothing(self, cast: Cast, award: Award) -> None:
        row = signed(cast, award)
        with pytest.raises(PermissionDenied):
            amendments.record_posting(row, today(), by=cast.countersigner, version=row.version)


class TestBesideTheProof:
    def test_no_proof_is_sent_while_a_change_is_open(self, cast: Cast) -> None:
        proof = furnished_proof(cast)
        asked(cast, proof.award, use="Anders.")
        with pytest.raises(ValidationError, match="not decided yet"):
            proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)

    def test_no_change_is_asked_for_once_the_proof_is_sent(self, cast: Cast) -> None:
        proof = furnished_proof(cast)
        proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
        with pytest.raises(ValidationError, match="has been submitted"):
            asked(cast, Award.objects.get(), use="Anders.")
