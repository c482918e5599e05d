"""The inbox says whose turn it is after a decision, too: who checks, signs and pays, and since when."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding import duties
from funding.choices import Effect, State, Verdict
from funding.models import Drawdown, FundingRequest
from funding.services import amendments, checking, drawdowns, explaining, proofs, results
from portal.lib.dates import today
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.matrix import placed
from tests.funding.scenes import D
from tests.funding.test_amendments import asked
from tests.funding.test_drawdowns import called_up, final
from tests.funding.test_reports import furnished_proof

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def inbox(user: Any, cast: Cast, **filters: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("funding:inbox", args=[cast.office.slug]), {"state": "all"} | filters).text


def turn(cast: Cast) -> str:
    """What the one row says in the column on whose turn it is."""
    (cell,) = re.findall(r'data-label="Whose turn">(.*?)</td>', inbox(cast.caseworker, cast))
    return " ".join(re.sub("<[^>]+>", "", cell).split())


def shown(user: Any, cast: Cast, whose: str) -> bool:
    return "Elternlotsen Nordstadt" in inbox(user, cast, turn=whose)


def test_money_that_is_called_up_is_the_turn_of_the_caseworker_until_it_is_paid(cast: Cast) -> None:
    award = final(cast)
    assert turn(cast) == "Nobody"
    row = called_up(award, cast)
    assert turn(cast) == f"{cast.caseworker.name}, since today"
    Drawdown.objects.update(requested=row.requested - timedelta(days=3))  # type: ignore[operator]
    assert turn(cast) == f"{cast.caseworker.name}, for 3 days"
    row = drawdowns.decide(row, D(800), "", by=cast.caseworker, version=row.version)
    assert turn(cast) == f"{cast.caseworker.name}, since today"
    drawdowns.pay(row, today(), by=cast.caseworker, version=row.version)
    assert turn(cast) == "Nobody"


def test_a_proof_is_the_turn_of_the_caseworker_then_of_the_second_officer(cast: Cast) -> None:
    proof = furnished_proof(cast)
    assert turn(cast) == "Nobody"
    sent = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert turn(cast) == f"{cast.caseworker.name}, since today"
    check = checking.begin(sent, by=cast.caseworker)
    row = FundingRequest.objects.get()
    explaining.ask(row, "Wofür?", today() + timedelta(9), by=cast.caseworker, version=row.version)
    assert turn(cast) == "Applicant"
    row.refresh_from_db()
    explaining.explain(row, "Dafür.", by=cast.coordinator, version=row.version)
    assert turn(cast) == f"{cast.caseworker.name}, since today"
    check.refresh_from_db()
    results.propose(check, results.Result("Alles gut."), by=cast.caseworker, version=check.version)
    assert turn(cast) == "Nobody" if check.is_closed else "Second signature, since today"


def test_a_change_of_an_award_is_answered_by_one_and_signed_by_another(cast: Cast) -> None:
    row = asked(cast, final(cast), use="Ein anderer Raum.")
    assert turn(cast) == f"{cast.caseworker.name}, since today"
    amendments.propose(row, False, "Das Programm endet.", None, by=cast.caseworker, version=row.version)
    assert turn(cast) == "Second signature, since today"


def test_the_filter_finds_what_the_column_says(cast: Cast) -> None:
    award = final(cast)
    people = (cast.caseworker, cast.countersigner)
    assert [shown(who, cast, "office") for who in people] == [False, False]
    row = asked(cast, award, use="Ein anderer Raum.")
    assert [shown(who, cast, "office") for who in people] == [True, True]
    assert [shown(who, cast, "mine") for who in people] == [True, False]
    amendments.propose(row, False, "Das Programm endet.", None, by=cast.caseworker, version=row.version)
    assert [shown(who, cast, "mine") for who in people] == [False, True]
    assert [shown(who, cast, "applicant") for who in people] == [False, False]


def waiting(cast: Cast) -> str:
    """What the inbox says as it opens, which lists nothing that is decided."""
    page = inbox(cast.caseworker, cast, state="")
    assert "Elternlotsen Nordstadt" not in page
    found = re.search(r'<a href="\?state=after">(\d+) decided', page)
    return found[1] if found else ""


def test_the_inbox_says_what_waits_after_the_decision_and_leads_to_it(cast: Cast) -> None:
    award = final(cast)
    assert (waiting(cast), shown(cast.caseworker, cast, "")) == ("", True)
    assert "Elternlotsen Nordstadt" not in inbox(cast.caseworker, cast, state="after")
    row = called_up(award, cast)
    assert waiting(cast) == "1"
    assert "Elternlotsen Nordstadt" in inbox(cast.caseworker, cast, state="after")
    assert "Elternlotsen Nordstadt" in inbox(cast.caseworker, cast, state="after", turn="mine")
    assert "Elternlotsen Nordstadt" in inbox(cast.caseworker, cast, state="after", turn="office")
    row = drawdowns.decide(row, D(800), "", by=cast.caseworker, version=row.version)
    drawdowns.pay(row, today(), by=cast.caseworker, version=row.version)
    assert waiting(cast) == ""


def test_a_proof_that_was_sent_waits_too(cast: Cast) -> None:
    proof = furnished_proof(cast)
    assert waiting(cast) == ""
    proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    assert waiting(cast) == "1"


def test_a_result_that_burdens_waits_until_its_letter_is_posted(cast: Cast) -> None:
    proof = furnished_proof(cast)
    sent = proofs.submit_proof(proof, by=cast.coordinator, version=proof.version)
    check = checking.begin(sent, by=cast.caseworker)
    checking.judge(check, 1, Verdict.PARTLY, D(90), "Die Hälfte war privat.", by=cast.caseworker)
    check.refresh_from_db()
    said = results.Result("Privat.", effect=Effect.FIXES, unheard="Sie bat darum.")
    check = results.propose(check, said, by=cast.caseworker, version=check.version)
    check = results.countersign(check, by=cast.countersigner, version=check.version)
    assert (waiting(cast), turn(cast)) == ("1", f"{cast.caseworker.name}, since today")
    (duty,) = [it for it in duties.of(cast.caseworker) if "Post the letter" in it.title]
    assert duty.title == "Post the letter on the result of “Elternlotsen Nordstadt” and record the day"
    results.record_posting(check, today(), by=cast.caseworker, version=check.version)
    assert (waiting(cast), turn(cast)) == ("", "Nobody")
    assert not duties.of(cast.caseworker)


def test_so_does_the_answer_to_a_change(cast: Cast) -> None:
    row = asked(cast, final(cast), use="Ein anderer Raum.")
    row = amendments.propose(row, True, "", None, by=cast.caseworker, version=row.version)
    row = amendments.countersign(row, by=cast.countersigner, version=row.version)
    assert (waiting(cast), turn(cast)) == ("1", f"{cast.caseworker.name}, since today")
    (duty,) = duties.of(cast.caseworker)
    assert duty.title == "Post the letter on the change of “Elternlotsen Nordstadt” and record the day"
    amendments.record_posting(row, today(), by=cast.caseworker, version=row.version)
    assert (waiting(cast), turn(cast)) == ("", "Nobody")


def test_of_what_is_undecided_the_filter_finds_what_it_found_before(cast: Cast) -> None:
    placed(cast, State.IN_REVIEW, "Elternlotsen Nordstadt", programme=scenes.programme_of(cast))
    for state in ("", "all"):
        assert "Elternlotsen Nordstadt" in inbox(cast.caseworker, cast, state=state, turn="mine")
