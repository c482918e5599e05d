"""The list of requests says what comes next, also after the decision."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from funding import duties
from funding.choices import Effect, State, Verdict
from funding.models import Award, FundingRequest, ProofCheck
from funding.services import (
    checking,
    decisions,
    drawdowns,
    explaining,
    hearings,
    letters,
    proofs,
    repaying,
    results,
    review,
)
from portal.accounts.models import User
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_reports import furnished_proof

pytestmark = pytest.mark.django_db
D = Decimal
SOON = timedelta(days=30)
READ = "It is your turn: read the decision."


def listed(cast: Cast) -> str:
    client = Client()
    client.force_login(cast.coordinator)
    address = reverse("funding:requests", args=[cast.association.slug]).replace("/de/", "/en/", 1)
    return " ".join(client.get(address).text.replace("\xa0", " ").split())


def opened(row: FundingRequest, cast: Cast) -> None:
    letters.open_letter(row.decisions.get(), by=cast.coordinator)


def later(cast: Cast) -> Any:
    """A decision on a project that begins in 2098."""
    offer = scenes.proposal(start=date(2098, 1, 1), end=date(2098, 12, 31))
    return scenes.announced(cast, offer)


def rejected(cast: Cast) -> FundingRequest:
    return scenes.announced(cast, scenes.proposal("0.00", reasons="Kein Geld mehr."))


def test_a_decision_is_to_be_read_then_can_be_contested(cast: Cast) -> None:
    row = rejected(cast)
    assert READ in listed(cast)
    opened(row, cast)
    page = listed(cast)
    assert READ not in page
    assert "You need do nothing now. Legal remedy is possible until" in page


def test_after_the_time_for_remedy_nothing_is_open_until_the_project_begins(cast: Cast) -> None:
    row = later(cast)
    opened(row, cast)
    last = decisions.contestable_until(row, row.decisions.get())
    assert last is not None
    with time_machine.travel(last + timedelta(days=1, hours=12)):
        assert "Nothing is open until the award period begins on 01/01/2098." in listed(cast)


def test_a_rejection_that_is_final_leaves_nothing_open(cast: Cast) -> None:
    row = rejected(cast)
    opened(row, cast)
    last = decisions.contestable_until(row, row.decisions.get())
    assert last is not None
    with time_machine.travel(last + timedelta(days=1, hours=12)):
        assert "Nothing is open." in listed(cast)


def test_what_is_not_announced_reads_as_in_review(cast: Cast) -> None:
    scenes.countersigned(cast)
    assert "It is the Office's turn." in listed(cast).replace("&#x27;", "'")


def case_read_by(user: User, row: FundingRequest) -> str:
    client = Client()
    client.force_login(user)
    address = reverse("funding:case", args=[row.office.slug, row.public_id]).replace("/de/", "/en/", 1)
    return client.get(address).text.replace("&#x27;", "'")


def test_the_page_of_a_case_names_the_next_step_of_the_caseworker(cast: Cast) -> None:
    row = scenes.submitted(cast)
    assert "It is your turn: confirm that the request has arrived." in case_read_by(cast.caseworker, row)
    row = review.receive(row, by=cast.caseworker, version=row.version)
    assert "It is your turn: check the request, then propose" in case_read_by(cast.caseworker, row)
    row = scenes.check(row, cast)
    assert "It is your turn: propose a decision." in case_read_by(cast.caseworker, row)
    row = scenes.offer(row, cast, scenes.proposal())
    row = decisions.countersign(row, by=cast.countersigner, version=row.version)
    assert "It is your turn: announce the decision." in case_read_by(cast.caseworker, row)


def test_the_proof_is_the_turn_of_the_caseworker_and_says_so_to_each(cast: Cast) -> None:
    proof = furnished_proof(cast)
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    row = proof.award.request
    assert "It is your turn: check the proof of use." in case_read_by(cast.caseworker, row)
    assert "It is the caseworker's turn: check the proof of use." in case_read_by(cast.countersigner, row)


@pytest.fixture
def heard(cast: Cast) -> FundingRequest:
    """Money was paid out, and before some of it is asked back the organisation is heard."""
    proof = furnished_proof(cast)
    sent = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    check = checking.begin(sent, by=cast.caseworker)
    drawdowns.record_payment(check.proof.award, D(144), today(), by=cast.caseworker, known=0)
    row = FundingRequest.objects.get()
    said = (D(72), "Die Hälfte war privat.", today() + SOON)
    return hearings.hear(row, *said, by=cast.caseworker, version=row.version)


def page_of(user: User, name: str, row: FundingRequest, *, office: bool = False) -> str:
    client = Client()
    client.force_login(user)
    place = row.office.slug if office else row.organisation.slug
    address = reverse(f"funding:{name}", args=[place, row.public_id]).replace("/de/", "/en/", 1)
    return client.get(address).text.replace("&#x27;", "'").replace("\xa0", " ")


@pytest.mark.usefixtures("in_english")
def test_while_the_organisation_is_heard_on_money_all_pages_say_that_it_is_its_turn(
    cast: Cast, heard: FundingRequest
) -> None:
    until = today() + SOON
    (own,) = [it for it in duties.of(cast.coordinator) if it.is_mine]
    assert own.title == "Say something to “Elternlotsen Nordstadt” before it is decided"
    assert own.until == until
    (other,) = duties.of(cast.caseworker)
    assert (other.title, other.until) == ("The hearing about “Elternlotsen Nordstadt” runs", until)
    assert other.who == heard.organisation.name
    page = page_of(cast.coordinator, "proof", heard)
    assert "You can say something before it is decided, until" in page
    hearing = heard.clarifications.get()
    assert reverse("funding:hearing", args=[heard.organisation.slug, heard.public_id, hearing.pk]) in page
    for name in ("case", "case_proof", "checking"):
        said = page_of(cast.caseworker, name, heard, office=True)
        assert "It is the applicant's turn: the hearing runs until" in said, name
    with time_machine.travel(until + timedelta(days=1, hours=12)):
        (now,) = duties.of(cast.caseworker)
        assert (now.title, now.is_mine) == ("Check the proof of use of “Elternlotsen Nordstadt”", True)


@pytest.mark.usefixtures("in_english")
def test_a_question_about_the_proof_is_the_turn_of_the_organisation(
    cast: Cast, heard: FundingRequest
) -> None:
    hearings.reply(heard.clarifications.get(), "Nein.", by=cast.coordinator, version=heard.version)
    heard.refresh_from_db()
    explaining.ask(heard, "Wofür?", today() + SOON, by=cast.caseworker, version=heard.version)
    (other,) = duties.of(cast.caseworker)
    assert (other.title, other.is_mine) == ("Question about “Elternlotsen Nordstadt” is open", False)
    assert "It is your turn: answer until" in listed(cast)
    assert "It is your turn: answer until" in page_of(cast.coordinator, "request", heard)
    for name in ("case", "case_proof", "checking"):
        said = page_of(cast.caseworker, name, heard, office=True)
        assert "It is the organisation's turn: it can answer your question until" in said, name


@pytest.mark.usefixtures("in_english")
def test_money_that_is_owed_is_said_alike_on_all_pages_until_it_is_back(
    cast: Cast, heard: FundingRequest
) -> None:
    hearings.reply(heard.clarifications.get(), "Nein.", by=cast.coordinator, version=heard.version)
    check = ProofCheck.objects.get()
    checking.judge(check, 1, Verdict.PARTLY, D(90), "Die Hälfte war privat.", by=cast.caseworker)
    check.refresh_from_db()
    said = results.Result("Bitte zahlen.", today() + SOON, effect=Effect.FIXES)
    check = results.propose(check, said, by=cast.caseworker, version=check.version)
    check = results.countersign(check, by=cast.countersigner, version=check.version)
    FundingRequest.objects.update(state=State.FINAL)
    assert "It is your turn: pay back €72.00 until" in listed(cast)
    for name in ("request", "proof"):
        assert "It is your turn: pay back €72.00 until" in page_of(cast.coordinator, name, heard), name
    assert "can now call up the money" not in page_of(cast.coordinator, "request", heard)
    money = page_of(cast.coordinator, "drawdowns", heard)
    assert "You can call up money." not in money
    assert "By the proof of use, nothing more is due to you." in money
    for name in ("case", "checking"):
        to_post = page_of(cast.caseworker, name, heard, office=True)
        assert "It is your turn: send the letter about the check by post and record the day." in to_post, name
    check = results.record_posting(check, today(), by=cast.caseworker, version=check.version)
    for name in ("case", "checking"):
        said_here = page_of(cast.caseworker, name, heard, office=True)
        assert "It is the organisation's turn: €72.00 are to be paid back until" in said_here, name
    repaying.record_return(check, D(72), today(), by=cast.caseworker, version=check.version)
    assert "pay back" not in listed(cast)
    page = page_of(cast.caseworker, "checking", heard, office=True)
    assert "€72.00 were paid back on" in page
    assert [text for text in ("would have to be paid back", "To be paid back until") if text in page] == []


@pytest.mark.usefixtures("in_english")
def test_a_hearing_ends_with_the_check_that_asks_nothing_back(cast: Cast, heard: FundingRequest) -> None:
    check = ProofCheck.objects.get()
    results.propose(check, results.Result("Alles gut."), by=cast.caseworker, version=check.version)
    assert duties.of(cast.coordinator) == []
    assert "You can say something" not in listed(cast)
    for name in ("request", "proof"):
        assert "You can say something" not in page_of(cast.coordinator, name, heard), name


def test_once_the_decision_is_final_the_office_reads_what_comes_next(cast: Cast) -> None:
    row = scenes.announced(cast)
    FundingRequest.objects.update(state=State.FINAL)
    Award.objects.update(proof_due=today() + SOON)
    assert "It is the organisation's turn: its proof of use is due until" in case_read_by(
        cast.caseworker, row
    )
    Award.objects.update(start=today() + SOON)
    page = case_read_by(cast.caseworker, row)
    assert "Nothing is open until the award period begins on" in page


@pytest.mark.parametrize(
    ("days", "said"), [(14, "14 days left"), (1, "1 day left"), (0, "today"), (-2, "over")]
)
def test_the_page_of_a_case_says_how_long_there_is_until_its_deadline(
    cast: Cast, days: int, said: str
) -> None:
    row = scenes.received(cast)
    FundingRequest.objects.update(due=today() + timedelta(days))
    page = case_read_by(cast.caseworker, row)
    assert re.search(
        rf"Next deadline: <strong[^>]*>[^<]+</strong> *<span class=\"tag[^>]*>{said}</span>", page
    )


def test_a_case_without_a_deadline_names_none(cast: Cast) -> None:
    assert "Next deadline" not in case_read_by(cast.caseworker, scenes.received(cast))


def test_what_is_still_to_be_paid_after_the_check_is_said(cast: Cast) -> None:
    proof = furnished_proof(cast)
    row = decisions.finalise(
        proof.award.request, by=cast.caseworker, version=proof.award.request.version, waived=today()
    )
    proof = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    check = checking.begin(proof, by=cast.caseworker)
    results.propose(check, results.Result(), by=cast.caseworker, version=check.version)
    said = "The check is closed. The rest of the grant is still to be paid out."
    where = [row.office.slug, row.public_id]
    pages = [
        (cast.caseworker, reverse("funding:case", args=where)),
        (cast.caseworker, reverse("funding:checking", args=where)),
        (cast.coordinator, reverse("funding:proof", args=[row.organisation.slug, row.public_id])),
        (cast.coordinator, row.get_absolute_url()),
    ]

    def saying() -> list[bool]:
        found = []
        for user, address in pages:
            client = Client()
            client.force_login(user)
            found.append(said in client.get(address.replace("/de/", "/en/", 1)).text)
        return found

    assert saying() == [True] * 4
    assert said in listed(cast)
    drawdowns.record_payment(Award.objects.get(), D(144), today(), by=cast.caseworker, known=0)
    assert saying() == [False] * 4
    assert said not in listed(cast)
