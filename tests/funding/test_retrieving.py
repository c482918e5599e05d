"""Letters on changes and results are made known as the decision was: retrieved where that was agreed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from funding import duties
from funding.choices import Effect, Notice, Verdict
from funding.models import Amendment, Award, FundingRequest, Office, ProofCheck
from funding.services import amendments, checking, proofs, results, retrieving
from funding.services.reminders import remind
from portal.lib.dates import today
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding.scenes import D
from tests.funding.test_amendments import asked, at, at_office, words
from tests.funding.test_drawdowns import final
from tests.funding.test_notification import mails
from tests.funding.test_proof_check import at as at_proof
from tests.funding.test_proof_check import at_office as at_check
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def agreed() -> None:
    Office.objects.update(notification=Notice.RETRIEVAL, retrieval_days=10, retrieved_days=1)
    FundingRequest.objects.update(agrees_to_retrieval=True)


def of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answered(cast: Cast, award: Award) -> Amendment:
    """The Office has allowed a change."""
    row = asked(cast, award, use="Ein anderer Raum.")
    row = amendments.propose(row, True, "", None, by=cast.caseworker, version=row.version)
    return amendments.countersign(row, by=cast.countersigner, version=row.version)


def later(days: int) -> Any:
    return time_machine.travel(f"{(today() + timedelta(days)).isoformat()}T11:00:00Z")


@pytest.fixture
def change(cast: Cast) -> Amendment:
    award = final(cast)
    agreed()
    return answered(cast, award)


def test_the_answer_to_a_change_is_known_once_somebody_retrieves_it(cast: Cast, change: Amendment) -> None:
    award, applicant, officer = change.award, of(cast.coordinator), of(cast.caseworker)
    letter, page = at("amendment_letter", award, 1), at("amendments", award)
    assert "Retrieve the letter" in applicant.get(page).text
    assert applicant.get(letter).status_code == 404
    desk = words(officer.get(at_office("case_amendments", award)).text)
    assert "The organisation can retrieve the letter until" in desk
    assert "Record when it was sent by post" not in desk
    assert not duties.of(cast.caseworker), "nothing is to be posted"
    retrieve = "Retrieve the letter on “Elternlotsen Nordstadt”"
    (duty,) = [it for it in duties.of(cast.coordinator) if it.title == retrieve]
    assert (duty.url, duty.until) == (page, today() + timedelta(10))
    for _click in range(2):
        assert applicant.post(letter).status_code == 302
    change.refresh_from_db()
    assert (change.way, change.known, change.posted) == ("retrieval", today() + timedelta(1), None)
    assert applicant.get(letter).status_code == 200
    assert retrieve not in [it.title for it in duties.of(cast.coordinator)]
    shown = words(applicant.get(page).text)
    assert "The letter was retrieved here on" in shown
    assert "Legal remedy is possible until" in shown
    with pytest.raises(ValidationError, match="known already"):
        amendments.record_posting(change, today(), by=cast.caseworker, version=change.version)


def test_both_sides_are_told_while_a_letter_waits_and_not_after(cast: Cast, change: Amendment) -> None:
    Message.objects.all().delete()
    for days in (6, 7, 9, 11, 12):
        with later(days):
            remind()
        assert mails("funding.letter_soon") == ({cast.coordinator.email} if days >= 7 else set())
        assert mails("funding.letter_unretrieved") == ({cast.caseworker.email} if days >= 11 else set())
    told = Message.objects.filter(kind__startswith="funding.letter_")
    assert [kind_of(it.kind).still_wanted(change.award.request, it) for it in told] == [True, True]
    amendments.record_posting(change, today(), by=cast.caseworker, version=change.version)
    assert [kind_of(it.kind).still_wanted(change.award.request, it) for it in told] == [False, False]


def test_what_nobody_retrieves_in_time_is_posted(cast: Cast, change: Amendment) -> None:
    with pytest.raises(PermissionDenied):
        retrieving.retrieve_change(change, by=cast.caseworker)
    with later(10):
        assert not duties.of(cast.caseworker), "the last day"
    with later(11):
        with pytest.raises(ValidationError, match="is over"):
            retrieving.retrieve_change(change, by=cast.coordinator)
        page = of(cast.coordinator).get(at("amendments", change.award)).text
        assert "The letter was not retrieved in time." in page
        (duty,) = duties.of(cast.caseworker)
        assert duty.title.startswith("Post the letter on the change")
        desk = of(cast.caseworker).get(at_office("case_amendments", change.award)).text
        assert "Record when it was sent by post" in desk
        row = amendments.record_posting(change, today(), by=cast.caseworker, version=change.version)
        assert (row.way, row.posted) == ("post", today())
        assert not duties.of(cast.caseworker)


def test_the_result_of_a_check_is_retrieved_by_the_same_rule(cast: Cast) -> None:
    proof = furnished_proof(cast)
    agreed()
    sent = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    check = checking.begin(sent, by=cast.caseworker)
    checking.judge(check, 1, Verdict.PARTLY, D(90), "Die Hälfte war privat.", by=cast.caseworker)
    check.refresh_from_db()
    said = results.Result("Privat.", effect=Effect.FIXES, unheard="Sie bat darum.")
    check = results.propose(check, said, by=cast.caseworker, version=check.version)
    results.countersign(check, by=cast.countersigner, version=check.version)
    applicant, letter = of(cast.coordinator), at_proof("closing_letter", proof)
    assert "Retrieve the letter" in applicant.get(at_proof("proof", proof)).text
    assert applicant.get(letter).status_code == 404
    assert of(cast.caseworker).get(at_check("case_closing_letter", proof)).status_code == 200
    desk = of(cast.caseworker).get(at_check("checking", proof)).text
    assert "The organisation can retrieve the letter until" in desk
    assert applicant.post(letter).status_code == 302
    found = ProofCheck.objects.get()
    assert found.known == today() + timedelta(1)
    assert applicant.get(letter).status_code == 200
    assert "Retrieve the letter" not in applicant.get(at_proof("proof", proof)).text


def test_without_consent_the_letter_is_there_at_once_and_waits_to_be_posted(cast: Cast) -> None:
    award = final(cast)
    assert answered(cast, award).way == ""
    assert of(cast.coordinator).get(at("amendment_letter", award, 1)).status_code == 200
